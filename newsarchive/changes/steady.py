"""Text beside a story → the same without what changes by itself: counters, and times told by distance."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import alternatives, every, units, words
from newsarchive.text import nfc

_LONGEST = 120
"""A line of counters is short; a longer text is the story's own."""
_NUMBER = r"\d(?:[\d.,]*\d)?\s*(?:[km]|tr|nghìn)?"
_PARTS = r"[\s|·•,;:/()\[\]–—-]+"
_ENDS = re.compile(rf"^{_PARTS}|{_PARTS}$")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def steady(text: str) -> str:
    """Without "1.234 lượt xem", "5 phút trước" and the like; unchanged where nothing of the kind stands."""
    text = nfc(text)
    left, found = _moving().subn(" ", text)
    if not found:
        return text
    left = _ENDS.sub("", _EMPTY.sub(" ", left))
    return re.sub(r"\s*([|·•/])(?:\s*[|·•/])+\s*|\s*([-–—])(?:\s+[-–—])+\s*", r" \1\2 ", left).strip()


def moves(paragraph: str) -> bool:
    """Whether a line is nothing but counters and distances in time."""
    if len(paragraph) > _LONGEST or not any(char.isdigit() for char in paragraph):
        return False
    return _all_moving().fullmatch(nfc(paragraph)) is not None


def by_distance(printed: str) -> bool:
    """Whether a date was told by its distance from the visit ("2 ngày trước", "hôm qua"): a day told so can
    seem to shift between two visits."""
    if _YEAR.search(printed):
        return False
    return bool(_ago().search(printed) or _said().search(printed))


@lru_cache(maxsize=1)
def _moving() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_moving_text()})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _all_moving() -> re.Pattern[str]:
    return re.compile(rf"\W*+(?:(?:{_moving_text()})\W*+)+", re.IGNORECASE)


def _moving_text() -> str:
    counted = alternatives(every("counters"))
    return (
        rf"(?:{counted})\s*[:：]?\s*[(\[]?\s*{_NUMBER}(?!\w)[)\]]?|{_NUMBER}\s*(?:{counted})(?!\w)"
        rf"|(?:{_ago_text()})(?!\w)|(?:{alternatives(every('just_now'))})(?!\w)"
    )


@lru_cache(maxsize=1)
def _ago() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_ago_text()})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _said() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(every('just_now', 'today', 'yesterday'))})(?!\w)", re.IGNORECASE
    )


def _ago_text() -> str:
    spans = alternatives(name for names in units().values() for name in names)
    found = []
    for template in words("ago"):
        escaped = re.escape(template).replace(r"\{n\}", r"\d{1,3}").replace(r"\ ", r"\s?")
        found.append(escaped.replace(r"\{unit\}", f"(?:{spans})"))
    return "|".join(found) or r"(?!)"
