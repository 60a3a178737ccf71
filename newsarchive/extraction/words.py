"""Word lists of many languages, kept as data, as patterns: what heads a related box, asks to subscribe, and so on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_NEVER = re.compile(r"(?!)")


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    text = files("newsarchive.extraction").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def phrases(group: str) -> tuple[str, ...]:
    """All phrases of a group, those of every language together."""
    return tuple(phrase for language in _lists().values() for phrase in language.get(group, ()))


@cache
def whole(group: str) -> re.Pattern[str]:
    """A text that is one of the phrases, give or take punctuation around it."""
    return _pattern(group, r"^\W*(?:", r")\W*$")


@cache
def beginning(group: str) -> re.Pattern[str]:
    """A text that begins with one of the phrases as words."""
    return _pattern(group, r"^\W*(?:", r")(?!\w)")


@cache
def holding(group: str) -> re.Pattern[str]:
    """A text with one of the phrases in it as words."""
    return _pattern(group, r"(?<!\w)(?:", r")(?!\w)")


def _pattern(group: str, before: str, after: str) -> re.Pattern[str]:
    found = sorted(phrases(group), key=len, reverse=True)
    if not found:
        return _NEVER
    spaced = (re.escape(phrase).replace(r"\ ", r"\s+") for phrase in found)
    return re.compile(before + "|".join(spaced) + after, re.IGNORECASE)
