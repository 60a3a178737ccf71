"""Dates printed on a page, or kept in attributes of what is printed → candidates judged by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache

from lxml.html import HtmlElement

from newsarchive.extraction.dates.moments import ParsedMoment, find
from newsarchive.extraction.dates.places import CLOSE_TO_TITLE, DATE_NAME, OTHER_RULE, judged
from newsarchive.extraction.dates.stated import About, DateCandidate, Reading
from newsarchive.extraction.page.date_attributes import ATTRIBUTES, ATTRIBUTES_OF_ANY
from newsarchive.extraction.page.spots import Layout, Spot, names
from newsarchive.extraction.page.tree import attribute, texts
from newsarchive.extraction.words.lexicon import any_of
from newsarchive.extraction.words.tokens import lowered

_LOOKS_DATED = re.compile(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_UPDATE_NAME = re.compile(r"modif|updat|aktualis|cap-?nhat|lastmod")
_LONGEST = 140
_LONGEST_LINE = 100
_LABEL_REACH = 32
_LABEL_BEHIND = 14
_LIST, _ENOUGH_ROWS = 3, 4
_DIGITS = re.compile(r"\d")
_NEVER = frozenset(("script", "style", "noscript", "template", "option", "textarea", "input", "button"))


def printed(
    layout: Layout, reading: Reading, clocks: Collection[HtmlElement], last: int | None = None
) -> list[DateCandidate]:
    """All dates on the page with a verdict on each, page order kept. Behind `last` none are read."""
    found: list[tuple[Spot, DateCandidate]] = []
    rows: Counter[tuple[str, ...]] = Counter()
    keeping = layout.keeping()
    for spot in layout.dated(relative=reading.now is not None, last=last):
        element = spot.element
        own = spot.own if spot.own and _is_dated(element, spot.own, reading) else ""
        stored = list(_kept(element)) if element in keeping else []
        if not (stored or own) or element.tag in _NEVER:
            continue
        steps = _steps(element)
        if rows[steps] >= _ENOUGH_ROWS:
            continue
        here = list(_at(spot, own, stored, layout, reading, clocks))
        found.extend((spot, one) for one in here)
        rows[steps] += any(one.rule == OTHER_RULE for one in here)
    lists = _lists(found)
    candidates: dict[tuple[str, str, str], DateCandidate] = {}
    for spot, one in found:
        if not one.refused and _shape(spot.element, one) in lists:
            one = replace(one, rule=OTHER_RULE, confidence=0.0, refused=True)
        candidates.setdefault((one.moment.date, one.rule, one.where), one)
    return list(candidates.values())


def _lists(found: list[tuple[Spot, DateCandidate]]) -> set[tuple[str, ...]]:
    """The shapes that several elements have which carry a date each: rows of a list, of other things."""
    rows = {(spot.element, _shape(spot.element, one)) for spot, one in found}
    counts = Counter(shape for _, shape in rows)
    return {shape for shape, count in counts.items() if count >= _LIST}


def _shape(element: HtmlElement, candidate: DateCandidate) -> tuple[str, ...]:
    """An element's kind; those beside a headline are told from all others."""
    place = candidate.source.rsplit(" ", 1)[-1]
    return (place if place in CLOSE_TO_TITLE else "", *_steps(element))


def _steps(element: HtmlElement) -> tuple[str, ...]:
    """Tags and classes of an element and two above it."""
    steps: list[str] = []
    node: HtmlElement | None = element
    while node is not None and len(steps) < 3:
        steps.append(f"{node.tag}.{attribute(node, 'class').split(' ')[0]}")
        node = node.getparent()
    return tuple(steps)


def _is_dated(element: HtmlElement, text: str, reading: Reading) -> bool:
    """Whether words look as if they hold a date, cheaply."""
    if _LOOKS_DATED.search(text):
        return True
    return (
        reading.now is not None
        and len(text) < 40
        and (element.tag == "time" or bool(DATE_NAME.search(names(element))))
    )


