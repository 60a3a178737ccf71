"""What was learnt of a portal → candidates believed more or less, by where they stand.

A place is a short path of tags with their ids or classes. What a habit changed says so in its rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TypeVar

from newsarchive.extraction.byline.voices import NameCandidate
from newsarchive.extraction.dates.moments import Order
from newsarchive.extraction.dates.places import CLOCK_RULE
from newsarchive.extraction.dates.stated import DateCandidate
from storage.records import Learnt

LEARNT = "learnt: "
TRUSTED, DISTRUSTED = 0.9, 0.1
"""A place is believed, or not, from these shares of right values on."""
FEWEST = 8
"""Stories that must have judged a place."""
_LESS_DOUBT, _LESS_SURE = 0.6, 0.4
_MOST = 0.95
"""A rule of a profile is surer than any habit."""
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)
_NUMBER = re.compile(r"\d{3,}")
_STATED = ("jsonld:", "meta:")
_NOT_A_PLACE = ("url", "lead", "dateline")

T = TypeVar("T", DateCandidate, NameCandidate)


@lru_cache(maxsize=4096)
def place_of(rule: str, where: str) -> str:
    """The name under which a candidate's place is remembered; empty where that would say too little.

    Numbers of three digits and more count pages or stories, and become one. Metadata are places too.
    """
    rule = rule.removeprefix(LEARNT)
    if rule.startswith(_STATED):
        return rule
    if rule in _NOT_A_PLACE or rule.startswith("profile "):
        return ""
    kept = rule.rpartition(":")[2]
    attribute = kept if kept.startswith("@") else ""
    return path_of(where) + attribute if path_of(where) else ""


@lru_cache(maxsize=4096)
def path_of(where: str) -> str:
    """A path that names something; one of bare tags could be anywhere."""
    return _NUMBER.sub("000", where) if "." in where or "#" in where else ""


def days_of_visit(fetched_at: datetime | None, zone: tzinfo | None) -> frozenset[date]:
    """The day it was, or the days it may have been, for whoever fetched a page."""
    if fetched_at is None:
        return frozenset()
    if zone is not None:
        return frozenset((fetched_at.astimezone(zone).date(),))
    spread = (fetched_at + _EARLIEST, fetched_at, fetched_at + _LATEST)
    return frozenset(moment.date() for moment in spread)


def less_doubted(confidence: float) -> float:
    return max(confidence, min(1 - (1 - confidence) * _LESS_DOUBT, _MOST))


@dataclass(frozen=True, slots=True)
class Habits:
    """A portal's habits, ready to be asked. False where nothing was learnt."""

    blocks: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    order: Order | None = None
    trusted: frozenset[tuple[str, str]] = frozenset()
    distrusted: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.clocks or self.order or self.trusted or self.distrusted)

    def dates(
        self, candidates: list[DateCandidate], now: datetime | None, zone: tzinfo | None
    ) -> list[DateCandidate]:
        """Known clocks refused; the others believed as their places deserve."""
        if not self:
            return candidates
        today = days_of_visit(now, zone)
        return [self._clock(one, today) or self._weighed("published", self._read(one)) for one in candidates]

    def names(self, candidates: list[NameCandidate]) -> list[NameCandidate]:
        return [self._weighed("byline", one) for one in candidates] if self else candidates

    def places(self, field: str) -> frozenset[str]:
        """Where the field stands on nearly all pages."""
        return frozenset(place for name, place in self.trusted if name == field)

    def _clock(self, one: DateCandidate, today: frozenset[date]) -> DateCandidate | None:
        if one.refused or not self.clocks or (today and one.moment.day not in today):
            return None
        if place_of(one.rule, one.where).partition("@")[0] not in self.clocks:
            return None
        return replace(one, rule=LEARNT + CLOCK_RULE, refused=True)

    def _read(self, one: DateCandidate) -> DateCandidate:
        """What could be two days was read in the portal's order."""
        ambiguous = self.order is not None and one.moment.other is not None and not one.refused
        return replace(one, rule=LEARNT + one.rule) if ambiguous else one

    def _weighed(self, field: str, one: T) -> T:
        key = (field, place_of(one.rule, one.where))
        if (isinstance(one, DateCandidate) and (one.refused or one.about != field)) or not key[1]:
            return one
        if key in self.trusted:
            sure = less_doubted(one.confidence)
        elif key in self.distrusted:
            sure = one.confidence * _LESS_SURE
        else:
            return one
        return replace(one, confidence=sure, rule=LEARNT + one.rule.removeprefix(LEARNT))


NO_HABITS = Habits()


@lru_cache(maxsize=64)
def habits_of(learnt: Learnt) -> Habits:
    judged = [one for one in learnt.habits if one.seen >= FEWEST]
    return Habits(
        blocks=learnt.blocks,
        clocks=learnt.clocks,
        order=learnt.order,
        trusted=frozenset((one.field, one.place) for one in judged if one.right >= TRUSTED * one.seen),
        distrusted=frozenset((one.field, one.place) for one in judged if one.right <= DISTRUSTED * one.seen),
    )
