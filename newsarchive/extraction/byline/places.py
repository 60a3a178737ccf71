"""Places around headline and body where a byline stands → candidates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from newsarchive.extraction.byline.bylines import of_names, parse
from newsarchive.extraction.byline.openings import opens_with_by
from newsarchive.extraction.byline.voices import NameCandidate
from newsarchive.extraction.page.document import where
from newsarchive.extraction.page.spots import Layout, Spot, names
from newsarchive.extraction.page.tree import attribute, tag, text_of
from storage.records import Byline

_AUTHOR_NAME = re.compile(
    r"(?:^|[\s_-])(?:\w*byline\w*|by|authors?\w*|\w*[_-]?author(?:name|s)?|pseudonym|tac-?gia\w*|writer\w*|reporter\w*|autor(?:en|es|in|ka)?\w*|auteurs?|"
    r"redakteur\w*|journalist\w*|signature|contributors?\w*|creator|credit-?(?:name|author)|nguoi-?dang|but-?danh|firma\w*|penulis\w*|avtor\w*|forfatter\w*|skribent\w*|author-?info|person-?name|"
    r"submitted|autore\w*|kirjoittaja|author_mail|vcard|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(
    r"(?:image|photo|picture|img|media|foto|caption|figure|bio\b|biography|desc|avatar|thumb|social|share|follow|comment|related|newsletter|tag|search|widget|box-title|count|position|role|job|title|email|location)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|tac-gia|redaktion|staff|contributors?|journalists?|writers?|reporters?)/[^/?#]+",
    re.IGNORECASE,
)
_LONGEST = 150
_CLOSE_BELOW, _CLOSE_ABOVE, _AFTER_BODY = 800, 350, 400
_HEAD_OF_BODY, _FOOT_OF_BODY = 500, 400
_LONGEST_LABEL, _LONGEST_LINE = 30, 120
_ACCOUNT = re.compile(
    r"(?:^|[\s_-])(?:fn|vcard|username|nickname|author-?name|submitted)(?:$|[\s_-])", re.IGNORECASE
)
_SEAM = "\u2063"
_LONGEST_READ = 400


def beside_story(layout: Layout, languages: tuple[str, ...]) -> list[NameCandidate]:
    """Elements whose name, relation or words say that somebody wrote the story, near headline or body."""
    by_rule: dict[tuple[str, str], list[tuple[Spot, Byline]]] = {}
    taken: set[HtmlElement] = set()
    for spot, place in _near_story(layout):
        rule = _rule(spot, languages)
        if rule is None or any(one in taken for one in spot.element.iterancestors()):
            continue
        if layout.of_other_stories(spot.element, close=place in _CLOSE):
            continue
        if any(tag(one) in ("figure", "figcaption") for one in spot.element.iterancestors()):
            continue
        byline = _read(spot.element, rule, languages)
        if byline is None or not (byline.people or byline.agencies):
            continue
        taken.add(spot.element)
        by_rule.setdefault((rule, place), []).append((spot, byline))
    return [_joined(rule, place, found, languages) for (rule, place), found in by_rule.items()]


_NEVER = frozenset(
    ("script", "style", "img", "input", "form", "svg", "button", "figure", "figcaption", "meta", "link")
)
_CONFIDENCE = {"rel": 0.8, "itemprop": 0.84, "class": 0.8, "by": 0.8, "link": 0.74}
_BY_PLACE = {"below_title": 1.0, "above_title": 0.85, "in_head": 1.0, "below_body": 0.8, "in_foot": 0.7}
_SURENESS = {("by", "below_body"): 0.4, ("by", "in_foot"): 0.42}
_CLOSE = ("below_title", "in_head", "in_foot")


def _joined(
    rule: str, place: str, found: list[tuple[Spot, Byline]], languages: tuple[str, ...]
) -> NameCandidate:
    """Elements of one kind at one place are one byline: each author has one of their own."""
    bylines = [byline for _, byline in found[:8]]
    whole = bylines[0]
    if len(bylines) > 1:
        whole = of_names(dict.fromkeys(byline.raw for byline in bylines), languages) or whole
    confidence = _SURENESS.get((rule, place), _CONFIDENCE[rule] * _BY_PLACE[place])
    return NameCandidate(whole, f"{place}:{rule}", where(found[0][0].element), confidence, place)


def _rule(spot: Spot, languages: tuple[str, ...]) -> str | None:
    element = spot.element
    name = tag(element)
    if name in _NEVER:
        return None
    keys = element.keys()
    if "rel" in keys and "author" in attribute(element, "rel").lower().split():
        return "rel"
    if "itemprop" in keys and attribute(element, "itemprop") in ("author", "creator"):
        return "itemprop"
    if ("class" in keys or "id" in keys) and _names_author(names(element)):
        return "class"
    if name == "a" and _AUTHOR_LINK.search(attribute(element, "href")) and _stands_alone(element):
        return "link"
    if spot.own and opens_with_by(spot.own, languages):
        return "by"
    return None


@lru_cache(maxsize=20_000)
def _names_author(called: str) -> bool:
    called = _CAMEL.sub("-", called).replace("__", "-")
    return bool(_AUTHOR_NAME.search(called)) and not _NOT_AUTHOR.search(called)


def _stands_alone(link: HtmlElement) -> bool:
    """Whether a link is more than a word in a sentence."""
    parent = link.getparent()
    return parent is None or len(text_of(parent, 400)) <= 90


def _near_story(layout: Layout) -> Iterator[tuple[Spot, str]]:
    """What stands beside the headline, at the body's head and foot and below it, not amid the story."""
    title = layout.title
    body = layout.body or (layout.end, layout.end)
    first = (title or body)[0] - _CLOSE_ABOVE
    foot = max(body[1] - _FOOT_OF_BODY, min(body[0] + _HEAD_OF_BODY, body[1]))
    for spot in layout.between(first, body[0] + _HEAD_OF_BODY):
        place = _place_above(spot, layout, title, body)
        if place is not None:
            yield spot, place
    for spot in layout.between(foot, body[1] + _AFTER_BODY):
        yield spot, "in_foot" if spot.start < body[1] else "below_body"


