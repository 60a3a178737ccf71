"""Dates printed on a page, or kept in attributes of what is printed → candidates, by where they stand.

A date near headline or body is the story's; in a list of other stories it is theirs; in the page's head,
with a weekday and no time of day, it is the page's clock: the day somebody looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache

from lxml.html import HtmlElement

from newsarchive.extraction.document import where
from newsarchive.extraction.lexicon import words
from newsarchive.extraction.moments import ParsedMoment, find
from newsarchive.extraction.spots import Layout, Spot, names
from newsarchive.extraction.stated_dates import About, DateCandidate, Reading
from newsarchive.extraction.tokens import lowered
from newsarchive.extraction.tree import attribute, tag, text_of

CLOCK_RULE = "page_clock"
OTHER_RULE = "other_story"
_CLOCK_NAME = re.compile(
    r"(?:^|[\s_-])(?:today|to-?day|date-?now|now|date-?time-?now|current-?(?:date|time|day)|(?:date|day|time)-?(?:current|today)|time-?now|"
    r"clock\w*|server-?(?:time|date)|(?:header|top|nav|menu|site|mast(?:head)?|page)[_-]?(?:date|time|day)|hom-?nay|ngay-?hien-?tai|live-?(?:time|date)|"
    r"weather\w*|local-?time)(?:$|[\s_-])"
)
_DATE_NAME = re.compile(
    r"date|time|publish|posted|pubd|ngay|dat(?:um|a)|fecha|meta|byline|stamp|info|detail|created|updated|when",
    re.IGNORECASE,
)
_LOOKS_DATED = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ATTRIBUTES_OF_ANY = (
    "datetime", "data-datetime", "data-published", "data-published-date", "data-publish-date", "data-pubdate",
)  # fmt: skip
_ATTRIBUTES = (
    *_ATTRIBUTES_OF_ANY, "content", "data-time", "data-date", "data-timestamp", "title",
    "data-utc", "data-epoch",
)  # fmt: skip
_DATED_ATTRIBUTES = frozenset(_ATTRIBUTES)
_LONGEST = 140
_LONGEST_LINE = 100
_SHORT_LINE = 45
_IN_PROSE = 0.35
_LABEL_REACH = 32
_CLOSE_ABOVE, _CLOSE_BELOW = 350, 900
_AFTER_BODY = 500
_NEVER = frozenset(("script", "style", "noscript", "template", "option", "textarea", "input", "button"))


def printed(layout: Layout, reading: Reading, clocks: Collection[HtmlElement]) -> list[DateCandidate]:
    """All dates on the page with a verdict on each, page order kept."""
    found: list[DateCandidate] = []
    seen: set[tuple[str, str, str]] = set()
    for spot in layout.spots:
        if spot.element.tag in _NEVER or not (
            spot.own or _DATED_ATTRIBUTES.intersection(spot.element.keys())
        ):
            continue
        for candidate in _at(spot, layout, reading, clocks):
            key = (candidate.moment.date, candidate.rule, candidate.where)
            if key not in seen:
                seen.add(key)
                found.append(candidate)
    return found


def _at(
    spot: Spot, layout: Layout, reading: Reading, clocks: Collection[HtmlElement]
) -> Iterator[DateCandidate]:
    element = spot.element
    for name, text in _kept(element):
        moment = reading.parse(text)
        if moment and moment.precision != "month":
            yield _judged(spot, layout, reading, clocks, moment, text, f"@{name}", _labelled(element))
    text = spot.own
    if not text or not (_LOOKS_DATED.search(text) or _may_be_relative(element, text, reading)):
        return
    moments = list(find(text, reading.zone, reading.languages, reading.order, reading.now))
    whole = text
    if not moments or any(
        one.clock is None or _label(text[: one.span[0]], reading) is None for one in moments
    ):
        fuller = _fuller(element, text)
        found = list(find(fuller, reading.zone, reading.languages, reading.order, reading.now))
        if len(found) <= max(2, len(moments)):
            moments, whole = found, fuller
    for moment in moments:
        if moment.rule == "relative" and element.tag != "time" and not _DATE_NAME.search(names(element)):
            continue
        label = _label(whole[: moment.span[0]], reading)
        rule = "label" if label else "text"
        yield _judged(spot, layout, reading, clocks, moment, whole, rule, label or _labelled(element))


def _kept(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Machine-readable moments in an element's attributes."""
    if not _DATED_ATTRIBUTES.intersection(element.keys()):
        return
    wide = element.tag == "time" or bool(element.get("itemprop")) or bool(_DATE_NAME.search(names(element)))
    for name in _ATTRIBUTES if wide else _ATTRIBUTES_OF_ANY:
        text = attribute(element, name).strip()
        if text and len(text) < 60 and any(character.isdigit() for character in text):
            yield name, text


