"""A date and where on the page it stands → how far it is the story's.

A date near headline or body is the story's; in a list of other stories it is theirs; in the page's head,
with a weekday and no time of day, it is the page's clock: the day somebody looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import width
from newsarchive.extraction.byline.openings import opens_with_by
from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.stated import About, DateCandidate, Reading
from newsarchive.extraction.page.document import where
from newsarchive.extraction.page.spots import Layout, Spot, names
from newsarchive.extraction.page.tree import attribute, tag

CLOCK_RULE = "page_clock"
OTHER_RULE = "other_story"
CLOSE_TO_TITLE = ("below_title", "above_title")
_CLOSE = (*CLOSE_TO_TITLE, "below_lead", "body_start", "in_body")
_AT_BODY = ("in_body", "below_body")
DATE_NAME = re.compile(
    r"date|time|publish|posted|pubd|ngay|dat(?:um|a)|fecha|meta|byline|stamp|info|detail|created|updated|when",
    re.IGNORECASE,
)
_CLOCK_NAME = re.compile(
    r"(?:^|[\s_-])(?:today|to-?day|date-?now|now|date-?time-?now|current-?(?:date|time|day)|(?:date|day|time)-?(?:current|today)|time-?now|"
    r"clock\w*|server-?(?:time|date)|(?:header|top|nav|menu|site|mast(?:head)?)[_-]?(?:date|time|day)|hom-?nay|ngay-?hien-?tai|live-?(?:time|date)|"
    r"weather\w*|local-?time)(?:$|[\s_-])"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHORT_LINE, _LONGEST_BYLINE = 45, 130
_IN_PROSE, _AT_LINE_END, _WITH_CLOCK = 0.35, 0.6, 0.7
_CLOSE_ABOVE, _CLOSE_BELOW = 350, 900
_AFTER_BODY = 500
_BODY_OPENS = 120
_NEXT_TO_BODY = 60
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def judged(
    spot: Spot,
    layout: Layout,
    reading: Reading,
    clocks: Collection[HtmlElement],
    moment: ParsedMoment,
    text: str,
    rule: str,
    about: About,
) -> DateCandidate:
    """The candidate, refused if it is a clock's or another story's."""
    element = spot.element
    base = DateCandidate(moment, text, rule, where(element), 0.0, about, "printed")
    if element in clocks or _is_clock(spot, layout, reading, moment, rule):
        return replace(base, rule=CLOCK_RULE, refused=True)
    confidence, zone = _by_place(spot, layout)
    own = rule == "label" and (zone in CLOSE_TO_TITLE or (zone in _AT_BODY and _is_line(layout, element)))
    if not own and layout.of_other_stories(element, close=zone in _CLOSE):
        return replace(base, rule=OTHER_RULE, refused=True)
    named = element.tag == "time" or bool(DATE_NAME.search(names(element)))
    if rule == "text" and not named:
        confidence *= _as_line(text, moment, element, reading.languages)
    if named:
        confidence += 0.06
    if attribute(element, "itemprop") == "datePublished" or "pubdate" in element.attrib:
        confidence += 0.1
    if rule.startswith("@") and element.tag == "time":
        confidence += 0.02
    if moment.precision == "month":
        confidence *= 0.4
    if moment.rule in ("relative", "numbers, short year", "d month yy"):
        confidence *= 0.8
    source = f"attribute {zone}" if rule.startswith("@") else f"printed {zone}"
    return replace(base, rule=f"{zone}:{rule}", confidence=min(confidence, 0.95), source=source)


def _is_line(layout: Layout, element: HtmlElement) -> bool:
    """Whether it is, or stands in, a paragraph beside the story's."""
    around = layout.apart(element)
    return bool(around) and around[-1].tag == "p"


def _as_line(text: str, moment: ParsedMoment, element: HtmlElement, languages: tuple[str, ...]) -> float:
    """How far a line is there to say when: it is short, or mostly the date, or ends or opens with it."""
    start, end = moment.span
    if element.tag in _HEADINGS:
        return _IN_PROSE
    if width(text) <= _SHORT_LINE + end - start:
        return 1.0
    if moment.clock is not None and element.tag != "p":
        return _WITH_CLOCK
    if (
        len(text) <= _LONGEST_BYLINE
        and not any(map(str.isalpha, text[end:]))
        and opens_with_by(text, languages)
    ):
        return 1.0
    return _AT_LINE_END if start < 3 or end > len(text) - 3 else _IN_PROSE


def _is_clock(spot: Spot, layout: Layout, reading: Reading, moment: ParsedMoment, rule: str) -> bool:
    element = spot.element
    apart = layout.apart(element)
    if rule in ("text", "label") and any(
        _CLOCK_NAME.search(_CAMEL.sub("-", names(one)).lower()) for one in (element, *apart[:2])
    ):
        return moment.clock is None or not layout.beside_title(element)
    if layout.title is None or spot.start >= layout.title[0] or not apart:
        return False
    today = reading.now is not None and moment.day == reading.now.date()
    weekday = moment.weekday_ok is not None
    bare = moment.clock is None and weekday
    if layout.in_header(element):
        return bare or today
    if layout.beside_title(element):
        return bare and today
    return bare or today or (weekday and layout.title[0] - spot.end > _CLOSE_ABOVE)


def _by_place(spot: Spot, layout: Layout) -> tuple[float, str]:
    """How sure a date is to be the story's, and the name of the place."""
    body = layout.body or (layout.end, layout.end)
    title = layout.title
    if title and title[0] <= spot.start:
        if spot.start < title[1]:
            return 0.5, "in_title"
        if spot.start <= max(body[0], title[1]) + 20 and spot.start - title[1] <= _CLOSE_BELOW:
            return 0.84, "below_title"
    elif title and title[0] - spot.end <= _CLOSE_ABOVE and layout.beside_title(spot.element, 4):
        return 0.76, "above_title"
    elif not title and spot.start <= body[0] and body[0] - spot.end <= _CLOSE_ABOVE:
        return 0.7 if body[0] - spot.end <= _NEXT_TO_BODY else 0.5, "above_body"
    if layout.below_lead and layout.below_lead[0] <= spot.start < spot.end <= layout.below_lead[1]:
        return 0.55, "below_lead"
    if body[0] <= spot.start < body[1]:
        if spot.start - body[0] <= _BODY_OPENS and tag(spot.element) not in _HEADINGS:
            return 0.6, "body_start"
        return (0.55 if tag(spot.element) == "time" else 0.45 if tag(spot.element) != "p" else 0.3), "in_body"
    if 0 <= spot.start - body[1] <= _AFTER_BODY:
        return 0.5, "below_body"
    return (0.15 if title and spot.end <= title[0] else 0.3), "elsewhere"
