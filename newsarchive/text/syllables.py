"""Text → how much of it is Vietnamese: the share of its accented words that are possible syllables."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:oai|oay|oeo|uay|uây|uyê|uya|uyu|uôi|ươi|ươu|iêu|yêu|oao|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|ya|"
    r"a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)"
    r"(?:ch|ng|nh|c|m|n|p|t)?"
)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: onset, nucleus, coda and at most one tone."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = sum(character in _TONES for character in apart)
    if tones > 1:
        return False
    plain = "".join(character for character in apart if character not in _TONES)
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", plain)))


def accented_words(text: str, most: int = 4000) -> list[str]:
    """Words with a letter beyond ASCII; a sample from the front of long texts."""
    found = []
    for match in _WORD.finditer(text):
        if not match.group().isascii():
            found.append(match.group())
            if len(found) == most:
                break
    return found


def vietnamese_share(text: str) -> tuple[float, int]:
    """The share of accented words that are syllables, and how many were looked at."""
    found = accented_words(text)
    if not found:
        return 0.0, 0
    return sum(map(is_syllable, found)) / len(found), len(found)
