"""Answers of one field → a rising line over log odds for each way the sources stand, fitted to be believed.

Logistic regression by Newton's method: one slope, a shift for each support. It begins from "the rules are
right about themselves" and is held there where there are few answers; each support begins with one false
answer, so that what was seldom seen is not believed too soon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from statistics import mean
from typing import get_args

from answered import Answer
from reliability import Said, reliability

from newsarchive.extraction.confidence.calibration import Line, chance, odds, sureness
from newsarchive.extraction.confidence.support import Support

SUPPORTS: tuple[Support, ...] = get_args(Support)
_FOLDS = 10
_HELD_SLOPE, _HELD_SHIFT, _HELD_APART = 4.0, 0.1, 1.0
_LEAST_SLOPE = 0.1
_STEPS, _LONGEST_STEP = 40, 0.5

Lines = dict[Support, Line]
AS_IT_IS: Lines = {support: Line(1.0, 0.0) for support in SUPPORTS}
Row = tuple[list[float], float]


def fit(answers: Sequence[Answer]) -> Lines:
    """Unknowns: the slope, a shift for all, a shift of each support."""
    rows = [(_known(odds(one.raw), one.support), float(one.right)) for one in answers]
    for support in SUPPORTS:
        raws = [one.raw for one in answers if one.support == support]
        rows.append((_known(odds(mean(raws) if raws else 0.5), support), 0.0))
    start = [1.0, 0.0] + [0.0] * len(SUPPORTS)
    held = [_HELD_SLOPE, _HELD_SHIFT] + [_HELD_APART] * len(SUPPORTS)
    slope, shift, *apart = _newton(rows, start, held)
    slope = max(slope, _LEAST_SLOPE)
    return {
        support: Line(round(slope, 3), round(shift + own, 3))
        for support, own in zip(SUPPORTS, apart, strict=True)
    }


def fit_or_leave(answers: Sequence[Answer]) -> tuple[Lines, Said]:
    """The fitted lines if they do better on sites they have not seen, else the rules' own confidence; and
    what the better of both says of each answer."""
    fitted, left = _unseen(answers, fit), _unseen(answers, lambda _: AS_IT_IS)
    if reliability(fitted).brier < reliability(left).brier:
        return fit(answers), fitted
    return AS_IT_IS, left


def _unseen(answers: Sequence[Answer], fitted: Callable[[Sequence[Answer]], Lines]) -> Said:
    """Each answer's confidence by lines that were fitted without its site."""
    found = []
    for fold in range(_FOLDS):
        lines = fitted([one for one in answers if _fold(one.site) != fold])
        found += [
            (sureness(one.field, lines[one.support], one.raw, one.support), one.right)
            for one in answers
            if _fold(one.site) == fold
        ]
    return found


def _fold(site: str) -> int:
    return int(sha256(site.encode()).hexdigest(), 16) % _FOLDS


def _known(log_odds: float, support: str) -> list[float]:
    return [log_odds, 1.0, *(float(one == support) for one in SUPPORTS)]


def _newton(rows: Sequence[Row], start: list[float], held: list[float]) -> list[float]:
    found = list(start)
    for _ in range(_STEPS):
        slopes = [hold * (begun - now) for hold, begun, now in zip(held, start, found, strict=True)]
        bends = [[held[i] if i == j else 0.0 for j in range(len(start))] for i in range(len(start))]
        for known, right in rows:
            said = chance(sum(one * weight for one, weight in zip(known, found, strict=True)))
            for i, one in enumerate(known):
                slopes[i] += one * (right - said)
                for j, other in enumerate(known):
                    bends[i][j] += one * other * said * (1 - said)
        step = _solved(bends, slopes)
        shorter = min(1.0, _LONGEST_STEP / max(1e-9, *(abs(by) for by in step)))
        found = [now + shorter * by for now, by in zip(found, step, strict=True)]
    return found


def _solved(matrix: Iterable[list[float]], right: list[float]) -> list[float]:
    """Gauss elimination; the matrix is positive definite, so no pivot is nothing."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for at in range(size):
        for other in range(size):
            if other != at:
                share = rows[other][at] / rows[at][at]
                rows[other] = [a - share * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [rows[at][size] / rows[at][at] for at in range(size)]
