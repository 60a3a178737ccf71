"""A paragraph's first letter, set large in an element of its own → the word that it begins."""

from __future__ import annotations

import re

from newsarchive.extraction.page.walk import Piece

# Letters that are a word in some language stay apart: nothing tells which "A" belongs to what follows.
_NO_WORDS = frozenset("BCDFGHJLMNPQRTXÇĐÑГДЗЛМНПРТФХЦЧШЩ")
_LARGE = re.compile(r"drop|initial|lettrine|capitular|first-?letter|float", re.IGNORECASE)
_INLINE = ("span", "b", "strong", "big", "font", "em", "i")


def mend_drop_cap(piece: Piece) -> None:
    """ "N ow the mill" is "Now the mill" where the letter is dressed as one that begins a paragraph."""
    text = piece.text
    if text[1:2] != " " or text[0] not in _NO_WORDS or not text[2:3].islower():
        return
    for inner in piece.element.iter(*_INLINE):
        if (inner.text or "").strip() == text[0]:
            if _LARGE.search(f"{inner.get('class') or ''} {inner.get('style') or ''}"):
                piece.text = text[0] + text[2:]
            return
