"""What a reading's evidence says of a story's day: by whom, where on the page, and whether they agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsarchive.extraction.learnt.habits import place_of
from newsarchive.learning.sightings import Sighting

PRINTED = "printed"
_VOICES = {
    "jsonld": "stated", "meta": "stated", "url": "url", "lead": "lead", "dateline": "dateline",
    "script": "script",
}  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


@dataclass(frozen=True, slots=True)
class Saying:
    """A day, or month, that one voice gave. `refused` are clocks and dates of other stories."""

    day: str
    voice: str
    place: str
    text: str
    refused: bool


def sayings(one: Sighting, field: str = "published") -> Iterator[Saying]:
    for evidence in one.reading.evidence:
        match = _DAY.match(evidence.value) if evidence.field == field else None
        if match:
            voice = "profile" if evidence.rule.startswith("profile ") else _voice(evidence.rule)
            place = place_of(evidence.rule, evidence.where)
            yield Saying(match.group(), voice, place, evidence.value, not evidence.confidence)


def _voice(rule: str) -> str:
    return _VOICES.get(rule.partition(":")[0], PRINTED)


def right_day(one: Sighting) -> str | None:
    """The day the story was read to be of, if independent voices agree on it, or its profile says so.

    Metadata are one voice, however many tags they have. A month in the address agrees too, unless it is
    the month of the fetch, with which any clock would agree.
    """
    chosen = one.reading.published
    if chosen is None or chosen.precision == "month":
        return None
    fetched = one.fetched_at.date().isoformat()[:7] if one.fetched_at else ""
    voices: dict[str, set[str]] = {}
    for saying in sayings(one):
        if saying.refused:
            continue
        own_month = len(saying.day) == 7 and chosen.date[:7] == saying.day != fetched
        voices.setdefault(chosen.date if own_month else saying.day, set()).add(saying.voice)
    ours = voices.pop(chosen.date, set())
    if "profile" in ours:
        return chosen.date
    return chosen.date if len(ours) > 1 and all(len(others) < 2 for others in voices.values()) else None


def told_otherwise(one: Sighting) -> date | None:
    """The day of the story by metadata, address, lead or profile: without a look at what is printed."""
    for saying in sayings(one):
        if (
            not saying.refused
            and saying.voice in ("stated", "url", "lead", "profile")
            and len(saying.day) == 10
        ):
            return date.fromisoformat(saying.day)
    return None
