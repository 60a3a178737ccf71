"""A page's tree → all that is asked of it, in one pass: its pieces, where its elements stand, what it marks.

Every element is touched once, because touching elements is what reading a page costs.
"""

from __future__ import annotations

from itertools import chain

from lxml.html import HtmlElement

from newsarchive.extraction.page.hints import Hint, hint_of, named
from newsarchive.extraction.page.runs import Run
from newsarchive.extraction.page.walk import Mark, Piece, Setting
from newsarchive.extraction.page.ways import (
    BLOCK,
    BREAK,
    BUTTON,
    DATED,
    HINTED,
    IMAGE,
    INLINE,
    ITEMPROP,
    KNOWN,
    NAMED,
    NO_TAG,
    OTHER,
    PASSED,
    SIGNS,
    STYLED,
    UNSEEN,
    WAYS,
    Way,
    signs_of,
)

_APART = Hint.CAPTION | Hint.CREDIT
_NAMED_BOX = Hint.CRUMBS | Hint.TAGS
_SIDES = Hint.CENTRED | Hint.RIGHT


class Survey:
    """`elements` are those that a reader could see, in page order; `starts`, `ends` where their text stands,
    counted in characters of visible text; `order` their places in the order in which they end. `own` is the
    text that stands in an element itself, by its place; `dated` are places of attributes that may hold a
    date. `listed` are elements by name, `itemprops` those with microdata, `boxes` those whose names say
    breadcrumb or tags.
    """

    __slots__ = (
        "boxes",
        "dated",
        "elements",
        "ends",
        "itemprops",
        "listed",
        "order",
        "own",
        "pieces",
        "root",
        "starts",
        "walked",
    )

    def __init__(
        self, root: HtmlElement, walked: HtmlElement, dropped: frozenset[HtmlElement] = frozenset()
    ) -> None:
        """`walked` is the element whose pieces are wanted; those in elements of `dropped` are not."""
        self.root, self.walked = root, walked
        # lxml makes a new object for an element whenever nobody holds the last one: all seen are held here.
        self.elements: list[HtmlElement] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.order: list[int] = []
        self.own: dict[int, str] = {}
        self.dated: list[int] = []
        self.itemprops: list[HtmlElement] = []
        self.listed: dict[str, list[HtmlElement]] = {}
        self.boxes: list[tuple[HtmlElement, int]] = []
        self.pieces: list[Piece] = []
        self._go(dropped)

    def _go(self, dropped: frozenset[HtmlElement]) -> None:  # noqa: C901 - a call an element costs too much
        run = Run()
        parts = run.parts
        self.pieces = run.pieces
        elements, starts, ends = self.elements, self.starts, self.ends
        dated, closed, walked = self.dated.append, self.order.append, self.walked
        own, way_of, known_signs = self.own, WAYS.get, SIGNS.get
        position = 0
        # The element that is open, and how its text is read; those around it wait on the stack.
        stack: list[tuple[HtmlElement | None, int, HtmlElement, Setting, int, int]] = []
        push, pop = stack.append, stack.pop
        outside = current = self.root.getparent()
        index, owner, setting, style, mode = -1, self.root, Setting(), 0, PASSED
        element: HtmlElement | None
        for element in chain(self.root.iter(), (None,)):
            parent = outside if element is None else element.getparent()
            while current is not parent:
                if mode:
                    ends[index] = position
                    closed(index)
                    if parts and mode == BLOCK:
                        run.end(owner, setting)
                before = current
                current, index, owner, setting, style, mode = pop()
                if mode and current is not outside and (text := before.tail):
                    bare = text.strip()
                    if bare:
                        size = len(bare)
                        position += size
                        own[index] = f"{own[index]} {bare}" if index in own else bare
                        if mode >= INLINE:
                            parts.append(text)
                            if style:
                                run.style(size, style)
                    elif parts and mode >= INLINE:
                        parts.append(text)
            if element is None:
                break
            tag = element.tag
            way = way_of(tag)
            if way is None:
                way = OTHER if isinstance(tag, str) else NO_TAG
            elif tag == "a":
                target = element.get("href")
                if target is None or (target.startswith("#") and _wraps_blocks(element)):
                    # It leads nowhere and is no link: old pages wrap whole stories in <a name="top">.
                    element.tag = tag = "span"
                    way = WAYS["span"]
            kind, mark, added_style, noisy, listed, names_box = way
            push((current, index, owner, setting, style, mode))
            current = element
            if listed:
                self.listed.setdefault(tag, []).append(element)
            if not mode or not kind:
                if listed and element.get("itemprop") is not None:
                    self.itemprops.append(element)
                mode = UNSEEN
                continue
            keys = element.keys()
            hints = signs = 0
            if keys:
                signs = known_signs(names := tuple(keys), -1)
                if signs < 0:
                    signs = signs_of(names)
                if signs & ITEMPROP:
                    self.itemprops.append(element)
                if signs & NAMED and (
                    names_box or (mode >= INLINE and (kind in HINTED or setting.marks & Mark.FIGURE))
                ):
                    if signs & STYLED:
                        hints = hint_of(element)
                    elif not signs & KNOWN:
                        hints = named(element.get("class"))
                    else:
                        hints = named(f"{element.get('class') or ''} {element.get('id')}")
                    if names_box and hints & _NAMED_BOX:
                        self.boxes.append((element, hints))
            if mode == PASSED:
                if element is walked:
                    mode, owner, setting, style = BLOCK, element, Setting(), 0
            elif kind == BLOCK:
                if hints & Hint.HIDDEN or (dropped and element in dropped):
                    mode = PASSED
                else:
                    if parts:
                        run.end(owner, setting)
                    if hints or mark or noisy:
                        setting = _setting(element, way, setting, hints)
                    mode, owner = BLOCK, element
            elif kind == BREAK:
                if parts:
                    run.line_break(owner, setting)
                mode = PASSED
            elif kind == IMAGE:
                if parts:
                    run.end(owner, setting)
                image = Setting(setting.marks | Mark.IMAGE, setting.hints, setting.noise)
                run.pieces.append(Piece("", element, image, is_image=True))
                mode = PASSED
            elif hints & Hint.HIDDEN or kind == PASSED or (dropped and element in dropped):
                mode = PASSED
            elif kind == BUTTON:
                if element.find(".//img") is None:
                    mode = PASSED
                else:
                    if parts:
                        run.end(owner, setting)
                    setting = _setting(element, way, setting, hints)
                    mode, owner = BLOCK, element
            else:
                if added_style and not (
                    tag == "a" and setting.marks & Mark.HEADING and element.get("href", "").startswith("#")
                ):
                    # A heading that links to its own place is no link.
                    style |= added_style
                mode = INLINE
                if hints & _APART and (
                    hints & Hint.CAPTION or setting.marks & Mark.FIGURE or setting.hints & Hint.CAPTION
                ):
                    # It is something of its own: a caption, or the credit in one.
                    if parts:
                        run.end(owner, setting)
                    setting = _setting(element, way, setting, hints)
                    mode, owner = BLOCK, element
            index = len(elements)
            elements.append(element)
            starts.append(position)
            ends.append(position)
            if signs & DATED:
                dated(index)
            text = element.text
            if text:
                bare = text.strip()
                if bare:
                    size = len(bare)
                    position += size
                    own[index] = bare
                    if mode >= INLINE:
                        parts.append(text)
                        if style:
                            run.style(size, style)
                elif parts and mode >= INLINE:
                    parts.append(text)


def _wraps_blocks(anchor: HtmlElement) -> bool:
    return next(anchor.iter("p", "div", "h1"), None) is not None


def _setting(element: HtmlElement, way: Way, setting: Setting, hints: int) -> Setting:
    marks, around, noise = setting
    # The side a text stands on belongs to its own block; all else is inherited.
    if hints & _SIDES:
        around &= ~_SIDES
    marks |= way.mark
    if (way.noisy or hints & Hint.NOISE) and not marks & Mark.FIGURE:
        noise = (element, *noise)
    return Setting(marks, around | hints, noise)


def pieces_of(element: HtmlElement) -> list[Piece]:
    """The pieces of one element alone."""
    return Survey(element, element).pieces


def survey_page(tree: HtmlElement, dropped: frozenset[HtmlElement] = frozenset()) -> Survey:
    """`dropped` are elements whose text is no part of the page."""
    body = tree.find("body")
    return Survey(tree, tree if body is None else body, dropped)
