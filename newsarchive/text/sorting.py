"""Text → keys of digits that sort as a Vietnamese dictionary does, in any database and collation.

Syllable by syllable: letters first (a ă â b c d đ e ê …), then the tone (ngang huyền hỏi ngã sắc nặng).
Every unit is two digits wide, so that comparing strings compares units.
"""

from __future__ import annotations

import unicodedata

from newsarchive.text.cleaning import nfc
from newsarchive.text.layers import exact_layer

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_UNITS = {letter: str(20 + at) for at, letter in enumerate(_LETTERS)} | {
    str(digit): str(10 + digit) for digit in range(10)
}
_TONES = {"\u0300": "02", "\u0309": "03", "\u0303": "04", "\u0301": "05", "\u0323": "06"}
_LEVEL, _OTHER_MARK = "01", "07"
_END = "00"
_OTHER_LETTER = "99"


def sort_key(text: str) -> str:
    return "".join(_syllable(syllable) for syllable in exact_layer(nfc(text)).split())


def name_sort_key(name: str, word: int = -1) -> str:
    """By one word of a name, the last unless told otherwise, then by the whole."""
    syllables = exact_layer(nfc(name)).split()
    if not syllables:
        return ""
    return _syllable(syllables[word]) + _END + "".join(_syllable(syllable) for syllable in syllables)


def _syllable(syllable: str) -> str:
    tone = _LEVEL
    units = []
    for character in syllable:
        letter, mark = _taken_apart(character)
        tone = max(tone, mark)
        units.append(_UNITS.get(letter) or f"{_OTHER_LETTER}{ord(letter):08d}")
    return "".join(units) + _END + tone


def _taken_apart(character: str) -> tuple[str, str]:
    """A letter of the alphabet and the tone that stood on it."""
    apart = unicodedata.normalize("NFD", character)
    base, marks = apart[0], apart[1:]
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), None)
    shaped = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in _TONES))
    if shaped in _UNITS:
        return shaped, tone or _LEVEL
    return (base, tone or _OTHER_MARK) if base in _UNITS else (character, _LEVEL)
