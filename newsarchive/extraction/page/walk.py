"""Pieces of a page: runs of text that a reader sees as one block, and images, with what lies around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from newsarchive.extraction.page.hints import Hint

_WHITE = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")


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


class Setting(NamedTuple):
    """What the elements around a piece hint at: the nearest first in `noise`."""

    marks: int = Mark.NONE
    hints: int = Hint.NONE
    noise: tuple[HtmlElement, ...] = ()


@dataclass(slots=True)
class Piece:
    """A run of text, or an image. `linked`, `bold` and `slanted` count characters, `link_share` is the part
    of the text that is linked; `worth`, once known, how much it looks like a paragraph of prose."""

    text: str
    element: HtmlElement
    setting: Setting
    linked: int = 0
    bold: int = 0
    slanted: int = 0
    link_share: float = 0.0
    is_image: bool = False
    worth: float | None = None


def seen(text: str) -> str:
    """Text with its source's white space collapsed; no-break spaces stay as printed."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _WHITE.sub(" ", text)
    return text.strip()
