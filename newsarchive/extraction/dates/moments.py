"""A string in which somebody printed a moment → that moment: local day, time if there is one, how precise.

Nothing is ever filled in: a day without a year is no moment, a month stays a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timezone, tzinfo
from functools import lru_cache
from typing import Literal, TypeAlias

from newsarchive.extraction.dates.clocks import Clock, clock_near
from newsarchive.extraction.dates.relative import relative_moment
from newsarchive.extraction.words.tokens import MONTH, WEEKDAY, tokenised
from storage.records import Precision

Order = Literal["dmy", "mdy"]
Day: TypeAlias = date
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class ParsedMoment:
    """`date` is the local day; `value` is set where time and zone are both known, `clock` where the time is.

    `weekday_ok` is None where no weekday is printed. `other` is the day if day and month were swapped.
    """

    date: str
    precision: Precision
    rule: str
    span: tuple[int, int]
    value: datetime | None = None
    clock: datetime | None = None
    weekday_ok: bool | None = None
    other: str | None = None

    @property
    def day(self) -> Day | None:
        return Day.fromisoformat(self.date) if len(self.date) == 10 else None


@dataclass(frozen=True, slots=True)
class _Found:
    """A day, or a month if `day` is 0, and where it stands."""

    year: int
    month: int
    day: int
    rule: str
    start: int
    end: int
    swappable: bool = False


_ORDINAL = r"(?:st|nd|rd|th|er|e|º|ª|\.)?"
_GAP = r"[\s,./\-–|]{0,3}"
_OF = r"(?:(?:de|of|del|di|năm|d'|r\.|року|года|г\.)\s*)?"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_LINK = _GAP + _OF
# Arabic papers name a month twice, by both calendars' words: "28 آب/أغسطس 2013".
_SAME = r"(?:[\ue001-\ue00c]\ue020*\s?[/(]\s?)?"
_D, _M = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})"
_A, _B = r"(?P<a>\d{1,2})", r"(?P<b>\d{1,2})"
_PATTERNS = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        ("iso", rf"(?<!\d)(?P<y>\d{{4}})-{_M}-{_D}(?!\d)"),
        ("ymd", rf"(?<![\d/.])(?P<y>(?:19|20)\d\d)\s?([/.\-])\s?{_M}\s?\2\s?{_D}(?!\d)"),
        ("cjk", rf"(?P<y>\d{{4}})\s?[年년]\s?{_M}\s?[月월]\s?{_D}\s?[日일]"),
        ("d month y", rf"(?<![\d.,])(?<!\d:){_D}{_ORDINAL}{_LINK}{_SAME}{MONTH}\.?{_LINK}'?{_YEAR}"),
        ("month d y", rf"{MONTH}\.?[\s,\-/]{{0,3}}(?:ngày\s)?{_D}{_ORDINAL}[\s,\-/]{{1,3}}(?:năm\s)?{_YEAR}"),
        ("y month d", rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s.,\-/]{{1,3}}{MONTH}\.?[\s.,\-/]{{0,3}}{_D}(?![\d:])"),
        ("numbers", rf"(?<![\d/.,]){_A}\s?([/.\-‐–])\s?{_B}\s?\2\s?{_YEAR}"),
        ("day and month apart", rf"(?<![\d/.,]){_D}\s?[/.\-]\s?{_M},?\s(?:năm\s)?{_YEAR}(?!:)"),
        ("d month yy", rf"(?<![\d.,])(?<!\d:){_D}{_ORDINAL}[\s\-]?{MONTH}\.?[\s\-]?'?(?P<yy>\d\d)(?![\d:.])"),
        ("numbers, short year", rf"(?<![\w/.,:\-]){_A}([/.\-]){_B}\2(?P<yy>\d\d)(?![\d/.:\-]|,\d)"),
        ("compact", r"^\s*(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?:t?\d{4,6}z?)?\s*$"),
    )
)
_MONTHS_ONLY = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        ("month y", rf"{MONTH}\.?\s?(?:[/\-,]|de\s|năm\s)?\s?(?P<y>(?:19|20)\d\d)(?!\d)"),
        ("iso month", r"^\s*(?P<y>(?:19|20)\d\d)-(?P<m>[01]\d)\s*$"),
    )
)
_NAMED_MONTHS = (*_PATTERNS, *_MONTHS_ONLY)
_NUMBERED_MONTHS = tuple((rule, one) for rule, one in _NAMED_MONTHS if MONTH not in one.pattern)
_MONTH_NAMED = re.compile("[\ue001-\ue00c]")
_EPOCH = re.compile(r"^\s*([1-4]\d{9})(\d{3})?(?:\.\d+)?\s*$")
_COMPACT_TIME = re.compile(r"^\s*\d{8}[Tt]?(\d\d)(\d\d)(\d\d)?([Zz])?\s*$")
_WEEKDAY_NEAR = re.compile(WEEKDAY)
_REACH = 28


def parse(
    text: str,
    zone: tzinfo | None = None,
    languages: tuple[str, ...] = (),
    order: Order = "dmy",
    now: datetime | None = None,
) -> ParsedMoment | None:
    """The first moment printed in the text. `now` is the time of the fetch: "3 giờ trước" counts from it."""
    return next(find(text, zone, languages, order, now), None)


def find(
    text: str,
    zone: tzinfo | None = None,
    languages: tuple[str, ...] = (),
    order: Order = "dmy",
    now: datetime | None = None,
) -> Iterator[ParsedMoment]:
    """All moments printed in the text, in the order they stand there."""
    return iter(_found(text, zone, languages, order, now))


@lru_cache(maxsize=512)
def _found(
    text: str, zone: tzinfo | None, languages: tuple[str, ...], order: Order, now: datetime | None
) -> tuple[ParsedMoment, ...]:
    """Pages print the same moment in several places, and finders ask for it more than once."""
    epoch = _epoch(text, zone)
    if epoch:
        return (epoch,)
    tokens = tokenised(text, languages)
    days = _days(tokens, order)
    found = []
    for at, day in enumerate(days):
        left = days[at - 1].end if at else 0
        right = days[at + 1].start if at + 1 < len(days) else len(tokens)
        found.append(_moment(text, tokens, day, (left, right), zone))
    told = None
    if not days and now is not None:
        told = relative_moment(text, languages, now.astimezone(zone) if zone else now)
    if told:
        exact = told.minute_known
        moment = told.moment.replace(second=0, microsecond=0) if exact else None
        precision: Precision = "minute" if exact else "day"
        day_told = told.moment.date().isoformat()
        found.append(ParsedMoment(day_told, precision, "relative", (0, len(text)), moment))
    return tuple(found)


def _days(tokens: str, order: Order) -> list[_Found]:
    """Days that exist in the calendar, none overlapping; a month only where no day covers it."""
    found: list[_Found] = []
    for rule, pattern in _NAMED_MONTHS if _MONTH_NAMED.search(tokens) else _NUMBERED_MONTHS:
        for match in pattern.finditer(tokens):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            day = _read(rule, match, order)
            if day:
                found.append(day)
    return sorted(found, key=lambda one: one.start)


def _read(rule: str, match: re.Match[str], order: Order) -> _Found | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["yy"])
    swappable = False
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (first, second) if order == "dmy" else (second, first)
        if month > 12:
            day, month = month, day
        # Nobody prints the month first with full stops.
        swappable = first <= 12 and second <= 12 and first != second and "." not in match.group()
        if "." in match.group() and order == "mdy" and second <= 12:
            day, month = first, second
    else:
        month = ord(parts["month"]) - 0xE000 if parts.get("month") else int(parts["m"])
        day = int(parts["d"]) if parts.get("d") else 0
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 1 <= month <= 12:
        return None
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return _Found(year, month, day, rule, match.start(), match.end(), swappable)


def _moment(
    text: str, tokens: str, found: _Found, room: tuple[int, int], zone: tzinfo | None
) -> ParsedMoment:
    """A day with all that stands around it: weekday, time, offset."""
    span = (found.start, found.end)
    if not found.day:
        return ParsedMoment(f"{found.year:04}-{found.month:02}", "month", found.rule, span)
    day, other, agrees = _settled(tokens, found, room)
    swapped = other.isoformat() if other else None
    plain = ParsedMoment(day.isoformat(), "day", found.rule, span, weekday_ok=agrees, other=swapped)
    compact = _COMPACT_TIME.match(text)
    if compact:
        clock: Clock | None = Clock.of(compact.group(1), compact.group(2), compact.group(3), compact.group(4))
    else:
        clock = clock_near(tokens, span, room)
    return _with_clock(plain, day, clock, zone) if clock else plain


def _with_clock(plain: ParsedMoment, day: date, clock: Clock, zone: tzinfo | None) -> ParsedMoment:
    naive = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second)  # noqa: DTZ001
    if clock.offset is not None:
        value = naive.replace(tzinfo=timezone(clock.offset))
        if zone:
            value = value.astimezone(zone)
        local = value.replace(tzinfo=None)
        return replace(plain, date=local.date().isoformat(), precision="minute", value=value, clock=local)
    if zone:
        return replace(plain, precision="minute", value=naive.replace(tzinfo=zone), clock=naive)
    return replace(plain, clock=naive)


def _settled(tokens: str, found: _Found, room: tuple[int, int]) -> tuple[date, date | None, bool | None]:
    """The day, its other reading if both can be, and whether the weekday printed beside it agrees."""
    day = date(found.year, found.month, found.day)
    other = date(found.year, found.day, found.month) if found.swappable else None
    weekday = _weekday_beside(tokens, found, room)
    if weekday is None:
        return day, other, None
    if day.isoweekday() == weekday:
        return day, None, True
    if other and other.isoweekday() == weekday:
        return other, None, True
    return day, other, False


def _weekday_beside(tokens: str, found: _Found, room: tuple[int, int]) -> int | None:
    before = list(_WEEKDAY_NEAR.finditer(tokens, max(room[0], found.start - _REACH), found.start))
    if before:
        return ord(before[-1].group("weekday")) - 0xE010
    after = _WEEKDAY_NEAR.search(tokens, found.end, min(room[1], found.end + _REACH))
    return ord(after.group("weekday")) - 0xE010 if after else None


def _epoch(text: str, zone: tzinfo | None) -> ParsedMoment | None:
    match = _EPOCH.match(text)
    if not match:
        return None
    value = datetime.fromtimestamp(int(match.group(1)), zone or UTC)
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR or value.tzinfo is None:
        return None
    return ParsedMoment(
        value.date().isoformat(), "minute", "epoch", (0, len(text)), value, value.replace(tzinfo=None)
    )
