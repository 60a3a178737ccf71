"""Texts compared as people compare them: without case, punctuation and forms of letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from newsarchive.text import nfc

_WORD = re.compile(r"\w+")
_FEW_WORDS = 3


@lru_cache(maxsize=256)
def alike_form(text: str) -> str:
    """Letters and digits only, folded in case: for comparing, never for showing."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", nfc(text))
    return " ".join(_WORD.findall(text.casefold()))


def likeness(one: str, other: str) -> float:
    """Share of common words, as both texts count them; characters where there are no blanks."""
    first, second = _counted(one), _counted(other)
    if not first[0] or not second[0]:
        return 0.0
    if first[0] == second[0]:
        return 1.0
    units = 1 if min(first[1], second[1]) > _FEW_WORDS else 2
    these, those = _units(first[0], units), _units(second[0], units)
    return 2 * len(these & those) / (len(these) + len(those))


@lru_cache(maxsize=64)
def _counted(text: str) -> tuple[str, int]:
    form = alike_form(text)
    return form, form.count(" ") + 1


@lru_cache(maxsize=64)
def _units(form: str, kind: int) -> frozenset[str]:
    """Its words, or its pairs of characters."""
    if kind == 1:
        return frozenset(form.split())
    return frozenset(form[at : at + 2] for at in range(max(1, len(form) - 1)))


@lru_cache(maxsize=128)
def squeezed(text: str) -> str:
    """The same without blanks."""
    return alike_form(text).replace(" ", "")
