"""Text as it is met → pieces: one ends where a block begins or ends, or at a line break behind a sentence."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newsarchive.extraction.page.walk import Piece, Setting, seen
from newsarchive.extraction.page.ways import BOLD, LINK, SLANTED

_SENTENCE_END = re.compile(r"[.!?…:;。！？।][\"'”’»)\]]*\s*$")


class Run:
    """The text since the last piece ended, and the pieces so far."""

    __slots__ = ("bold", "linked", "parts", "pieces", "slanted")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.parts: list[str] = []
        self.linked = self.bold = self.slanted = 0

    def style(self, size: int, style: int) -> None:
        """So many characters of it are linked, bold or slanted."""
        if style & LINK:
            self.linked += size
        if style & BOLD:
            self.bold += size
        if style & SLANTED:
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
