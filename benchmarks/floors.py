"""Figures and `floors.json` → which fell, by how much, and the documents that did it.

The file pins each corpus's figures and, for saying which documents changed, each document's values by the
first digits of a digest of its id. A value of 1 (0 where less is better) is not written down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from statistics import mean

from figures import LESS_IS_BETTER, Values

FILE = Path(__file__).with_name("floors.json")
_DIGITS = 4
_TINY = 1e-9
# A document counts as worse from here on; below lies the rounding of what is pinned.
_CHANGED = 0.001
_MOST_TOLD = 12

Pinned = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure under its floor, with the documents that are worse than they were: id, then, now."""

    corpus: str
    column: str
    floor: float
    now: float | None
    worse: tuple[tuple[str, float, float], ...] = ()

    def __str__(self) -> str:
        if self.now is None:
            return f"{self.corpus} {self.column}: not measured any more, the floor is {self.floor:.4f}"
        verb = "rose" if self.column in LESS_IS_BETTER else "fell"
        by = abs(self.now - self.floor)
        lines = [f"{self.corpus} {self.column} {verb} by {by:.4f}: {self.floor:.4f} -> {self.now:.4f}"]
        lines += [f"    {then:.3f} -> {now:.3f}  {name}" for name, then, now in self.worse[:_MOST_TOLD]]
        if len(self.worse) > _MOST_TOLD:
            lines.append(f"    and {len(self.worse) - _MOST_TOLD} more")
        return "\n".join(lines)


@dataclass(slots=True)
class Floors:
    """`figures`: corpus → column → floor. `documents`: corpus → column → digest → value."""

    figures: Pinned = field(default_factory=dict)
    documents: dict[str, Pinned] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path = FILE) -> Floors:
        if not file.exists():
            return cls()
        told = json.loads(file.read_text("utf-8"))
        return cls(told["figures"], told["documents"])

    def write(self, file: Path = FILE) -> None:
        """A line a column, so that a change shows as one line."""
        lines = [
            f"{json.dumps(section)}: {{\n{_corpora(content)}\n }}"
            for section, content in (("figures", self.figures), ("documents", self.documents))
        ]
        file.write_text("{\n " + ",\n ".join(lines) + "\n}\n", "utf-8")

    def of_document(self, corpus: str, column: str, name: str) -> float:
        best = 0.0 if column in LESS_IS_BETTER else 1.0
        return self.documents.get(corpus, {}).get(column, {}).get(digest(name), best)

    def of_sample(self, corpus: str, column: str, names: Sequence[str]) -> float:
        """The floor of a part of a corpus: what its documents had."""
        return float(mean(self.of_document(corpus, column, name) for name in names))


def _corpora(content: Mapping[str, Mapping[str, object]]) -> str:
    def columns(one: Mapping[str, object]) -> str:
        return ",\n".join(f"   {json.dumps(name)}: {json.dumps(value)}" for name, value in one.items())

    return ",\n".join(f"  {json.dumps(name)}: {{\n{columns(one)}\n  }}" for name, one in content.items())


def digest(name: str) -> str:
    """Ids of documents are addresses of publishers; none stands in the project."""
    return sha256(name.encode()).hexdigest()[:8]


def pinned(figures: Mapping[str, Values], values: Mapping[str, Mapping[str, Values]]) -> Floors:
    """Today's figures as floors, rounded so that today's run stands on them."""
    floors = Floors()
    for corpus, columns in figures.items():
        floors.figures[corpus] = {name: _rounded(name, value) for name, value in columns.items()}
        floors.documents[corpus] = {}
        for column in columns:
            best = 0.0 if column in LESS_IS_BETTER else 1.0
            told = {
                digest(name): round(found[column], 3)
                for name, found in values[corpus].items()
                if column in found and round(found[column], 3) != best
            }
            floors.documents[corpus][column] = dict(sorted(told.items()))
    return floors


def _rounded(column: str, value: float) -> float:
    step: float = 10**-_DIGITS
    exact = round(value, 9) / step
    steps = -int(-exact // 1) if column in LESS_IS_BETTER else int(exact // 1)
    return round(steps * step, _DIGITS)


def is_below(column: str, now: float, floor: float) -> bool:
    return now > floor + _TINY if column in LESS_IS_BETTER else now < floor - _TINY


def falls(
    floors: Floors, figures: Mapping[str, Values], values: Mapping[str, Mapping[str, Values]]
) -> Iterator[Fall]:
    """All figures of the measured corpora that are under their floors."""
    for corpus in figures:
        for column, floor in floors.figures.get(corpus, {}).items():
            now = figures[corpus].get(column)
            if now is None or is_below(column, now, floor):
                yield Fall(corpus, column, floor, now, _worse(floors, corpus, column, values[corpus]))


def falls_of_sample(floors: Floors, values: Mapping[str, Mapping[str, Values]]) -> Iterator[Fall]:
    """The same over a part of each corpus, held against what the same documents had."""
    for corpus, documents in values.items():
        for column in floors.figures.get(corpus, {}):
            names = [name for name, found in documents.items() if column in found]
            if not names:
                continue
            floor = floors.of_sample(corpus, column, names)
            now = mean(documents[name][column] for name in names)
            # Documents' values are pinned in thousandths.
            if is_below(column, now, floor) and abs(now - floor) > _CHANGED / 2:
                yield Fall(corpus, column, floor, now, _worse(floors, corpus, column, documents))


def _worse(
    floors: Floors, corpus: str, column: str, documents: Mapping[str, Values]
) -> tuple[tuple[str, float, float], ...]:
    found = []
    for name, values in documents.items():
        if column not in values:
            continue
        then, now = floors.of_document(corpus, column, name), values[column]
        if abs(then - now) >= _CHANGED and is_below(column, now, then):
            found.append((name, then, now))
    return tuple(sorted(found, key=lambda one: -abs(one[1] - one[2])))


def lowered(old: Floors, new: Floors) -> Iterator[Fall]:
    """Floors that writing the new ones would lower, or drop, in the corpora that were measured."""
    for corpus, columns in new.figures.items():
        for column, floor in old.figures.get(corpus, {}).items():
            now = columns.get(column)
            if now is None or is_below(column, now, floor):
                yield Fall(corpus, column, floor, now)


def merged(old: Floors, new: Floors) -> Floors:
    """Corpora that were not measured keep their floors."""
    return Floors({**old.figures, **new.figures}, {**old.documents, **new.documents})
