"""The parts of a query that hold for all of it (portal, dates, changes …) → Bounds."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import get_args

from newsarchive.errors import UsageError
from storage.search.query import Bounds, Changed, Versions

CHANGES = ("headline", "correction", "addition", "deletion", "rewording", "cosmetic", "details", "silent")
"""Classes of what a publisher changed in an article; silent: changed, and not told of."""
ANY = "any"

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*")


def first_day(text: str) -> str:
    """ "2021", "2021-07" or "2021-07-21" → its first day. Raises UsageError."""
    return _day(text, last=False)


def last_day(text: str) -> str:
    """ "2021", "2021-07" or "2021-07-21" → its last day. Raises UsageError."""
    return _day(text, last=True)


def days(text: str) -> tuple[str | None, str | None]:
    """ "2021-07", "2021-07..2021-09", "2021-07.." or "..2021-07" → first and last day. Raises UsageError."""
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    if not first and not last:
        raise UsageError("'..' needs a day before or after it, as in 2021-07-01..2021-07-21")
    since, until = (first_day(first) if first else None), (last_day(last) if last else None)
    _in_order(since, until)
    return since, until


def portal_slug(text: str) -> str:
    slug = text.strip().lower()
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"{text!r} is no portal's name; `newsarchive portals list` has them")
    return slug


def language(text: str) -> str:
    """ "vi", "VI" or "vi-VN" → "vi"."""
    found = _LANGUAGE.fullmatch(text.strip().lower())
    if not found:
        raise UsageError(f"{text!r} is no code of a language; write vi, en, fr …")
    return found.group(1)


def changed(text: str) -> Changed:
    """A class of change, "any", or days in which the publisher changed something. Raises UsageError."""
    word = text.strip().lower()
    if word == ANY:
        return Changed()
    if word in CHANGES:
        return Changed((word,))
    if word[:1].isdigit() or word.startswith(".."):
        return Changed((), *days(word))
    near = get_close_matches(word, CHANGES, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(CHANGES)} and {ANY}"
    raise UsageError(f"{text!r} is no class of change ({hint}) and no day, as 2026-03 would be")


def versions(text: str) -> Versions:
    for known in get_args(Versions):
        if text.strip().lower() == known:
            found: Versions = known
            return found
    raise UsageError(f"{text!r}: versions are current (what stands there last) or all (earlier ones too)")


def both(one: Bounds, other: Bounds) -> Bounds:
    """What satisfies the two. Raises UsageError where they contradict each other."""
    since, until = _common((one.since, one.until), (other.since, other.until))
    seen_since, seen_until = _common((one.seen_since, one.seen_until), (other.seen_since, other.seen_until))
    return replace(
        one,
        portals=_portals(one, other),
        since=since,
        until=until,
        seen_since=seen_since,
        seen_until=seen_until,
        changed=_changed(one.changed, other.changed),
        place=_one("place", one.place, other.place),
        byline=_one("byline", one.byline, other.byline),
        section=_one("section", one.section, other.section),
        clusters=_clusters(one.clusters, other.clusters),
        language=_one("language", one.language, other.language),
    )


def _portals(one: Bounds, other: Bounds) -> tuple[str, ...]:
    if not one.portals or not other.portals:
        return one.portals or other.portals
    portals = tuple(slug for slug in one.portals if slug in other.portals)
    if not portals:
        asked = [", ".join(slugs) for slugs in (one.portals, other.portals)]
        raise UsageError(f"portal {asked[0]} and portal {asked[1]} exclude each other")
    return portals


def _clusters(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    if one and other and one != other:
        raise UsageError(f"two different values for cluster: {', '.join(one)} and {', '.join(other)}")
    return one or other


def _changed(one: Changed | None, other: Changed | None) -> Changed | None:
    """Any of all classes named, within the days that all have in common."""
    if one is None or other is None:
        return one or other
    classes = tuple(dict.fromkeys((*one.classes, *other.classes)))
    return Changed(classes, *_common((one.since, one.until), (other.since, other.until)))


def _common(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> tuple[str | None, str | None]:
    since = max(filter(None, (one[0], other[0])), default=None)
    until = min(filter(None, (one[1], other[1])), default=None)
    _in_order(since, until)
    return since, until


def _in_order(since: str | None, until: str | None) -> None:
    if since and until and since > until:
        raise UsageError(f"from {since} to {until}: the first day is after the last")


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
