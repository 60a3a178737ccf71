"""The parts of a query that hold for all of it (portal, place, section, dates) → Bounds."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from newsarchive.errors import UsageError
from storage.search.query import Bounds

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


def first_day(text: str) -> str:
    """ "2021", "2021-07" or "2021-07-21" → its first day. Raises UsageError."""
    return _day(text, last=False)


def last_day(text: str) -> str:
    """ "2021", "2021-07" or "2021-07-21" → its last day. Raises UsageError."""
    return _day(text, last=True)


def portal_slug(text: str) -> str:
    slug = text.strip().lower()
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"{text!r} is no portal's name; `newsarchive portals list` has them")
    return slug


def both(one: Bounds, other: Bounds) -> Bounds:
    """What satisfies the two. Raises UsageError where they contradict each other."""
    if one.portals and other.portals:
        portals = tuple(slug for slug in one.portals if slug in other.portals)
        if not portals:
            asked = [", ".join(slugs) for slugs in (one.portals, other.portals)]
            raise UsageError(f"portal {asked[0]} and portal {asked[1]} exclude each other")
    else:
        portals = one.portals or other.portals
    since = max(filter(None, (one.since, other.since)), default=None)
    until = min(filter(None, (one.until, other.until)), default=None)
    if since and until and since > until:
        raise UsageError(f"from {since} to {until}: the first day is after the last")
    return Bounds(
        portals=portals,
        place=_one("place", one.place, other.place),
        since=since,
        until=until,
        byline=_one("byline", one.byline, other.byline),
        section=_one("section", one.section, other.section),
    )


def _one(name: str, one: str | None, other: str | None) -> str | None:
    if one and other and one != other:
        raise UsageError(f"two different values for {name}: {one!r} and {other!r}")
    return one or other


def _day(text: str, *, last: bool) -> str:
    found = _DATE.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        month = month or (12 if last else 1)
        day = day or (monthrange(year, month)[1] if last else 1)
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2021-07-21, 2021-07 or 2021") from error
