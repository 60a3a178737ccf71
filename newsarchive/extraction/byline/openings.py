"""Whether a line opens as bylines do: "By Jane Doe", "Autor: …", "21.07.2021 von …"."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import alternatives, any_of, primary, words_in
from newsarchive.extraction.words.tokens import lowered

_MOMENT = re.compile(r"[\d.:/,\s|·–-]+(?:(?:uhr|h)\b)?[\s|·,–-]*", re.IGNORECASE)
_COLON = re.compile("[:：]")
_LONGEST_LABEL = 60


def opens_with_by(text: str, languages: tuple[str, ...]) -> bool:
    """Whether it begins with a word that announces authors, with a colon or a name behind it."""
    text = _MOMENT.sub("", text, count=1) if text[0].isdigit() else text
    low = lowered(text[: _LONGEST_LABEL * 2])
    match = _by_words(_first(languages)).match(low)
    if not match and _COLON.search(low, 0, _LONGEST_LABEL):
        match = _labels_of_authors().match(low)
    if not match:
        return False
    rest = text[match.end() :].strip()
    return not rest or not rest[0].islower()


def opens_with_label(text: str, languages: tuple[str, ...]) -> bool:
    """Whether it begins with a label for those who made a story or its photos, or for its source."""
    low = lowered(text)
    if _COLON.search(low, 0, _LONGEST_LABEL) and _labels().match(low):
        return True
    return bool(_sources(_first(languages)).match(low))


def _first(languages: tuple[str, ...]) -> str:
    return primary(languages[0]) if languages else "en"


@lru_cache(maxsize=64)
def _by_words(language: str) -> re.Pattern[str]:
    own = {word for one in (language, "en") for word in words_in("by", one) if word != "from"}
    return re.compile(rf"\W{{0,3}}(?:{alternatives(own)})(?:\s*[:：]|(?=\s|$))")


@lru_cache(maxsize=1)
def _labels_of_authors() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}(?:{any_of('by')})\s*[:：]")


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    one = any_of("writing", "by", "source", "photo")
    return re.compile(rf"\W{{0,2}}(?:{one})(?:\s*(?:,|/|&|-|và|and|und|i|et)\s*(?:{one}))*\s*[:：]")


@lru_cache(maxsize=64)
def _sources(language: str) -> re.Pattern[str]:
    return re.compile(rf"\W{{0,2}}(?:{alternatives(words_in('source', language))})\s")
