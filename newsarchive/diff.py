"""Two readings of an article → what changed, paragraph by paragraph and, inside those, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from newsarchive.changes.paragraphs import Kind, steps
from storage.records import Extraction, Moment

Mark = Literal["same", "gone", "new"]

BREAK = "\n\n"
"""What stands between the paragraphs of one that was split, or of several that were joined."""
MOST_WORDS = 1500
"""Word by word is quadratic; between equal ends, more words than these are shown whole."""
_WORD = re.compile(r"(\d+(?:[.,:/-]\d+)+|\w+|[^\w\s])(\s*)")

Word = tuple[str, str]
"""A word or sign, and the white space after it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both readings have (same), only the first (gone) or only the second (new)."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one value or paragraph of `field`, its words marked.

    `was` and `now` are the places of the paragraphs before and after, from 1; several for a split or a
    joining. `moved` may hold beside `changed`.
    """

    field: str
    mark: Kind
    pieces: tuple[Piece, ...]
    was: tuple[int, ...] = ()
    now: tuple[int, ...] = ()
    moved: bool = False

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.mark != "new")

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.mark != "gone")


def compare(before: Extraction, after: Extraction) -> list[Difference]:
    """All fields a reader sees, in reading order, unchanged ones included."""
    found: list[Difference] = []
    for field, one, other in _fields(before, after):
        found.extend(paragraphs(field, one, other))
    return found


def paragraphs(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    """Every paragraph of both once, in the order of the later text; what is gone stands where it was."""
    for step in steps(before, after):
        one = BREAK.join(before[place] for place in step.before)
        other = BREAK.join(after[place] for place in step.after)
        yield Difference(
            field,
            step.kind,
            words(one, other),
            tuple(place + 1 for place in step.before),
            tuple(place + 1 for place in step.after),
            step.moved,
        )


def words(before: str, after: str) -> tuple[Piece, ...]:
    """One text against another; the pieces not `new` join to the first, those not `gone` to the second."""
    if before == after:
        return (Piece("same", before),) if before else ()
    one, other = _split(before), _split(after)
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    middle = one[head : len(one) - tail], other[head : len(other) - tail]
    pieces = _Pieces()
    pieces.same(one[:head], other[:head])
    if max(map(len, middle)) > MOST_WORDS:
        pieces.replaced(*middle)
    else:
        _align(pieces, *middle)
    pieces.same(one[len(one) - tail :], other[len(other) - tail :])
    return pieces.found()


class _Pieces:
    """Runs of text as they come, neighbours of one mark joined."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, str, bool]] = []

    def same(self, one: Sequence[Word], other: Sequence[Word]) -> None:
        """The same words, whose white space may differ."""
        for (word, space), (_, now) in zip(one, other, strict=True):
            self._add(word, word)
            self._add(space, now)

    def replaced(self, one: Sequence[Word], other: Sequence[Word]) -> None:
        self._add("".join(map("".join, one)), "".join(map("".join, other)), same=False)

    def _add(self, gone: str, new: str, *, same: bool = True) -> None:
        if not gone and not new:
            return
        same = same and gone == new
        if self._runs and self._runs[-1][2] == same:
            before, after, _ = self._runs.pop()
            gone, new = before + gone, after + new
        self._runs.append((gone, new, same))

    def found(self) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for gone, new, same in self._joined():
            told: Iterable[tuple[Mark, str]] = [("same", gone)] if same else _apart(gone, new)
            for mark, text in told:
                if pieces and text and pieces[-1].mark == mark:
                    pieces[-1] = Piece(mark, pieces[-1].text + text)
                elif text:
                    pieces.append(Piece(mark, text))
        return tuple(pieces)

    def _joined(self) -> list[tuple[str, str, bool]]:
        """White space alone between two changes is part of the change: it reads better."""
        runs: list[tuple[str, str, bool]] = []
        for place, (gone, new, same) in enumerate(self._runs):
            between = same and not gone.strip() and 0 < place < len(self._runs) - 1
            if runs and not runs[-1][2] and (between or not same):
                before, after, _ = runs.pop()
                gone, new, same = before + gone, after + new, False
            runs.append((gone, new, same))
        return runs


def _apart(gone: str, new: str) -> Iterator[tuple[Mark, str]]:
    """White space at the end that both have is the same."""
    end = len(gone) - len(gone.rstrip())
    end = end if gone.strip() and new.strip() and gone[len(gone) - end :] == new[len(new.rstrip()) :] else 0
    yield "gone", gone[: len(gone) - end]
    yield "new", new[: len(new) - end]
    yield "same", gone[len(gone) - end :]


def _align(pieces: _Pieces, one: Sequence[Word], other: Sequence[Word]) -> None:
    matcher = SequenceMatcher(None, [word for word, _ in one], [word for word, _ in other], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.same(one[a:b], other[c:d])
        else:
            pieces.replaced(one[a:b], other[c:d])


def _split(text: str) -> list[Word]:
    """Every character of the text is in one word; leading white space in an empty one."""
    found: list[Word] = [(word, space) for word, space in _WORD.findall(text)]
    lead = text[: len(text) - len(text.lstrip())]
    return [("", lead), *found] if lead else found


def _common(one: Sequence[Word], other: Sequence[Word]) -> int:
    count = 0
    for (word, _), (now, _) in zip(one, other, strict=False):
        if word != now:
            break
        count += 1
    return count


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
