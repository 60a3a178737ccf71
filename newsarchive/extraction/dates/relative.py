"""A moment told by its distance ("3 giờ trước", "yesterday") and the time of the fetch → the moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from newsarchive.extraction.words.lexicon import any_of, order_of, units, words
from newsarchive.extraction.words.tokens import lowered

_SPANS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_LONGEST = 60
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Told:
    moment: datetime
    minute_known: bool


def relative_moment(text: str, languages: tuple[str, ...], now: datetime) -> Told | None:
    """None for anything longer than such a remark is, or that tells no distance."""
    text = lowered(text).strip()
    if len(text) > _LONGEST:
        return None
    for pattern in _distances(languages):
        match = pattern.search(text)
        if match:
            unit = next(name for name, names in units().items() if match.group("unit") in names)
            return Told(now - int(match.group("n")) * _SPANS[unit], unit == "minute")
    if _said("just_now").search(text):
        return Told(now, True)
    for name, days in (("today", 0), ("yesterday", 1)):
        if _said(name).search(text):
            return _at_time(text, now - timedelta(days=days))
    return None


def _at_time(text: str, day: datetime) -> Told:
    match = _TIME.search(text)
    if not match:
        return Told(day, False)
    return Told(day.replace(hour=int(match.group(1)), minute=int(match.group(2))), True)


@lru_cache(maxsize=4)
def _said(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(name)})(?!\w)")


@lru_cache(maxsize=64)
def _distances(languages: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    names = sorted({name for one in units().values() for name in one}, key=len, reverse=True)
    unit = "(?P<unit>" + "|".join(map(re.escape, names)) + ")"
    templates = words("ago", order_of(languages))
    return tuple(
        re.compile(
            r"(?<!\w)"
            + re.escape(one)
            .replace(r"\{n\}", r"(?P<n>\d{1,3})")
            .replace(r"\{unit\}", unit)
            .replace(r"\ ", r"\s?")
            + r"(?!\w)"
        )
        for one in templates
    )
