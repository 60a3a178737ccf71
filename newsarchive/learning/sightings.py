"""Captures of stories and their readings → one state of each distinct story, copies and corrections apart.

What is counted over a portal is counted over stories that differ: a corrected story, or one that stands at
several addresses, must not look like something that repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsarchive.extraction.body.region import width
from newsarchive.extraction.body.usual_places import block_digest
from storage.records import Extraction

MOST = 400
"""Captures a snapshot is made of, the newest: a few weeks of a small paper, a second or two of work."""
_COPY = 0.5
"""Two stories that share more of the shorter one's text are one."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture of a story, and what was read in it with nothing learnt. `story` tells stories apart."""

    story: str
    fetched_at: datetime | None
    reading: Extraction


@dataclass(frozen=True, slots=True)
class Told:
    """A story's blocks in reading order, as digests, with the width of each."""

    sighting: Sighting
    blocks: tuple[str, ...]
    widths: dict[str, int]

    @property
    def width(self) -> int:
        return sum(self.widths.values())

    def is_copy(self, other: Told) -> bool:
        shared = sum(self.widths[block] for block in self.widths.keys() & other.widths.keys())
        return shared > _COPY * min(self.width, other.width)


def newest(sightings: Iterable[Sighting], most: int = MOST) -> list[Sighting]:
    """The last captures, latest first, in an order that does not depend on the one given."""
    return sorted(sightings, key=_order, reverse=True)[:most]


def _order(one: Sighting) -> tuple[str, str, str, str, tuple[str, ...]]:
    at = one.fetched_at.isoformat() if one.fetched_at else ""
    return at, one.story, one.reading.url, one.reading.title or "", one.reading.body


def distinct(sightings: Sequence[Sighting]) -> list[Told]:
    """The latest state of each story, copies of another left out; `sightings` are latest first."""
    latest: dict[str, Sighting] = {}
    for one in sightings:
        latest.setdefault(one.story, one)
    found: list[Told] = []
    for one in latest.values():
        told = _told(one)
        if not any(told.is_copy(other) for other in found):
            found.append(told)
    return found


def _told(one: Sighting) -> Told:
    blocks = [(block_digest(text), width(text)) for text in one.reading.body]
    return Told(one, tuple(digest for digest, _ in blocks), dict(blocks))