def _may_be_relative(element: HtmlElement, text: str, reading: Reading) -> bool:
    return (
        reading.now is not None
        and len(text) < 40
        and (element.tag == "time" or bool(_DATE_NAME.search(names(element))))
    )


def _fuller(element: HtmlElement, own: str) -> str:
    """The line the words stand in: "Cập nhật: <b>21/07/2021</b> | 14:30" read as one."""
    best = own
    node: HtmlElement | None = element
    for _ in range(3):
        if node is None:
            break
        text = text_of(node, _LONGEST + 200)
        if len(text) > max(_LONGEST_LINE, len(own)):
            break
        if len(text) >= len(best) and own.split(" ")[0] in text:
            best = text
        node = node.getparent()
    return best


def _label(before: str, reading: Reading) -> About | None:
    """What the words before a date call it; the nearest word wins."""
    text = lowered(before)[-_LABEL_REACH:]
    places: dict[About, int] = {
        "published": _last(text, words("published", reading.languages)),
        "modified": _last(text, words("updated", reading.languages)),
    }
    about = max(places, key=lambda one: places[one])
    return about if places[about] >= 0 else None


def _last(text: str, labels: tuple[str, ...]) -> int:
    return max((match.end() for match in _any_of(labels).finditer(text)), default=-1)


@lru_cache(maxsize=64)
def _any_of(labels: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(labels, key=len, reverse=True))) + ")")


def _labelled(element: HtmlElement) -> About:
    """What class names and microdata call it."""
    name = f"{names(element)} {attribute(element, 'itemprop')}".lower()
    return (
        "modified"
        if re.search(r"modif|updat|aktualis|cap-?nhat|lastmod", name) and "publish" not in name
        else "published"
    )


def _judged(
    spot: Spot,
    layout: Layout,
    reading: Reading,
    clocks: Collection[HtmlElement],
    moment: ParsedMoment,
    text: str,
    rule: str,
    about: About,
) -> DateCandidate:
    element = spot.element
    place = where(element)
    base = DateCandidate(moment, text, rule, place, 0.0, about, "printed")
    if element in clocks or _is_clock(spot, layout, reading, moment, rule):
        return replace(base, rule=CLOCK_RULE, refused=True)
    confidence, zone = _by_place(spot, layout)
    if layout.of_other_stories(element, close=zone in ("below_title", "above_title", "in_body")):
        return replace(base, rule=OTHER_RULE, refused=True)
    if rule == "text" and not _is_dateline(text, moment, element):
        confidence *= _IN_PROSE
    if _DATE_NAME.search(names(element)) or element.tag == "time":
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


def _is_dateline(text: str, moment: ParsedMoment, element: HtmlElement) -> bool:
    """Whether a line is there to say when: it is short, or mostly the date, or its class says so."""
    length = moment.span[1] - moment.span[0]
    return (
        len(text) <= _SHORT_LINE + length or element.tag == "time" or bool(_DATE_NAME.search(names(element)))
    )


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
    bare = moment.clock is None and moment.weekday_ok is not None
    if layout.in_header(element):
        return bare or today
    return bare and today if layout.beside_title(element) else bare or today


def _by_place(spot: Spot, layout: Layout) -> tuple[float, str]:
    """How sure a date is to be the story's, and the name of the place."""
    body = layout.body or (layout.end, layout.end)
    title = layout.title
    if title and title[0] <= spot.start:
        if spot.start <= max(body[0], title[1]) + 20 and spot.start - title[1] <= _CLOSE_BELOW:
            return 0.84, "below_title"
    elif title and title[0] - spot.end <= _CLOSE_ABOVE and layout.beside_title(spot.element, 4):
        return 0.76, "above_title"
    elif not title and spot.start <= body[0] and body[0] - spot.end <= _CLOSE_ABOVE:
        return 0.7, "above_body"
    if body[0] <= spot.start < body[1]:
        return (0.55 if tag(spot.element) == "time" else 0.45 if tag(spot.element) != "p" else 0.3), "in_body"
    if 0 <= spot.start - body[1] <= _AFTER_BODY:
        return 0.55, "below_body"
    return 0.3, "elsewhere"
