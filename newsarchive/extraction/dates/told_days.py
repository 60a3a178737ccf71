"""The first paragraphs of a story → the day they call theirs ("Hôm nay (21/7), …"), its year worked out.

The year is never the current one by default: it is bounded by the fetch and settled by the months under
which images are filed, then by the years the story itself speaks of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from newsarchive.extraction.dates.moments import Order, find
from newsarchive.extraction.words.lexicon import any_of
from newsarchive.extraction.words.tokens import MONTH, tokenised

_NUMERIC = re.compile(
    r"(?<![\d/.,\-–])(?P<a>\d{1,2})\s?[/.\-]\s?(?P<b>\d{1,2})(?![\d%])(?!\s?[/.\-–]\s?\d)(?!,\d)"
)
_WORDED = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s?(?:de\s|of\s)?{MONTH}(?!\.?,?\s?(?:năm\s|de\s)?\d{{4}})"
)
_MONTH_FIRST = re.compile(rf"{MONTH}\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?!,?\s?\d{{4}})")
_YEAR = re.compile(r"(?<![\d.,/\-–])((?:19|20)\d\d)(?![\d.,]\d)(?!\s?[-–]\s?(?:19|20)?\d\d)")
_RANGE_END = re.compile(r"(?:19|20)\d\d\s?[-–]\s?$")
_WHOLE_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACE_BEFORE = re.compile(r"[–—(\[ -]*(?:[^\W\d_][\w.'’-]*[ /-]?){0,4}[,/(\[ –—-]*$")
_ENDS = re.compile(r"\s?(?:[)\]]|\.(?!\d)|[–—:/|(-])")
_LONGEST_DATELINE = 70
_DATELINE = 0.6
_LOOK_AHEAD = 160
_OPENING = 24
_OLDEST = 1995


@dataclass(frozen=True, slots=True)
class ToldDay:
    """The day, how sure its year is, and the words it was read from."""

    day: date
    confidence: float
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class YearBounds:
    """What is known of the year: the latest day that can be, months of the images, the page's whole text."""

    latest: date | None
    filed: Sequence[str]
    text: str


def told_day(
    paragraphs: Sequence[str], bounds: YearBounds, languages: tuple[str, ...], order: Order
) -> ToldDay | None:
    """From the first paragraph that opens with a day of its own."""
    for at, paragraph in enumerate(paragraphs[:2]):
        found = _dateline(paragraph[:_LONGEST_DATELINE], languages, order)
        if found and (bounds.latest is None or found[0] <= bounds.latest):
            return ToldDay(found[0], _DATELINE, found[1], at)
    years: Counter[int] | None = None
    for at, paragraph in enumerate(paragraphs[:3]):
        for day, month, said_today, text in _days(paragraph[:_LOOK_AHEAD], languages, order):
            years = _years_told(bounds.text) if years is None else years
            year, sureness = _year(day, month, bounds, years)
            if year is None:
                continue
            strength = (0.8 if said_today else 0.5) - 0.1 * at
            return ToldDay(date(year, month, day), strength * sureness, text, at)
    return None


def _dateline(opening: str, languages: tuple[str, ...], order: Order) -> tuple[date, str] | None:
    """A whole date that a story opens with, after a place at most: "Karlsruhe, (12.11.2021). At dawn …"."""
    if not _WHOLE_YEAR.search(opening):
        return None
    for moment in find(opening, None, languages, order):
        start, end = moment.span
        if moment.day and _PLACE_BEFORE.match(opening[:start]) and _ENDS.match(opening[end:]):
            return moment.day, opening[: end + 1].strip()
    return None


def _days(opening: str, languages: tuple[str, ...], order: Order) -> Iterator[tuple[int, int, bool, str]]:
    tokens = tokenised(opening, languages)
    for pattern in (_NUMERIC, _WORDED, _MONTH_FIRST):
        for match in pattern.finditer(tokens):
            day, month = _read(match, order)
            before = tokens[max(0, match.start() - 24) : match.start()]
            said = _said_before(before, languages)
            today = _said_before(before, languages, "today")
            opens = match.start() < 4 or (said and match.start() <= _OPENING)
            if _exists(day, month) and (today or opens):
                start = max(0, match.start() - 24)
                yield day, month, today, opening[start : match.end() + 1].strip()


def _read(match: re.Match[str], order: Order) -> tuple[int, int]:
    parts = match.groupdict()
    if parts.get("month"):
        return int(parts["d"]), ord(parts["month"]) - 0xE000
    first, second = int(parts["a"]), int(parts["b"])
    return (first, second) if order == "dmy" or first > 12 else (second, first)


def _exists(day: int, month: int) -> bool:
    try:
        date(2020, month, day)
    except ValueError:
        return False
    return True


def _said_before(before: str, languages: tuple[str, ...], name: str = "before_day") -> bool:
    """Whether the words just before a day say that it is one: "ngày", "Hôm nay (", "on"."""
    before = before.rstrip(" (-–,")
    return bool(languages and _at_end(name).search(before))


@lru_cache(maxsize=4)
def _at_end(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(name)})$")


def _year(day: int, month: int, bounds: YearBounds, years: Counter[int]) -> tuple[int | None, float]:
    """The year and how sure it is, 0 to 1."""
    possible = [year for year in range(_OLDEST, 2100) if _fits(year, month, day, bounds.latest)]
    filed = [int(one[:4]) for one in bounds.filed if int(one[5:7]) == month]
    for year in filed:
        if year in possible:
            return year, 1.0
    if bounds.latest is None and not years:
        return None, 0.0
    told = [year for year in possible if years[year]]
    if told:
        best = max(told, key=lambda year: (years[year], year))
        return best, 0.95 if best == max(possible) else 0.85
    if bounds.latest is None:
        return None, 0.0
    return max(possible), 0.6


def _fits(year: int, month: int, day: int, latest: date | None) -> bool:
    try:
        there = date(year, month, day)
    except ValueError:
        return False
    return latest is None or there <= latest


def _years_told(text: str) -> Counter[int]:
    """Years named in the text. Ends of ranges ("2021 – 2026") are plans or terms of office."""
    found: Counter[int] = Counter()
    for match in _YEAR.finditer(text):
        if not _RANGE_END.search(text[: match.start()][-12:]):
            found[int(match.group(1))] += 1
    return found
