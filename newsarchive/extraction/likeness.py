"""Texts compared as people compare them: without case, punctuation and forms of letters."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_FEW_WORDS = 3


def alike_form(text: str) -> str:
    """Letters and digits only, folded in case: for comparing, never for showing."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def likeness(one: str, other: str) -> float:
    """Share of common words, as both texts count them; characters where there are no blanks."""
    words = min(len(alike_form(text).split()) for text in (one, other)) > _FEW_WORDS
    first, second = _units(one, words), _units(other, words)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _units(text: str, words: bool) -> set[str]:
    folded = alike_form(text)
    return set(folded.split()) if words else {folded[at : at + 2] for at in range(max(1, len(folded) - 1))}


def squeezed(text: str) -> str:
    """The same without blanks."""
    return alike_form(text).replace(" ", "")
