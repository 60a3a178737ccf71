"""A page → where on it each element stands, told in characters of visible text, and what lies around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

from newsarchive.extraction.page.document import Story
from newsarchive.extraction.page.survey import Survey
from newsarchive.extraction.page.tree import tag, text_of

_CHROME = frozenset(("nav", "footer", "aside"))
_OTHER_STORIES = re.compile(
    r"related|recommend|popular|most-?(?:read|view)|trending|(?<!date-)(?<!date_)(?<!time-)comment|disqus|repl(?:y|ies)(?:$|[\s_-])|side-?bar|lien-?quan|"
    r"cung-?chuyen-?muc|tin-?(?:moi|khac)|newsletter|read-?(?:more|next|also)|up-?next|outbrain|taboola|suggest|calendar|tweet|twitter|instagram",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"teaser|more-?(?:news|stor|from|on)|right-?col|latest|newest|others?-?(?:news|stor|post)|footer|copyright|(?<!elementor-)widget|"
    r"carousel|slider|promo|advert|playlist|archive|weather|recent|ticker|prev(?:ious)?-?(?:post|next)|"
    r"next-?(?:post|prev)|(?:^|[\s_-])feed|stock",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|global|web|top)[_-]?)?(?:header|top|top-?bar|head-?bar|masthead|menu|nav-?bar|nav|toolbar)(?=\s|$)",
    re.IGNORECASE,
)
_OWN_FOOT = re.compile(r"(?:post|entry|article|story|news)[_-]*foot", re.IGNORECASE)
_LONG_LINK = 30
_LONGEST_OWN, _LONGEST_RAW, _LONGEST_RELATIVE = 140, 600, 80
# It begins with a set of characters: the search jumps to the next of them.
LOOKS_DATED = re.compile(r"[0-9](?:(?<=1)9\d\d|(?<=2)0\d\d|\d?[./-]\d{1,2}[./-]\d\d(?!\d))")


class Spot(NamedTuple):
    """An element, the stretch of visible text it covers, counted in characters from the page's top, and the
    words that stand in the element itself, if they are few."""

    element: HtmlElement
    start: int
    end: int
    own: str


class Layout:
    """Positions of all elements, and of headline and body among them."""

    def __init__(self, survey: Survey, story: Story) -> None:
        self.survey = survey
        self._places = dict(zip(survey.elements, range(len(survey.elements)), strict=True))
        self._ranks: dict[int, int] = {}
        self.end = survey.ends[0] if survey.ends else 0
        self.title = self._of(story.title_element)
        self.body = self._body(story)
        self._story = story
        self._story_line = _line(story.title_element) | _line(story.root)
        self._title_line = _line(story.title_element)

    def between(self, first: int, last: int) -> list[Spot]:
        """What begins in a stretch of the page's text."""
        starts = self.survey.starts
        return self.spots(range(bisect_left(starts, first), bisect_right(starts, last)))

    def of(self, element: HtmlElement) -> tuple[int, int]:
        return self._of(element) or (self.end, self.end)

    def dated(self, *, relative: bool, last: int | None = None) -> list[Spot]:
        """What seems to say when, in its own words or in an attribute; with `relative` all short words.

        What begins behind `last` is left out.
        """
        survey = self.survey
        shortest = _LONGEST_RELATIVE if relative else 0
        found = [
            at
            for at, text in survey.own.items()
            if (last is None or survey.starts[at] <= last)
            and (len(text) <= shortest or (len(text) <= _LONGEST_RAW and LOOKS_DATED.search(text)))
        ]
        kept = [at for at in survey.dated if last is None or survey.starts[at] <= last]
        return self.spots({*found, *kept})

    def keeping(self) -> set[HtmlElement]:
        """The elements that keep a moment in an attribute."""
        return {self.survey.elements[at] for at in self.survey.dated}

    def spots(self, places: Iterable[int]) -> list[Spot]:
        """The elements at these places of the survey, those that begin first and hold others in front."""
        survey = self.survey
        starts, ends, own, ranks = survey.starts, survey.ends, survey.own, self._ranks
        if not ranks:
            ranks.update(zip(survey.order, range(len(survey.order)), strict=True))
        found = sorted([(starts[one], -ends[one], ranks[one], one) for one in places])
        elements = survey.elements
        return [
            Spot(elements[one], start, -end, _line_of(own[one]) if one in own else "")
            for start, end, _, one in found
        ]

    def _of(self, element: HtmlElement | None) -> tuple[int, int] | None:
        place = self._places.get(element) if element is not None else None
        return (self.survey.starts[place], self.survey.ends[place]) if place is not None else None

    @cached_property
    def below_lead(self) -> tuple[int, int] | None:
        """The stretch between the first paragraph and the next, where some papers tell the day."""
        blocks = self._story.blocks
        prose = (one.element for one in blocks if one.kind == "paragraph" and one.element is not None)
        places = [place for place in map(self._of, islice(prose, 2)) if place is not None]
        return (places[0][1], places[1][0]) if len(places) == 2 else None

    def _body(self, story: Story) -> tuple[int, int] | None:
        prose = [
            block.element for block in story.blocks if block.kind == "paragraph" and block.element is not None
        ]
        found = [one for one in map(self._of, prose) if one is not None]
        if not found:
            return self._of(story.root)
        return min(start for start, _ in found), max(end for _, end in found)

    def apart(self, element: HtmlElement) -> list[HtmlElement]:
        """The elements around one up to where headline or body join it, the outermost last."""
        around = []
        node: HtmlElement | None = element
        while node is not None and node not in self._story_line:
            around.append(node)
            node = node.getparent()
        return around

    def beside_title(self, element: HtmlElement, most: int = 3) -> bool:
        """Whether the headline is a few steps up and down again, short of the whole page."""
        node = element.getparent()
        for _ in range(most):
            if node is None or node.tag in ("body", "html"):
                return False
            if node in self._title_line:
                return True
            node = node.getparent()
        return False

    def of_other_stories(self, element: HtmlElement, *, close: bool = False) -> bool:
        """Whether it stands in a list of, or a box about, something else than this story.

        `close` to headline or body only what names itself a box of others is believed to be one.
        """
        around = self.apart(element)
        if any(_names_others(names(one)) for one in around):
            return True
        if close:
            return False
        if any(
            _names_aside(names(one)) or (tag(one) in _CHROME and not _OWN_FOOT.search(names(one)))
            for one in around
        ):
            return True
        return any(_is_list_item(one) and _links_elsewhere(one) for one in around)

    def in_header(self, element: HtmlElement) -> bool:
        """Whether it stands in the page's own head: masthead, bar, menu."""
        return any(tag(one) in ("nav", "header") or _names_header(names(one)) for one in self.apart(element))