def _place_above(
    spot: Spot, layout: Layout, title: tuple[int, int] | None, body: tuple[int, int]
) -> str | None:
    if title is None:
        return "below_title" if spot.start <= body[0] else "in_head"
    if title[0] <= spot.start <= max(body[0], title[1]) + 20:
        return "below_title" if spot.start - title[1] <= _CLOSE_BELOW else None
    if spot.start < title[0]:
        close = title[0] - spot.end <= _CLOSE_ABOVE and layout.beside_title(spot.element, 4)
        return "above_title" if close else None
    return "in_head" if body[0] <= spot.start < body[1] else None


def _read(element: HtmlElement, rule: str, languages: tuple[str, ...]) -> Byline | None:
    """The byline in an element; where it holds more (post, date, biography), the links to its authors."""
    text = _line(element)
    accounts = rule in ("rel", "itemprop") or bool(_ACCOUNT.search(names(element)))
    named = [
        one
        for one in element.iter()
        if attribute(one, "itemprop") == "name" or "fn" in attribute(one, "class").split()
    ]
    links = [
        one
        for one in element.iter("a")
        if "author" in attribute(one, "rel") or _AUTHOR_LINK.search(attribute(one, "href"))
    ]
    for group in (named, links):
        found = of_names(dict.fromkeys(_unseamed(one) for one in group), languages, pen_names=True)
        if found and found.people:
            return _as_printed(found, text, languages)
    if rule == "by" and len(text) <= _LONGEST_LABEL:
        first = text.split(_SEAM)[0]
        if first != text and opens_with_by(first, languages) and (found := parse(first, languages)):
            return found
        return parse(text, languages) or _behind_label(element, languages)
    if len(text) > _LONGEST:
        return None
    for piece in text.split(_SEAM):
        found = parse(piece, languages, pen_names=accounts)
        if found:
            return found
    return None


def _line(element: HtmlElement) -> str:
    """The words of an element, a seam between those that only markup keeps apart."""
    line = ""
    for part in element.itertext():
        text = str(part)
        line += _SEAM + text if text[:1].isalnum() and line[-1:].isalnum() else text
        if len(line) > _LONGEST_READ:
            break
    return " ".join(line[:_LONGEST_READ].split())


def _unseamed(element: HtmlElement) -> str:
    return _line(element).replace(_SEAM, " ")


def _behind_label(label: HtmlElement, languages: tuple[str, ...]) -> Byline | None:
    """The name that a label of its own announces: in the same line, or in the element behind it."""
    line, behind = label.getparent(), label.getnext()
    for element in (line, behind):
        text = _unseamed(element) if element is not None and tag(element) else ""
        if 0 < len(text) <= _LONGEST_LINE:
            found = parse(text, languages)
            if found:
                return found
    return None


def _as_printed(found: Byline, text: str, languages: tuple[str, ...]) -> Byline:
    """The line as it is printed, where it names the same people."""
    line = parse(text, languages) if len(text) <= _LONGEST and _SEAM not in text else None
    if line and {person.name for person in line.people} == {person.name for person in found.people}:
        return line
    return found
