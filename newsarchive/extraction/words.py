"""Word lists of many languages, kept as data, as patterns: what heads a related box, asks to subscribe, and so on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_NEVER = re.compile(r"(?!)")
_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


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
    found = sorted(phrases(group), key=len, reverse=True)
    return re.compile("|".join(map(_bounded, found)), re.IGNORECASE) if found else _NEVER


def _pattern(group: str, before: str, after: str) -> re.Pattern[str]:
    found = sorted(phrases(group), key=len, reverse=True)
    if not found:
        return _NEVER
    return re.compile(before + "|".join(map(_spelled, found)) + after, re.IGNORECASE)


def _spelled(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s+")


def _bounded(phrase: str) -> str:
    """A phrase as words of their own, in scripts that part words."""
    if _UNPARTED.match(phrase):
        return _spelled(phrase)
    return rf"(?<!\w){_spelled(phrase)}(?!\w)"
