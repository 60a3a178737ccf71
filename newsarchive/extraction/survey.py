"""A page's tree → all that is asked of it, in one pass: its pieces, where its elements stand, what it marks.

Every element is touched once, because touching elements is what reading a page costs.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from lxml.html import HtmlElement

from newsarchive.extraction.date_attributes import ATTRIBUTES
from newsarchive.extraction.hints import Hint, hint_of, named
from newsarchive.extraction.walk import Mark, Piece, Setting, seen

# How an element's text is read: not at all; for its place only; as part of the line around; as a block.
_UNSEEN, _PASSED, _INLINE, _BLOCK = 0, 1, 2, 3
# Elements that are none of these, by what they do instead.
_BREAK, _IMAGE, _BUTTON, _PLAIN = 4, 5, 6, 7
_HINTED = (_BLOCK, _INLINE, _BUTTON)
_LINK, _BOLD, _SLANTED = 1, 2, 4
_APART = Hint.CAPTION | Hint.CREDIT
_NAMED_BOX = Hint.CRUMBS | Hint.TAGS
_SIDES = Hint.CENTRED | Hint.RIGHT
_SENTENCE_END = re.compile(r"[.!?…:;。！？।][\"'”’»)\]]*\s*$")

_BOXES = ("div", "ul", "ol", "nav", "p", "section")
_LISTED = ("meta", "link", "script", "base", "h1", "title")


class _Way(NamedTuple):
    """What becomes of an element, by its name."""

    kind: int = _BLOCK
    mark: int = Mark.NONE
    style: int = 0
    noisy: bool = False
    listed: bool = False
    names_box: bool = False


def _ways() -> dict[str, _Way]:
    found: dict[str, _Way] = {}
    for kind, names in (
        (_UNSEEN, "script style noscript template svg option select textarea iframe head title"),
        (
            _PASSED,
            "math object canvas input link meta dialog audio video map datalist area param progress meter",
        ),
        (_PASSED, "base frame frameset applet nav menu"),
        (_INLINE, "abbr acronym bdi bdo big cite code data del dfn em font ins kbd label mark nobr o:p q rp"),
        (_INLINE, "rt ruby s samp small span strike sub sup tt u var"),
        # The parser puts what follows the last five, void elements, into them.
        (_PLAIN, "a b strong i time source track wbr embed keygen"),
        (_BREAK, "br"),
        (_IMAGE, "img"),
        (_BUTTON, "button"),
        (_BLOCK, "h1 h2 h3 h4 h5 h6 li dd dt blockquote td th caption figcaption figure p pre address"),
        (_BLOCK, "html body div section article main aside header footer ul ol dl table tbody thead tr form"),
    ):
        found |= {name: _Way(kind) for name in names.split()}
    for mark, names in (
        (Mark.HEADING, "h1 h2 h3 h4 h5 h6"),
        (Mark.ITEM, "li dd dt"),
        (Mark.QUOTE, "blockquote"),
        (Mark.CELL, "td th caption"),
        (Mark.FIGCAPTION | Mark.FIGURE, "figcaption"),
        (Mark.FIGURE, "figure"),
        (Mark.PARAGRAPH, "p"),
        (Mark.PREFORMATTED, "pre"),
        (Mark.ADDRESS, "address"),
    ):
        found |= {name: found[name]._replace(mark=mark) for name in names.split()}
    for style, names in ((_LINK, "a"), (_BOLD, "b strong"), (_SLANTED, "i em")):
        found |= {name: found[name]._replace(style=style) for name in names.split()}
    found |= {name: found[name]._replace(noisy=True) for name in ("aside", "footer")}
    found |= {name: found[name]._replace(names_box=True) for name in _BOXES}
    return found | {name: found[name]._replace(listed=True) for name in _LISTED}


_WAYS = _ways()
_OTHER = _Way()
_NO_TAG = _Way(_UNSEEN)

# What an element has attributes for: bits of one number.
_CLASSED, _KNOWN, _STYLED, _ITEMPROP, _DATED = 1, 2, 4, 8, 16
_NAMED = _CLASSED | _KNOWN | _STYLED


_SIGNS: dict[tuple[str, ...], int] = {}
_MOST_SIGNS = 5_000


def _signs(keys: tuple[str, ...]) -> int:
    if len(_SIGNS) > _MOST_SIGNS:
        _SIGNS.clear()
    found = 0
    for bit, names in (
        (_CLASSED, {"class"}),
        (_KNOWN, {"id"}),
        (_STYLED, {"style", "align", "hidden"}),
        (_ITEMPROP, {"itemprop"}),
        (_DATED, set(ATTRIBUTES)),
    ):
        if not names.isdisjoint(keys):
            found |= bit
    _SIGNS[keys] = found
    return found


class _Run:
    """The text since the last piece ended, and the pieces so far."""

    __slots__ = ("bold", "linked", "parts", "pieces", "slanted")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.parts: list[str] = []
        self.linked = self.bold = self.slanted = 0

    def style(self, size: int, style: int) -> None:
        """So many characters of it are linked, bold or slanted."""
        if style & _LINK:
            self.linked += size
        if style & _BOLD:
            self.bold += size
        if style & _SLANTED:
            self.slanted += size

    def end(self, owner: HtmlElement, setting: Setting) -> None:
        parts = self.parts
        text = seen(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            linked = self.linked
            share = linked / len(text) if linked else 0.0
            self.pieces.append(Piece(text, owner, setting, linked, self.bold, self.slanted, share))
        parts.clear()
        self.linked = self.bold = self.slanted = 0

    def line_break(self, owner: HtmlElement, setting: Setting) -> None:
        """A paragraph ends at a line break if it ends a sentence, or where the break is doubled."""
        parts = self.parts
        so_far = parts[-1]
        if so_far == "\n" or _SENTENCE_END.search(so_far) or (not so_far.strip() and "\n" in parts):
            self.end(owner, setting)
        else:
            parts.append("\n")


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
        run = _Run()
        parts = run.parts
        self.pieces = run.pieces
        elements, starts, ends = self.elements, self.starts, self.ends
        dated, closed, walked = self.dated.append, self.order.append, self.walked
        own, way_of, signs_of = self.own, _WAYS.get, _SIGNS.get
        position = 0
        # The element that is open, and how its text is read; those around it wait on the stack.
        stack: list[tuple[HtmlElement | None, int, HtmlElement, Setting, int, int]] = []
        push, pop = stack.append, stack.pop
        outside = current = self.root.getparent()
        index, owner, setting, style, mode = -1, self.root, Setting(), 0, _PASSED
        element: HtmlElement | None
        for element in chain(self.root.iter(), (None,)):
            parent = outside if element is None else element.getparent()
            while current is not parent:
                if mode:
                    ends[index] = position
                    closed(index)
                    if parts and mode == _BLOCK:
                        run.end(owner, setting)
                before = current
                current, index, owner, setting, style, mode = pop()
                if mode and current is not outside and (text := before.tail):
                    bare = text.strip()
                    if bare:
                        size = len(bare)
                        position += size
                        own[index] = f"{own[index]} {bare}" if index in own else bare
                        if mode >= _INLINE:
                            parts.append(text)
                            if style:
                                run.style(size, style)
                    elif parts and mode >= _INLINE:
                        parts.append(text)
            if element is None:
                break
            tag = element.tag
            way = way_of(tag)
            if way is None:
                way = _OTHER if isinstance(tag, str) else _NO_TAG
            elif tag == "a":
                target = element.get("href")
                if target is None or (target.startswith("#") and _wraps_blocks(element)):
                    # It leads nowhere and is no link: old pages wrap whole stories in <a name="top">.
                    element.tag = tag = "span"
                    way = _WAYS["span"]
            kind, mark, added_style, noisy, listed, names_box = way
            push((current, index, owner, setting, style, mode))
            current = element
            if listed:
                self.listed.setdefault(tag, []).append(element)
            if not mode or not kind:
                if listed and element.get("itemprop") is not None:
                    self.itemprops.append(element)
                mode = _UNSEEN
                continue
            keys = element.keys()
            hints = signs = 0
            if keys:
                signs = signs_of(names := tuple(keys), -1)
                if signs < 0:
                    signs = _signs(names)
                if signs & _ITEMPROP:
                    self.itemprops.append(element)
                if signs & _NAMED and (
                    names_box or (mode >= _INLINE and (kind in _HINTED or setting.marks & Mark.FIGURE))
                ):
                    if signs & _STYLED:
                        hints = hint_of(element)
                    elif not signs & _KNOWN:
                        hints = named(element.get("class"))
                    else:
                        hints = named(f"{element.get('class') or ''} {element.get('id')}")
                    if names_box and hints & _NAMED_BOX:
                        self.boxes.append((element, hints))
            if mode == _PASSED:
                if element is walked:
                    mode, owner, setting, style = _BLOCK, element, Setting(), 0
            elif kind == _BLOCK:
                if hints & Hint.HIDDEN or (dropped and element in dropped):
                    mode = _PASSED
                else:
                    if parts:
                        run.end(owner, setting)
                    if hints or mark or noisy:
                        setting = _setting(element, way, setting, hints)
                    mode, owner = _BLOCK, element
            elif kind == _BREAK:
                if parts:
                    run.line_break(owner, setting)
                mode = _PASSED
            elif kind == _IMAGE:
                if parts:
                    run.end(owner, setting)
                image = Setting(setting.marks | Mark.IMAGE, setting.hints, setting.noise)
                run.pieces.append(Piece("", element, image, is_image=True))
                mode = _PASSED
            elif hints & Hint.HIDDEN or kind == _PASSED or (dropped and element in dropped):
                mode = _PASSED
            elif kind == _BUTTON:
                if element.find(".//img") is None:
                    mode = _PASSED
                else:
                    if parts:
                        run.end(owner, setting)
                    setting = _setting(element, way, setting, hints)
                    mode, owner = _BLOCK, element
            else:
                if added_style and not (
                    tag == "a" and setting.marks & Mark.HEADING and element.get("href", "").startswith("#")
                ):
                    # A heading that links to its own place is no link.
                    style |= added_style
                mode = _INLINE
                if hints & _APART and (
                    hints & Hint.CAPTION or setting.marks & Mark.FIGURE or setting.hints & Hint.CAPTION
                ):
                    # It is something of its own: a caption, or the credit in one.
                    if parts:
                        run.end(owner, setting)
                    setting = _setting(element, way, setting, hints)
                    mode, owner = _BLOCK, element
            index = len(elements)
            elements.append(element)
            starts.append(position)
            ends.append(position)
            if signs & _DATED:
                dated(index)
            text = element.text
            if text:
                bare = text.strip()
                if bare:
                    size = len(bare)
                    position += size
                    own[index] = bare
                    if mode >= _INLINE:
                        parts.append(text)
                        if style:
                            run.style(size, style)
                elif parts and mode >= _INLINE:
                    parts.append(text)


def _wraps_blocks(anchor: HtmlElement) -> bool:
    return next(anchor.iter("p", "div", "h1"), None) is not None


def _setting(element: HtmlElement, way: _Way, setting: Setting, hints: int) -> Setting:
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
