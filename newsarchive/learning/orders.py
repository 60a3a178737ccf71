"""Numeric dates of a portal's stories → the order in which it writes day and month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from newsarchive.learning.days import right_day, sayings
from newsarchive.learning.sightings import Sighting

Order = Literal["dmy", "mdy"]
FEWEST, SHARE = 5, 0.95
"""Stories that must show the order, and of those that show any, how many this one."""
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d)(?!\d)")


def day_month_order(stories: Sequence[Sighting]) -> Order | None:
    """None where too few dates tell, or where they contradict each other."""
    found: Counter[Order] = Counter()
    for one in stories:
        found.update(set(_orders(one)))
    if not found:
        return None
    order, count = max(found.items(), key=lambda item: item[1])
    return order if count >= FEWEST and count >= SHARE * found.total() else None


def _orders(one: Sighting) -> Iterator[Order]:
    true = right_day(one)
    for field in ("published", "modified"):
        for saying in sayings(one, field):
            match = _NUMERIC.search(saying.text)
            order = _order(int(match[1]), int(match[3]), match[4], true) if match else None
            if order:
                yield order


def _order(first: int, second: int, year: str, true: str | None) -> Order | None:
    """By a number that is no month; else by the day that others than this date agree on."""
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    if first == second or true is None:
        return None
    days: dict[str, Order] = {
        f"{year}-{second:02}-{first:02}": "dmy",
        f"{year}-{first:02}-{second:02}": "mdy",
    }
    return days.get(true)