def _at(
    spot: Spot,
    text: str,
    kept: list[tuple[str, str]],
    layout: Layout,
    reading: Reading,
    clocks: Collection[HtmlElement],
) -> Iterator[DateCandidate]:
    element = spot.element
    named = _named(element)
    told: dict[str, About] = {}
    for moment, whole, label in _read(element, text, layout, reading) if text else ():
        about = told[moment.date] = label or named
        yield judged(spot, layout, reading, clocks, moment, whole, "label" if label else "text", about)
    for name, value in kept:
        stored = reading.parse(value)
        if stored and stored.precision != "month":
            about = told.get(stored.date, named)
            yield judged(spot, layout, reading, clocks, stored, value, f"@{name}", about)


def _read(
    element: HtmlElement, text: str, layout: Layout, reading: Reading
) -> Iterator[tuple[ParsedMoment, str, About | None]]:
    """The moments printed, each with the line it stands in and what that line calls it."""
    moments, whole = _moments(text, reading), text
    if any(one.clock is None or _label(text[: one.span[0]]) is None for one in moments) or not moments:
        fuller = _fuller(element, text, layout)
        more = _moments(fuller, reading) if fuller != text else []
        if len(moments) <= len(more) <= max(2, len(moments)):
            moments, whole = more, fuller
    for at, moment in enumerate(moments):
        if moment.rule == "relative" and element.tag != "time" and not DATE_NAME.search(names(element)):
            continue
        label = _label(whole[: moment.span[0]])
        if label is None and at == len(moments) - 1:
            label = _label_behind(whole[moment.span[1] :])
        yield moment, whole, label


def _moments(text: str, reading: Reading) -> list[ParsedMoment]:
    return list(find(text, reading.zone, reading.languages, reading.order, reading.now))


def _kept(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Machine-readable moments in an element's attributes."""
    wide = element.tag == "time" or bool(element.get("itemprop")) or bool(DATE_NAME.search(names(element)))
    for name, value in element.items():
        if name in (ATTRIBUTES if wide else ATTRIBUTES_OF_ANY) and len(value) < 60 and _DIGITS.search(value):
            yield name, value.strip()


def _fuller(element: HtmlElement, own: str, layout: Layout) -> str:
    """The line the words stand in: "Cập nhật: <b>21/07/2021</b> | 14:30" read as one."""
    best = own
    first = own.split(" ")[0]
    node: HtmlElement | None = element
    longest = max(_LONGEST_LINE, len(own))
    for _ in range(3):
        if node is None:
            break
        start, end = layout.of(node)
        if end - start > longest:
            break
        text = texts(node, _LONGEST + 200)
        if len(text) > longest:
            break
        if len(text) >= len(best) and first in text:
            best = text
        node = node.getparent()
    return best


def _label(before: str) -> About | None:
    """What the words before a date call it; the nearest word wins."""
    text = lowered(before[-_LABEL_REACH:])
    places: dict[About, int] = {
        "published": _last(text, "published"),
        "modified": _last(text, "updated"),
    }
    about = max(places, key=lambda one: places[one])
    return about if places[about] >= 0 else None


def _label_behind(after: str) -> About | None:
    """The same of what ends a line: "2019年2月22日 14時30分 公開"."""
    text = lowered(after)
    if len(text) > _LABEL_BEHIND:
        return None
    return _label(text)


def _last(text: str, labels: str) -> int:
    return max((match.end() for match in _label_of(labels).finditer(text)), default=-1)


@lru_cache(maxsize=4)
def _label_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(name)})")


def _named(element: HtmlElement) -> About:
    """What class names and microdata call it, or the box just around it."""
    parent = element.getparent()
    for one in (element, parent) if parent is not None else (element,):
        name = f"{names(one)} {attribute(one, 'itemprop')}".lower()
        if "publi" in name:
            return "published"
        if _UPDATE_NAME.search(name):
            return "modified"
    return "published"
