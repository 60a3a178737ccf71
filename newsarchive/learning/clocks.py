"""Captures of a portal → the places on its pages that show the day of the visit.

A fresh story's own date is the day of the visit too. So a clock must be seen on stories that are of other
days, and must never show anything but the day of the fetch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo

from newsarchive.extraction.learnt.habits import days_of_visit
from newsarchive.learning.days import PRINTED, sayings, told_otherwise
from newsarchive.learning.sightings import Sighting

FEWEST, FEWEST_DAYS = 3, 3
"""Old stories a clock must be seen on, and the days they must be of, where pages were fetched on several."""
FEWEST_AT_ONCE, FEWEST_DAYS_AT_ONCE = 8, 5
"""The same where all were fetched on one day."""
_OLD = timedelta(days=2)
"""What was written the day before and printed today is no old story."""
_MOST = 12


@dataclass(slots=True)
class _Place:
    """`stories` and `days`: old stories on which the place showed the day of the visit, and their days;
    `shown`: what it showed of each story; `failed`: it showed another day once."""

    visits: set[date] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    shown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: bool = False

    def is_clock(self) -> bool:
        if self.failed:
            return False
        moved = sum(len(days) > 1 for days in self.shown.values())
        if moved >= FEWEST:
            return True
        stories, days = len(self.stories), len(self.days)
        if len(self.visits) > 1 and stories >= FEWEST and days >= FEWEST_DAYS:
            return True
        return stories >= FEWEST_AT_ONCE and days >= FEWEST_DAYS_AT_ONCE


def page_clocks(sightings: Sequence[Sighting], zone: tzinfo | None) -> frozenset[str]:
    places: dict[str, _Place] = defaultdict(_Place)
    for one in sightings:
        visit = days_of_visit(one.fetched_at, zone)
        if one.fetched_at is not None:
            _look(one, one.fetched_at.date(), visit, places)
    clocks = {name: place for name, place in places.items() if place.is_clock()}
    ranked = sorted(clocks, key=lambda name: (-len(clocks[name].stories), name))
    return frozenset(ranked[:_MOST])


def _look(one: Sighting, fetched: date, visit: frozenset[date], places: dict[str, _Place]) -> None:
    true = told_otherwise(one)
    is_old = true is not None and true < min(visit) - _OLD
    for field_name in ("published", "modified"):
        for saying in sayings(one, field_name):
            name = saying.place.partition("@")[0]
            if saying.voice != PRINTED or not name or len(saying.day) != 10:
                continue
            place = places[name]
            if date.fromisoformat(saying.day) not in visit:
                place.failed = True
                continue
            place.visits.add(fetched)
            place.shown[one.story].add(saying.day)
            if is_old and true is not None:
                place.stories.add(one.story)
                place.days.add(true)
