"""A day of publication → the numbers of its texts: the newer the story, the higher its number.

Whatever goes through the index by number meets the newest first, and a bound on dates is one on numbers.
Every month has 32 slots: the stories known by their month alone, then its days. A slot has room for 65,536
texts; the one too many goes to the next slot. Undated stories come before all days; earlier versions have
the same numbers again above all current ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BITS = 16
IN_MONTH = BITS + 5
"""Bits below the number of a month."""
EARLIER = 1 << 40
FIRST_DATED = (1 * 12 * 32) << BITS
LAST = EARLIER - 1
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high` but for those from `gap` up to `low_day`, where the bound begins
    within a month: a story known by its month alone counts for every day of it."""

    low: int
    high: int
    gap: tuple[int, int] | None = None

    def holds(self, number: int) -> bool:
        inside = self.low <= number <= self.high
        return inside and not (self.gap and self.gap[0] <= number <= self.gap[1])


EVERY = Span(0, LAST)
NONE = Span(1, 0)


def slot(date: str) -> int | None:
    """Of a day or a month; None for what is neither."""
    found = _DATE.fullmatch(date)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    return (year * 12 + month - 1) * 32 + day if year and 1 <= month <= 12 and day <= 31 else None


def room(date: str) -> tuple[int, int]:
    """The numbers, from and to, of texts of a date."""
    place = slot(date)
    return (1, FIRST_DATED - 1) if place is None else slots(place, place)


def slots(first: int, last: int) -> tuple[int, int]:
    return first << BITS, ((last + 1) << BITS) - 1


def span(since: str | None, until: str | None) -> Span:
    if not since and not until:
        return EVERY
    first = slot(since) if since else FIRST_DATED >> BITS
    last = slot(until) if until else LAST >> BITS
    if first is None or last is None or first > last:
        return NONE
    low, high = slots(first, last)
    month = first - first % 32
    if month == first:
        return Span(low, high)
    return Span(month << BITS, high, ((month + 1) << BITS, low - 1))


def month(number: int) -> str:
    """ "2026-03", or "" for an undated story."""
    months = (number & LAST) >> BITS >> 5
    return f"{months // 12:04}-{months % 12 + 1:02}" if number & LAST >= FIRST_DATED else ""