def names(element: HtmlElement) -> str:
    """Class and id, as they say what their author thought of the element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


@lru_cache(maxsize=4_000)
def _names_others(called: str) -> bool:
    return _OTHER_STORIES.search(called) is not None


@lru_cache(maxsize=4_000)
def _names_aside(called: str) -> bool:
    return _ASIDE.search(called) is not None and not _OWN_FOOT.search(called)


@lru_cache(maxsize=4_000)
def _names_header(called: str) -> bool:
    return _HEADER.search(called) is not None


def _line(element: HtmlElement | None) -> frozenset[HtmlElement]:
    """An element and all above it."""
    if element is None:
        return frozenset()
    return frozenset((element, *element.iterancestors()))


def _links_elsewhere(box: HtmlElement) -> bool:
    return any(len(text_of(link, 200)) >= _LONG_LINK for link in box.iter("a"))


def _is_list_item(element: HtmlElement) -> bool:
    """Whether there are more of its kind beside it."""
    parent = element.getparent()
    if parent is None:
        return False
    kind = (element.tag, element.get("class"))
    alike = (one for one in parent if (one.tag, one.get("class")) == kind)
    return len(list(islice(alike, 3))) > 2


def _line_of(text: str) -> str:
    """The words as one line, if they are few."""
    if not text or len(text) > _LONGEST_RAW:
        return ""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_OWN else ""
