"""A name as printed → the name in normal capitals, and whether it can be a person's at all."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import every
from newsarchive.extraction.words.tokens import lowered
from newsarchive.text import fold_layer

_PART = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_MOST_WORDS, _LONGEST, _LONGEST_UNCASED = 6, 60, 12
_CJK = 0x2E80
_PARTICLES = frozenset((
    "de", "da", "di", "du", "la", "le", "van", "von", "der", "den", "del", "dos", "das", "e", "y", "el",
    "al", "bin", "ibn", "ten", "ter", "zu", "af", "av", "of", "d", "dal", "della",
))  # fmt: skip
_NOT_IN_NAMES = re.compile(
    r"[:;!?©®™→»›►。【】「」『』！？#@<>{}\[\]=_|\\+*]|https?|www\.|\.(?:com|net|org|vn|de|pl|html?)\b|\d{3,}",
    re.IGNORECASE,
)
_PEN_NAME = re.compile(r"[^\W\d_A-Z][\w.-]{2,24}(?:\s[^\W\d_A-Z][\w.-]*){0,2}$")
_POSSESSIVE = re.compile(r"\w[’']s\s+\w")
_SMALL_WORD = re.compile(r"[a-zà-öø-ÿ]{3,}$")
_SENTENCE = re.compile(r"[.!?…]\s+\w+\s+\w+\s+\w+")


def normal_capitals(name: str) -> str:
    """Capitals put right where a name is printed in capitals only; initials and short forms stay."""
    letters = [character for character in name if character.isalpha()]
    if len(letters) > 4 and " " in name.strip() and name.islower() and all(map(_has_case, letters)):
        return " ".join(part if part in _PARTICLES else part[:1].upper() + part[1:] for part in name.split())
    if not letters or not all(character.isupper() and _has_case(character) for character in letters):
        return name
    if len(letters) < 4 and " " not in name.strip():
        return name
    return re.sub(r"[^\s\-–]+", lambda match: _capitalised(match.group()), name)


def _has_case(character: str) -> bool:
    return character.upper() != character.lower()


def _capitalised(word: str) -> str:
    if "." in word.strip("."):
        return word
    parts = list(_PART.finditer(word))
    if not parts or len(parts[0].group()) == 1:
        return word
    return _PART.sub(lambda match: _capitalised_part(match.group()), word)


def _capitalised_part(part: str) -> str:
    """ "H'MAI" is "H'Mai", "O’REILLY" is "O’Reilly"."""
    pieces = re.split(r"(['’ʼ])", part)
    return "".join(piece[:1] + piece[1:].lower() for piece in pieces)


def could_be_pen_name(name: str) -> bool:
    """A name in small letters, as people choose them for accounts; only where a name must stand."""
    return bool(_PEN_NAME.match(name)) and could_be_person(name.title())


def could_be_person(name: str) -> bool:
    """Few words, capitals in front and at the end, nothing that stands on buttons or in sentences."""
    if not name or len(name) > _LONGEST or _NOT_IN_NAMES.search(name):
        return False
    parts = name.split()
    while len(parts) > 1 and parts[0].endswith(".") and lowered(parts[0]).strip(".") in every("title_words"):
        parts = parts[1:]
    if _SENTENCE.search(" ".join(parts)) or _POSSESSIVE.search(name):
        return False
    if not 1 <= len(parts) <= _MOST_WORDS or not any(character.isalpha() for character in name):
        return False
    low = lowered(name).strip(" .")
    if low in every("not_names", "by", "title_words", "updated", "published") or low.startswith(_labels()):
        return False
    if any(character.isdigit() for character in name) and (len(parts) > 1 or name[0].isdigit()):
        return False
    first = next(character for character in name if character.isalpha())
    if not _has_case(first):
        return ord(first) < _CJK or len(name.replace(" ", "")) <= _LONGEST_UNCASED
    if len(parts) > 1 and first.islower() and parts[0].lower() not in _PARTICLES:
        return False
    if len(parts) > 2 and _SMALL_WORD.match(parts[-1]):
        return False
    small = sum(1 for part in parts if part[0].islower() and not _is_particle(part))
    return small <= len(parts) // 3


def _is_particle(part: str) -> bool:
    """ "von", and what stands before the apostrophe of "d'Arbois"."""
    return part in _PARTICLES or (part[1:2] in ("'", "’") and part[2:3].isupper())


@lru_cache(maxsize=1)
def _labels() -> tuple[str, ...]:
    """ "More from Jane Doe" is a link's label."""
    return tuple(one + " " for one in every("not_names") if " " in one)


def same_name(one: str) -> str:
    """What two printings of a name have in common: no case, marks or punctuation."""
    return " ".join(fold_layer(one).split())
