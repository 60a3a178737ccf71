"""A page's tree → its pieces: runs of text that a reader sees as one block, and images, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from newsarchive.extraction.hints import Hint, hint_of

# What becomes of an element, by its name; all others are blocks.
_SKIPPED, _INLINE, _PLAIN, _BREAK, _IMAGE, _BUTTON = 1, 2, 3, 4, 5, 6
_WAYS: dict[str, int] = {
    **dict.fromkeys(("a", "b", "strong", "i", "time"), _PLAIN),
    "br": _BREAK,
    "img": _IMAGE,
    "button": _BUTTON,
}
for _names, _way in (
    (
        "script style noscript template svg math iframe object canvas select option input textarea",
        _SKIPPED,
    ),
    ("head link meta dialog audio video map datalist area param progress meter base", _SKIPPED),
    ("title frame frameset applet nav menu", _SKIPPED),
    ("abbr acronym bdi bdo big cite code data del dfn em font ins kbd label mark nobr o:p q rp rt", _INLINE),
    ("ruby s samp small span strike sub sup tt u var", _INLINE),
    # The parser puts what follows these void elements into them.
    ("source track wbr embed keygen", _PLAIN),
):
    _WAYS |= dict.fromkeys(_names.split(), _way)
_INLINES = (_INLINE, _PLAIN)
_DEEPEST = 220
_LINK, _BOLD, _SLANTED = 1, 2, 4
_STYLES = {"a": _LINK, "b": _BOLD, "strong": _BOLD, "i": _SLANTED, "em": _SLANTED}
_APART = Hint.CAPTION | Hint.CREDIT
_WHITE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…:;。！？।][\"'”’»)\]]*\s*$")


class Mark:
    """What kind of element a piece stands in: bits of one number."""

    NONE = 0
    HEADING = 1
    ITEM = 2
    QUOTE = 4
    CELL = 8
    FIGCAPTION = 16
    FIGURE = 32
    IMAGE = 64
    PARAGRAPH = 128
    PREFORMATTED = 256
    ADDRESS = 512


_MARKS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Mark.HEADING),
    "li": Mark.ITEM, "dd": Mark.ITEM, "dt": Mark.ITEM,
    "blockquote": Mark.QUOTE,
    "td": Mark.CELL, "th": Mark.CELL, "caption": Mark.CELL,
    "figcaption": Mark.FIGCAPTION | Mark.FIGURE,
    "figure": Mark.FIGURE,
    "p": Mark.PARAGRAPH,
    "pre": Mark.PREFORMATTED,
    "address": Mark.ADDRESS,
}  # fmt: skip


class Setting(NamedTuple):
    """What the elements around a piece hint at: the nearest first in `noise`."""

    marks: int = Mark.NONE
    hints: int = Hint.NONE
    noise: tuple[HtmlElement, ...] = ()


@dataclass(slots=True)
class Piece:
    """A run of text, or an image."""

    text: str
    element: HtmlElement
    setting: Setting
    linked: int = 0
    bold: int = 0
    slanted: int = 0

    @property
    def is_image(self) -> bool:
        return bool(self.setting.marks & Mark.IMAGE)

    @property
    def link_share(self) -> float:
        return self.linked / len(self.text) if self.text else 0.0


def seen(text: str) -> str:
    """Text with its source's white space collapsed; no-break spaces stay as printed."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _WHITE.sub(" ", text)
    return text.strip()


