"""Text → its two search layers, each exactly as long as the text.

`exact` keeps diacritics but levels case, punctuation and tone placement (hoà = hòa);
`fold` drops diacritics too (đ = d). A hit at [i:j] in a layer is a hit at [i:j] in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from newsarchive.text.cleaning import nfc

_OPEN_NUCLEI = {"oa": "òa óa ỏa õa ọa", "oe": "òe óe ỏe õe ọe", "uy": "ùy úy ủy ũy ụy"}
_TONE_MARKS = "\u0300\u0301\u0309\u0303\u0323"
_STANDALONE_LETTERS = {
    "đ": "d", "ð": "d", "ɖ": "d", "ł": "l", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "ß": "s", "æ": "a",
    "œ": "o", "ƀ": "b", "ŋ": "n",
}  # fmt: skip


class _Table(dict[int, str]):
    """A translation table that works a character out when it first meets it."""

    def __init__(self, character: Callable[[str], str]) -> None:
        super().__init__()
        self._character = character

    def __missing__(self, code: int) -> str:
        found = self._character(chr(code))
        self[code] = found
        return found


def _placements() -> dict[str, str]:
    """New-style spelling → old-style, for the three nuclei where the two differ."""
    found = {}
    for nucleus, old_forms in _OPEN_NUCLEI.items():
        for mark, old in zip(_TONE_MARKS, old_forms.split(), strict=True):
            found[nfc(nucleus + mark)] = old
    return found


_PLACEMENTS = _placements()
_PLACED = re.compile(f"(?<!q)(?:{'|'.join(_PLACEMENTS)})(?![^\\W\\d_])")


def _searchable(character: str) -> str:
    """Lower case where that is one character; a space for all that is no letter or digit."""
    category = unicodedata.category(character)
    if category[0] != "L" and category != "Nd":
        return " "
    if character in "ÐƉ":
        return "đ"
    lower = character.lower()
    return lower if len(lower) == 1 else character


def _folded(character: str) -> str:
    """The letter without its marks, in scripts that only decorate letters with them."""
    if not (character < "\u0600" or "\u1e00" <= character < "\u2000"):
        return character
    plain = unicodedata.normalize("NFD", character)[0].lower()[0]
    return _STANDALONE_LETTERS.get(plain, plain)


_EXACT = _Table(_searchable)
_FOLD = _Table(_folded)


def exact_layer(text: str) -> str:
    lowered = text.translate(_EXACT)
    return _PLACED.sub(lambda match: _PLACEMENTS[match.group()], lowered)


def fold_layer(text: str) -> str:
    return exact_layer(text).translate(_FOLD)


def words(layer: str) -> list[str]:
    """The tokens of a layer, the same on every database."""
    return layer.split()


def has_diacritics(text: str) -> bool:
    exact = exact_layer(nfc(text))
    return exact.translate(_FOLD) != exact
