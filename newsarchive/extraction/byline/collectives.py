"""Names that are no person's: agencies, desks, staff, the paper itself."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import every
from newsarchive.extraction.words.tokens import lowered

_LONGEST, _MOST_WORDS = 60, 8
_NEVER = re.compile(r"[<>{}\[\]=_\\!?;]|https?:|www\.|@|\d{3,}|\.\s+\w+\s+\w+\s+\w+")


def is_collective(name: str) -> bool:
    """Whether the words alone tell it: "dpa", "Staff", "News Desk", "Die Redaktion"."""
    low = lowered(name).strip(" .")
    if low in every("agencies") or low in every("collective"):
        return True
    return bool(_desks().search(low)) or is_paper(name)


def is_paper(name: str) -> bool:
    """Whether it begins as the names of papers do in languages that put the kind in front: "Báo …"."""
    return lowered(name).startswith(_paper_words())


@lru_cache(maxsize=1)
def _paper_words() -> tuple[str, ...]:
    return tuple(one + " " for one in every("papers"))


@lru_cache(maxsize=1)
def _desks() -> re.Pattern[str]:
    """ "Redaktion Sport" and "Evening Star Staff" are desks, whatever else they are called."""
    desks = [re.escape(one) for one in every("desks")]
    glued = [one for one in desks if not one.isascii() and ord(one[0]) > 0x2E00]
    either = "|".join(sorted(desks, key=len, reverse=True)) or r"(?!)"
    behind = "|".join(glued) or r"(?!)"
    return re.compile(rf"(?:^|[\s-])(?:{either})(?:\s|$)|(?:{behind})$")


def could_be_collective(name: str) -> bool:
    """Few words that are neither an address nor a sentence nor a button's label."""
    if not name or len(name) > _LONGEST or _NEVER.search(name) or not any(map(str.isalpha, name)):
        return False
    low = lowered(name).strip(" .:")
    return len(name.split()) <= _MOST_WORDS and low not in every("not_names")