class Walk:
    """One pass over a tree. The text since the last block ended is gathered in `_parts`."""

    def __init__(self, dropped: frozenset[HtmlElement] = frozenset()) -> None:
        self.pieces: list[Piece] = []
        self._dropped = dropped
        self._parts: list[str] = []
        self._linked = self._bold = self._slanted = 0

    def over(self, root: HtmlElement) -> list[Piece]:
        setting = Setting()
        self._children(root, root, setting, 0, 0)
        self._end(root, setting)
        return self.pieces

    def _children(
        self, element: HtmlElement, owner: HtmlElement, setting: Setting, style: int, depth: int
    ) -> None:
        """`style` has bits for link, bold and slanted text around."""
        if text := element.text:
            self._text(text, style)
        for child in element:
            tag = child.tag
            way = _WAYS.get(tag) if isinstance(tag, str) else _SKIPPED
            if way is None:
                self._block(child, tag, owner, setting, style, depth)
            elif way in _INLINES:
                self._inline(child, tag, way, owner, setting, style, depth)
            elif way == _BREAK:
                self._line_break(owner, setting)
            elif way == _IMAGE:
                self._image(child, owner, setting)
            elif way == _BUTTON and child.find(".//img") is not None:
                self._block(child, tag, owner, setting, style, depth)
            if tail := child.tail:
                self._text(tail, style)

    def _text(self, text: str, style: int) -> None:
        self._parts.append(text)
        if style:
            size = len(text.strip())
            if style & _LINK:
                self._linked += size
            if style & _BOLD:
                self._bold += size
            if style & _SLANTED:
                self._slanted += size

    def _inline(
        self,
        element: HtmlElement,
        tag: str,
        way: int,
        owner: HtmlElement,
        setting: Setting,
        style: int,
        depth: int,
    ) -> None:
        if self._dropped and element in self._dropped:
            return
        if tag != "a" or not (setting.marks & Mark.HEADING and element.get("href", "").startswith("#")):
            # A heading that links to its own place is no link.
            style |= _STYLES.get(tag, 0)
        hints = hint_of(element) if way == _INLINE or setting.marks & Mark.FIGURE else Hint.NONE
        if hints & Hint.HIDDEN:
            return
        if hints & _APART and self._stands_apart(setting, hints):
            self._end(owner, setting)
            inner = self._setting(element, tag, setting, hints)
            self._children(element, element, inner, style, depth + 1)
            self._end(element, inner)
        else:
            self._children(element, owner, setting, style, depth + 1)

    @staticmethod
    def _stands_apart(setting: Setting, hints: int) -> bool:
        """Whether an inline element is something of its own: a caption, or the credit in one."""
        in_figure = setting.marks & Mark.FIGURE or setting.hints & Hint.CAPTION
        return bool(hints & Hint.CAPTION or in_figure)

    def _block(
        self, element: HtmlElement, tag: str, owner: HtmlElement, setting: Setting, style: int, depth: int
    ) -> None:
        hints = hint_of(element)
        if hints & Hint.HIDDEN or (self._dropped and element in self._dropped):
            return
        if self._parts:
            self._end(owner, setting)
        inner = self._setting(element, tag, setting, hints)
        if depth > _DEEPEST:
            self._text(str(element.text_content()), style)
        else:
            self._children(element, element, inner, style, depth + 1)
        if self._parts:
            self._end(element, inner)

    @staticmethod
    def _setting(element: HtmlElement, tag: str, setting: Setting, hints: int) -> Setting:
        mark = _MARKS.get(tag, Mark.NONE)
        noisy = hints & Hint.NOISE or tag in ("aside", "footer")
        if not mark and not hints and not noisy:
            return setting
        marks, around, noise = setting
        # The side a text stands on belongs to its own block; all else is inherited.
        if hints & (Hint.CENTRED | Hint.RIGHT):
            around &= ~(Hint.CENTRED | Hint.RIGHT)
        if noisy and not (mark | marks) & Mark.FIGURE:
            noise = (element, *noise)
        return Setting(marks | mark, around | hints, noise)

    def _line_break(self, owner: HtmlElement, setting: Setting) -> None:
        """A paragraph ends at a line break if it ends a sentence, or where the break is doubled."""
        parts = self._parts
        so_far = parts[-1] if parts else ""
        if so_far == "\n" or _SENTENCE_END.search(so_far) or (not so_far.strip() and "\n" in parts):
            self._end(owner, setting)
        elif parts:
            parts.append("\n")

    def _image(self, element: HtmlElement, owner: HtmlElement, setting: Setting) -> None:
        self._end(owner, setting)
        marks = Setting(setting.marks | Mark.IMAGE, setting.hints, setting.noise)
        self.pieces.append(Piece("", element, marks))

    def _end(self, owner: HtmlElement, setting: Setting) -> None:
        if not self._parts:
            return
        text = seen("".join(self._parts))
        if text:
            self.pieces.append(Piece(text, owner, setting, self._linked, self._bold, self._slanted))
        self._parts = []
        self._linked = self._bold = self._slanted = 0
