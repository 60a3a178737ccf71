"""A page's tree into its pieces: runs of text a reader sees as one block, in reading order, with images between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newsarchive.extraction.hints import Hint, hint_of

_SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed canvas select option input textarea head link meta"
    " dialog audio video map datalist area param source track progress meter base title frame frameset applet".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p q rp rt ruby s samp small"
    " span strike strong sub sup time tt u var wbr".split()
)
_NOISY = frozenset(("nav", "footer", "aside", "menu"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DEEPEST = 220
_STYLES = {"a": 1, "b": 2, "strong": 2, "i": 4, "em": 4}
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
    **dict.fromkeys(_HEADINGS, Mark.HEADING),
    "li": Mark.ITEM, "dd": Mark.ITEM, "dt": Mark.ITEM,
    "blockquote": Mark.QUOTE,
    "td": Mark.CELL, "th": Mark.CELL, "caption": Mark.CELL,
    "figcaption": Mark.FIGCAPTION | Mark.FIGURE,
    "figure": Mark.FIGURE,
    "p": Mark.PARAGRAPH,
    "pre": Mark.PREFORMATTED,
    "address": Mark.ADDRESS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """What the elements around a piece hint at: the nearest first in `noise`."""

    marks: int = Mark.NONE
    hints: int = Hint.NONE
    noise: tuple[HtmlElement, ...] = ()


@dataclass(slots=True)
class Piece:
    """A run of text, or an image (then `text` is its address, empty where none is given)."""

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


@dataclass(slots=True)
class _Run:
    """The text gathered since the last block ended."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    slanted: int = 0


def seen(text: str) -> str:
    """Text with its source's white space collapsed; no-break spaces stay as printed."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _WHITE.sub(" ", text)
    return text.strip()


class Walk:
    """One pass over a tree."""

    def __init__(self, dropped: frozenset[HtmlElement] = frozenset()) -> None:
        self.pieces: list[Piece] = []
        self._dropped = dropped
        self._run = _Run()

    def over(self, root: HtmlElement) -> list[Piece]:
        setting = Setting()
        self._children(root, root, setting, 0, 0)
        self._end(root, setting)
        return self.pieces

    def _children(
        self, element: HtmlElement, owner: HtmlElement, setting: Setting, style: int, depth: int
    ) -> None:
        """`style` has bits for link, bold and slanted text around."""
        if element.text:
            self._text(element.text, style)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                self._inline(child, owner, setting, style, depth)
            elif tag == "br":
                self._line_break(owner, setting)
            elif tag == "img":
                self._image(child, owner, setting)
            elif tag not in _SKIPPED and isinstance(tag, str) and child not in self._dropped:
                if tag != "button" or child.find(".//img") is not None:
                    self._block(child, owner, setting, style, depth)
            if child.tail:
                self._text(child.tail, style)

    def _text(self, text: str, style: int) -> None:
        run = self._run
        run.parts.append(text)
        if style:
            size = len(text.strip())
            if style & 1:
                run.linked += size
            if style & 2:
                run.bold += size
            if style & 4:
                run.slanted += size

    def _inline(
        self, element: HtmlElement, owner: HtmlElement, setting: Setting, style: int, depth: int
    ) -> None:
        hints = hint_of(element)
        if hints & Hint.HIDDEN or element in self._dropped:
            return
        style |= _STYLES.get(str(element.tag), 0)
        if hints & _APART and self._stands_apart(setting, hints):
            self._end(owner, setting)
            inner = self._setting(element, setting, hints)
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
        self, element: HtmlElement, owner: HtmlElement, setting: Setting, style: int, depth: int
    ) -> None:
        hints = hint_of(element)
        if hints & Hint.HIDDEN:
            return
        self._end(owner, setting)
        inner = self._setting(element, setting, hints)
        if depth > _DEEPEST:
            self._text(str(element.text_content()), style)
        else:
            self._children(element, element, inner, style, depth + 1)
        self._end(element, inner)

    def _setting(self, element: HtmlElement, setting: Setting, hints: int) -> Setting:
        tag = str(element.tag)
        mark = _MARKS.get(tag, Mark.NONE)
        in_figure = (mark | setting.marks) & Mark.FIGURE
        noisy = (hints & Hint.NOISE or tag in _NOISY) and not in_figure
        if not mark and not hints and not noisy:
            return setting
        # The side a text stands on belongs to its own block; all else is inherited.
        around = (
            setting.hints & ~(Hint.CENTRED | Hint.RIGHT)
            if hints & (Hint.CENTRED | Hint.RIGHT)
            else setting.hints
        )
        noise = (element, *setting.noise) if noisy else setting.noise
        return Setting(setting.marks | mark, around | hints, noise)

    def _line_break(self, owner: HtmlElement, setting: Setting) -> None:
        """A paragraph ends at a line break if it ends a sentence, or where the break is doubled."""
        parts = self._run.parts
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
        run = self._run
        if not run.parts:
            return
        self._run = _Run()
        text = seen("".join(run.parts))
        if text:
            self.pieces.append(Piece(text, owner, setting, run.linked, run.bold, run.slanted))
