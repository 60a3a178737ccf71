"""Word lists of many languages, kept as data: what heads a related box, asks to subscribe, and so on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    text = files("newsarchive.extraction").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def phrases(group: str) -> tuple[str, ...]:
    """All phrases of a group, those of every language together, as `bare` leaves them."""
    found = {bare(one): None for language in _lists().values() for one in language.get(group, ())}
    return tuple(one for one in found if one)


def bare(text: str) -> str:
    """A text without case, the signs around it, and white space beyond single blanks."""
    return " ".join(_EDGES.sub("", text.casefold()).split())


@cache
def _set(group: str) -> frozenset[str]:
    return frozenset(phrases(group))


def is_one(text: str, group: str) -> bool:
    """Whether a text is one of the phrases, give or take punctuation around it."""
    return bare(text) in _set(group)


def begins(text: str, group: str) -> bool:
    """Whether a text begins with one of the phrases as words."""
    start = bare(text[:120])
    return start.startswith(phrases(group)) and any(
        start.startswith(one) and not _goes_on(start, len(one), one) for one in phrases(group)
    )


def holds(text: str, group: str) -> bool:
    """Whether one of the phrases stands in a text as words."""
    folded = " ".join(text.casefold().split())
    return any(one in folded and _stands(one, folded) for one in phrases(group))


def _stands(phrase: str, text: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        before = at > 0 and text[at - 1].isalnum() and not _UNPARTED.match(phrase)
        if not before and not _goes_on(text, at + len(phrase), phrase):
            return True
        at = text.find(phrase, at + 1)
    return False


def _goes_on(text: str, end: int, phrase: str) -> bool:
    """Whether the last word of a phrase is only the beginning of one in the text."""
    return end < len(text) and text[end].isalnum() and not _UNPARTED.match(phrase[-1])
