"""The data a page's scripts carry ("publishedAt": "2021-07-21T…") → a candidate, where nothing is surer.

A blob lists other stories too: one day in it is the story's, of several the one kept beside its headline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.stated import DateCandidate, Reading

_KEY = re.compile(
    r"[\"'](?:article|post|story|content|page|first|original|initial|web|display|online)?[ _.-]?"
    r"(?:date[ _-]?published|published|publish(?:ed)?[ _-]?(?:date(?:[ _-]?time)?|at|time(?:stamp)?|on)|"
    r"pub[ _-]?date|publication[ _-]?(?:date|time)|date[ _-]?publication|post[ _-]?date|release[ _-]?date)"
    r"(?:[ _-]?(?:utc|gmt|iso))?\\?[\"']\s*[:,=]\s*\\?[\"']?(?P<value>[^\"'\\,}{\[\]]{8,40})",
    re.IGNORECASE,
)
_HINT = re.compile(r"ubli[sc]|ub[_ -]?[dD]ate|ost[_ -]?[dD]ate|eleased?[_ -]?[dD]ate")
_REACH = 24
_MOST_TEXT = 1_000_000
_NEAR = 700
_HEADLINE, _SHORTEST = 24, 9
_ALONE, _BESIDE = 0.55, 0.45

_Found = tuple[int, ParsedMoment, str]


def in_scripts(text: str, title: str | None, reading: Reading) -> list[DateCandidate]:
    """At most one candidate; `text` is the page's source."""
    found = list(_moments(text[:_MOST_TEXT], reading))
    days = {moment.date for _, moment, _ in found}
    if not days:
        return []
    if len(days) == 1:
        _, moment, value = found[0]
        return [_candidate(moment, value, _ALONE)]
    places = _headlines(text[:_MOST_TEXT], title)
    apart = [
        (abs(at - place), moment, value)
        for place in places
        for at, moment, value in _neighbours(found, place)
        if abs(at - place) < _NEAR
    ]
    if not apart:
        return []
    _, moment, value = min(apart, key=lambda one: one[0])
    return [_candidate(moment, value, _BESIDE)]


def _neighbours(found: list[_Found], place: int) -> list[_Found]:
    """The last one before a place and the first behind it."""
    behind = bisect_left(found, place, key=lambda one: one[0])
    return found[max(0, behind - 1) : behind + 1]


def _headlines(text: str, title: str | None) -> list[int]:
    """Where the headline stands as a value."""
    head = (title or "")[:_HEADLINE]
    if len(head) < _SHORTEST:
        return []
    return [match.start() for match in re.finditer(r"[\"']" + re.escape(head), text)]


def _moments(text: str, reading: Reading) -> Iterator[_Found]:
    for hint in _HINT.finditer(text):
        quote = max(text.rfind(mark, max(0, hint.start() - _REACH), hint.start()) for mark in "\"'")
        match = _KEY.match(text, quote) if quote >= 0 else None
        if match is None:
            continue
        value = match["value"].strip()
        moment = reading.parse(value)
        if moment and moment.day:
            yield match.start(), moment, value


def _candidate(moment: ParsedMoment, value: str, confidence: float) -> DateCandidate:
    return DateCandidate(moment, value, "script", "script", confidence, "published", "script")
