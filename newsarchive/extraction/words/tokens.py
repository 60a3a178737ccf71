"""Text → the same text with the names of months and weekdays put as one private character each.

Filler keeps every position: what stands at [i:j] of one stands at [i:j] of the other. Months are U+E001 to
U+E00C, weekdays U+E011 (Monday) to U+E017, filler U+E020.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import known, numbered, numbered_in

MONTH = "(?P<month>[\ue001-\ue00c])\ue020*"
WEEKDAY = "(?P<weekday>[\ue011-\ue017])\ue020*"
_FILLER = "\ue020"
_WORD = re.compile(r"[^\W\d_]+")
_MONTH_BASE, _WEEKDAY_BASE = 0xE000, 0xE010
_SHORT = 2


def lowered(text: str) -> str:
    """Lower case of the same length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


@lru_cache(maxsize=512)
def tokenised(text: str, languages: tuple[str, ...] = ()) -> str:
    """The given languages' names are taken before those of all others."""
    text = lowered(text).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    words = _WORD.findall(text)
    if _in_names(known(languages)[:1]).isdisjoint(words):
        return text
    for base, name in ((_MONTH_BASE, "months"), (_WEEKDAY_BASE, "weekdays")):
        text = _phrases_put(text, base, name, languages)
    return _WORD.sub(lambda match: _word(match, languages), text)


@lru_cache(maxsize=64)
def _in_names(languages: tuple[str, ...]) -> frozenset[str]:
    """The first word of every name: a text without any of them names no month and no weekday."""
    if languages:
        return _in_names(()) | {*numbered("months", languages), *_own_weekdays(languages)}
    names = [*numbered("months"), *(one for one in numbered("weekdays") if len(one) > _SHORT)]
    return frozenset(match[0] for match in map(_WORD.search, names) if match)


def _word(match: re.Match[str], languages: tuple[str, ...]) -> str:
    word = match.group()
    month = numbered("months", languages).get(word)
    if month:
        return _put(_MONTH_BASE + month, word)
    if match.start() and match.string[match.start() - 1].isdigit():
        return word
    # Two letters are a weekday only in the page's own language: too many small words look like one.
    names = numbered("weekdays", languages) if len(word) > _SHORT else _own_weekdays(languages)
    weekday = names.get(word)
    return _put(_WEEKDAY_BASE + weekday, word) if weekday else word


def _own_weekdays(languages: tuple[str, ...]) -> dict[str, int]:
    return numbered_in("weekdays", languages[0]) if languages else {}


def _phrases_put(text: str, base: int, name: str, languages: tuple[str, ...]) -> str:
    places = numbered(name, languages)
    phrases = _phrases(name)
    if phrases is None:
        return text
    return phrases.sub(lambda match: _put(base + places[match.group()], match.group()), text)


def _put(code: int, word: str) -> str:
    return chr(code) + _FILLER * (len(word) - 1)


@lru_cache(maxsize=64)
def _phrases(name: str) -> re.Pattern[str] | None:
    """Names of several words or with digits ("tháng mười hai", "thứ 4"), the longest first."""
    found = [word for word in numbered(name) if not _WORD.fullmatch(word)]
    if not found:
        return None
    found.sort(key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, found)) + r")(?!\w)")
