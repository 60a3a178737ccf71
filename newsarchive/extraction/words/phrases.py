"""Word lists of many languages, kept as data: what heads a related box, asks to subscribe, and so on."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_RUN = re.compile(r"[^\W_]+")
_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def phrases(group: str) -> tuple[str, ...]:
    """All phrases of a group, those of every language together, as `bare` leaves them."""
    found = {bare(one): None for language in _lists().values() for one in language.get(group, ())}
    return tuple(one for one in found if one)


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """A text without case, the signs around it, and white space beyond single blanks."""
    text = text.casefold()
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return " ".join(text[start:end].split())


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
    by_word, others = _by_first_word(group)
    if not by_word.keys().isdisjoint(words := _RUN.findall(folded)):
        found = {one: None for word in words for one in by_word.get(word, ())}
        if any(one in folded and _stands(one, folded) for one in found):
            return True
    return not text.isascii() and any(one in folded and _stands(one, folded) for one in others)


@cache
def _by_first_word(group: str) -> tuple[dict[str, list[str]], list[str]]:
    """Phrases by the word they begin with; and those of scripts that part no words."""
    found: dict[str, list[str]] = {}
    others = []
    for one in phrases(group):
        first = _RUN.match(one)
        if first is None or _UNPARTED.search(one):
            others.append(one)
        else:
            found.setdefault(first[0], []).append(one)
    return found, others


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
