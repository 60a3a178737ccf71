"""Stored text → what a terminal may show: no control character of a page ever reaches it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

PAGE = 100
UNBOUND = 1000
# Marks that turn the direction of what follows can make one line read as another.
_TURNING = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_UNSEEN = {
    **{code: 0x2400 + code for code in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), 0x2028, 0x2029, *_TURNING], 0xFFFD),
}
_UNSEEN_BUT_NEWLINE = {code: seen for code, seen in _UNSEEN.items() if code != 0x0A}


def harmless(text: str, *, lines: bool = False) -> str:
    """The same text, character for character, with controls and direction marks shown as signs.

    `lines` lets line feeds be line feeds.
    """
    shown = text.translate(_UNSEEN_BUT_NEWLINE if lines else _UNSEEN)
    if any(unicodedata.category(char) == "Cs" for char in shown if char > "\ud7ff"):
        return "".join("\ufffd" if unicodedata.category(char) == "Cs" else char for char in shown)
    return shown


def out(*, wide: bool = False) -> Console:
    """Where results go: a page's width at most, or for `wide` tables what the screen has.

    Piped output is not coloured, its texts are not wrapped, its wide tables not squeezed.
    """
    if not sys.stdout.isatty():
        return Console(highlight=False, soft_wrap=True, width=UNBOUND if wide else PAGE)
    console = Console(highlight=False)
    if not wide:
        console.width = min(console.width, PAGE)
    return console


def indented(console: Console, text: Text, by: int) -> None:
    """Print with a margin, which follows the text on to its next lines."""
    if console.soft_wrap:
        console.print(Text(" " * by).append_text(text))
    else:
        console.print(Padding.indent(text, by))


def hanging(console: Console, text: Text, by: int) -> None:
    """Print with all lines but the first set in, as a list's are."""
    if console.soft_wrap:
        console.print(text)
        return
    first, *rest = text.wrap(console, max(console.width - by, 1))
    console.print(first)
    for line in rest:
        console.print(Padding.indent(line, by))


def marked(text: str, spans: Iterable[tuple[int, int]], *, plain: bool) -> Text:
    """Text with its hits standing out: by colour, or by brackets where there is no colour."""
    shown = harmless(text)
    result = Text()
    at = 0
    for start, end in spans:
        result.append(shown[at:start])
        hit = shown[start:end]
        result.append(f"[{hit}]" if plain else hit, style="bold yellow")
        at = end
    result.append(shown[at:])
    return result
