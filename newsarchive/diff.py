"""Two readings of an article → what changed, paragraph by paragraph and, inside those, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from storage.records import Extraction, Moment

Mark = Literal["same", "gone", "new"]

# Below this share of common words two paragraphs read as one dropped and another written.
ALIKE = 0.4
# Word by word is quadratic; a longer paragraph is shown whole.
MOST_WORDS = 4000
_PIECE = re.compile(r"\s+|\d+(?:[.,:/-]\d+)+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both readings have (same), only the first (gone) or only the second (new)."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One value or paragraph of `field`: `same`, `gone`, `new`, or `changed` with its words marked."""

    field: str
    mark: Mark | Literal["changed"]
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.mark != "new")

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.mark != "gone")


def compare(before: Extraction, after: Extraction) -> list[Change]:
    """All fields a reader sees, in reading order, unchanged ones included."""
    changes: list[Change] = []
    for field, one, other in _fields(before, after):
        changes.extend(paragraphs(field, one, other))
    return changes


def paragraphs(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            for text in before[a:b]:
                yield Change(field, "same", (Piece("same", text),))
        else:
            yield from _replaced(field, before[a:b], after[c:d])


def words(before: str, after: str) -> tuple[Piece, ...]:
    """One text against another; the pieces not `new` join to the first, those not `gone` to the second."""
    one, other = _PIECE.findall(before), _PIECE.findall(after)
    if max(len(one), len(other)) > MOST_WORDS:
        return tuple(piece for piece in (Piece("gone", before), Piece("new", after)) if piece.text)
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", "".join(one[a:b])))
        if c < d:
            pieces.append(Piece("new", "".join(other[c:d])))
    return tuple(pieces)


def _replaced(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Pair each old paragraph with the next new one that is like it; the rest is gone or new."""
    at = 0
    for old in before:
        match = next((i for i in range(at, len(after)) if _alike(old, after[i])), None)
        if match is None:
            yield Change(field, "gone", (Piece("gone", old),))
            continue
        for text in after[at:match]:
            yield Change(field, "new", (Piece("new", text),))
        yield Change(field, "changed", words(old, after[match]))
        at = match + 1
    for text in after[at:]:
        yield Change(field, "new", (Piece("new", text),))


def _alike(one: str, other: str) -> bool:
    a, b = one.split(), other.split()
    if not a or not b or max(len(a), len(b)) > MOST_WORDS:
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _fields(before: Extraction, after: Extraction) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    one, other = _printed(before), _printed(after)
    for field in one:
        yield field, one[field], other[field]


def _printed(reading: Extraction) -> dict[str, Sequence[str]]:
    """What a reader sees of an article, in reading order; an absent value is no line at all."""
    single = {
        "kicker": reading.kicker,
        "title": reading.title,
        "published": _moment(reading.published),
        "modified": _moment(reading.modified),
        "byline": reading.byline.raw,
        "lead": None if reading.lead in reading.body else reading.lead,
    }
    printed: dict[str, Sequence[str]] = {name: (value,) if value else () for name, value in single.items()}
    captions = [f"{each.text} ({each.credit})" if each.credit else each.text for each in reading.captions]
    return {**printed, "body": reading.body, "captions": captions}


def _moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return moment.value.isoformat(timespec="minutes") if moment.value else moment.date
