"""The headings a reader sees on a page: their text, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.survey import pieces_of
from newsarchive.extraction.page.tree import tag
from newsarchive.text import clean

LONGEST = 400
_LONGEST_SOURCE = 4_000
SHORTEST = 2
_LONGEST_STEP = 40
_ABOVE = 8
_TRAIL_ABOVE = 6
_STEPS_OF_A_TRAIL = 2
_HOST = re.compile(r"^(?:https?:)?//[^/?#]*")
_ASIDE = frozenset(("aside", "nav", "footer"))
_NEAR = 4
_FEW_PARAGRAPHS = 2
_BLOCKS = frozenset(("div", "p", "ul", "ol", "section", "header", "figure", "form", "h2", "article"))
STORY = frozenset(("article", "main", "body"))


@dataclass(frozen=True, slots=True)
class Printed:
    """A heading as printed. `trail` marks the last step of a breadcrumb trail, `misplaced` a heading in a
    side column, a list of stories or a sticky bar: both are copies."""

    text: str
    element: HtmlElement
    trail: bool
    misplaced: bool


def printed(elements: Iterable[HtmlElement]) -> Iterator[Printed]:
    """Those of the elements that a reader sees, each wording once."""
    known: set[str] = set()
    for element in elements:
        if hint_of(element) & Hint.HIDDEN or not _is_short(element):
            continue
        text = printed_text(element)
        if SHORTEST <= len(text) <= LONGEST and text not in known:
            known.add(text)
            trail = in_trail(element)
            yield Printed(text, element, trail, not trail and _misplaced(element))


def printed_text(element: HtmlElement) -> str:
    """What a reader sees of an element, in one line."""
    if len(element) == 0:
        return clean(element.text or "")
    return clean(" ".join(piece.text for piece in pieces_of(element) if piece.text))


def links_home(element: HtmlElement) -> bool:
    """Whether a heading is a link to the site's first page, as its name and logo are."""
    links: list[HtmlElement] = [element, *element.iterancestors()][:_NEAR]
    links += [child for child in element.iter("a") if child.text_content() == element.text_content()][:1]
    for link in links:
        if tag(link) == "a" and (href := str(link.get("href") or "").strip()):
            path = _HOST.sub("", href)
            return path in ("/", "./") or (path == "" and path != href)
    return False


def _is_short(element: HtmlElement) -> bool:
    """Whether an element can be a heading at all, and no frame of half the page."""
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST_SOURCE:
            return False
    return True


def in_trail(element: HtmlElement) -> bool:
    """Whether a heading is the step of a breadcrumb trail that stands for this page. Publishers put what
    search engines are to read there, and print the headline below as another heading."""
    node: HtmlElement | None = element
    for _ in range(_TRAIL_ABOVE):
        if node is None or tag(node) in STORY:
            break
        if (
            tag(node) == "nav"
            or hint_of(node) & Hint.CRUMBS
            or "breadcrumb" in f"{node.get('itemtype')} {node.get('aria-label')}".lower()
        ):
            return True
        node = node.getparent()
    return _steps_before(element) >= _STEPS_OF_A_TRAIL


def _steps_before(element: HtmlElement) -> int:
    """Links in one row that end with this element, signs between them apart."""
    steps = 0
    for sibling in element.itersiblings(preceding=True):
        name = tag(sibling)
        if name in _BLOCKS:
            break
        text = str(sibling.text_content()).strip() if name else ""
        if len(text) > 1:
            if name != "a" or len(text) > _LONGEST_STEP:
                break
            steps += 1
    return steps


def _misplaced(element: HtmlElement) -> bool:
    node = element.getparent()
    for height in range(_ABOVE):
        if node is None or node.tag == "body":
            break
        if node.tag in _ASIDE or (
            (node.tag == "li" or (height < _NEAR and hint_of(node) & Hint.NOISE)) and not _holds_prose(node)
        ):
            return True
        node = node.getparent()
    return False


def _holds_prose(element: HtmlElement) -> bool:
    """Whether a story may be in there too: a name that says "sidebar" may mean the frame of both."""
    return next(islice(element.iter("p"), _FEW_PARAGRAPHS, None), None) is not None
