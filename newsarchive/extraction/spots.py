"""A page → where on it each element stands, told in characters of visible text, and what lies around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from newsarchive.extraction.document import Story
from newsarchive.extraction.tree import attribute, tag, text_of

_UNSEEN = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "select",
        "option",
        "textarea",
        "iframe",
    )
)
_CHROME = frozenset(("nav", "footer", "aside"))
_OTHER_STORIES = re.compile(
    r"related|recommend|popular|most-?(?:read|view)|trending|(?<!date-)(?<!date_)(?<!time-)comment|disqus|repl(?:y|ies)(?:$|[\s_-])|side-?bar|lien-?quan|"
    r"cung-?chuyen-?muc|tin-?(?:moi|khac)|newsletter|read-?(?:more|next|also)|up-?next|outbrain|taboola|suggest|calendar",
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
_DEEPEST = 400
_LONGEST_OWN = 140
_LONGEST_RAW = 2_000


class Spot(NamedTuple):
    """An element, the stretch of visible text it covers, counted in characters from the page's top, and the
    words that stand in the element itself, if they are few."""

    element: HtmlElement
    start: int
    end: int
    own: str


class Layout:
    """Positions of all elements, and of headline and body among them."""

    def __init__(self, tree: HtmlElement, story: Story) -> None:
        self.tree = tree
        self.spots = _spots(tree)
        self._stretch = {spot.element: (spot.start, spot.end) for spot in self.spots}
        self.end = max((spot.end for spot in self.spots), default=0)
        self.title = self._of(story.title_element)
        self.body = self._body(story)
        self._story_line = _line(story.title_element) | _line(story.root)
        self._title_line = _line(story.title_element)

    def of(self, element: HtmlElement) -> tuple[int, int]:
        return self._stretch.get(element, (self.end, self.end))

    def _of(self, element: HtmlElement | None) -> tuple[int, int] | None:
        return self._stretch.get(element) if element is not None else None

    def _body(self, story: Story) -> tuple[int, int] | None:
        prose = [
            block.element for block in story.blocks if block.kind == "paragraph" and block.element is not None
        ]
        found = [self._stretch[one] for one in prose if one in self._stretch]
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
        if any(_OTHER_STORIES.search(names(one)) for one in around):
            return True
        if close:
            return False
        if any(
            (tag(one) in _CHROME or _ASIDE.search(names(one))) and not _OWN_FOOT.search(names(one))
            for one in around
        ):
            return True
        return any(_is_list_item(one) and _links_elsewhere(one) for one in around)

    def in_header(self, element: HtmlElement) -> bool:
        """Whether it stands in the page's own head: masthead, bar, menu."""
        return any(tag(one) in ("nav", "header") or _HEADER.search(names(one)) for one in self.apart(element))


def names(element: HtmlElement) -> str:
    """Class and id, as they say what their author thought of the element."""
    return f"{attribute(element, 'class')} {attribute(element, 'id')}"


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
    alike = [one for one in parent if one.tag == element.tag and one.get("class") == element.get("class")]
    return len(alike) > 2


def _spots(tree: HtmlElement) -> list[Spot]:
    found: list[Spot] = []
    _visit(tree, 0, 0, found)
    found.sort(key=lambda spot: (spot.start, -spot.end))
    return found


def _visit(element: HtmlElement, start: int, depth: int, found: list[Spot]) -> int:
    """Note an element and all below it that is seen; the position after it."""
    text = element.text
    position = start + (len(text.strip()) if text else 0)
    own = [text] if text else []
    if depth > _DEEPEST:
        return start + len(str(element.text_content()).strip())
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            position = _visit(child, position, depth + 1, found)
        tail = child.tail
        if tail:
            position += len(tail.strip())
            own.append(tail)
    found.append(Spot(element, start, position, _line_of(own)))
    return position


def _line_of(parts: list[str]) -> str:
    if not parts or sum(map(len, parts)) > _LONGEST_RAW:
        return ""
    line = " ".join(" ".join(parts).split())
    return line if len(line) <= _LONGEST_OWN else ""
