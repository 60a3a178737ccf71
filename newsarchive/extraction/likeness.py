"""Texts compared as people compare them: without case, punctuation and forms of letters."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")


def alike_form(text: str) -> str:
    """Letters and digits only, folded in case: for comparing, never for showing."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def likeness(one: str, other: str) -> float:
    """Share of common words, as both texts count them; characters where there are no blanks."""
    first, second = _units(one), _units(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _units(text: str) -> set[str]:
    folded = alike_form(text)
    words = set(folded.split())
    return words if len(words) > 3 else {folded[at : at + 2] for at in range(max(1, len(folded) - 1))}


def squeezed(text: str) -> str:
    """The same without blanks."""
    return alike_form(text).replace(" ", "")
