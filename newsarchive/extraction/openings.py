"""Whether a line opens as bylines do: "By Jane Doe", "Autor: …", "21.07.2021 von …"."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.lexicon import alternatives, any_of, primary, words_in
from newsarchive.extraction.tokens import lowered

_MOMENT = re.compile(r"[\d.:/,\s|·–-]+(?:(?:uhr|h)\b)?[\s|·,–-]*", re.IGNORECASE)


def opens_with_by(text: str, languages: tuple[str, ...]) -> bool:
    text = _MOMENT.sub("", text, count=1) if text[0].isdigit() else text
    low = lowered(text)
    match = _by_words(primary(languages[0]) if languages else "en").match(low) or _by_label().match(low)
    if not match:
        return False
    rest = text[match.end() :].strip()
    return not rest or rest[0].isupper() or not rest[0].isalpha()


@lru_cache(maxsize=64)
def _by_words(language: str) -> re.Pattern[str]:
    own = {word for one in (language, "en") for word in words_in("by", one) if word != "from"}
    return re.compile(rf"\W{{0,3}}(?:{alternatives(own)})(?:\s*[:：]|(?=\s|$))")


@lru_cache(maxsize=1)
def _by_label() -> re.Pattern[str]:
    """Words of any language are a label where a colon follows."""
    return re.compile(rf"\W{{0,3}}(?:{any_of('by')})\s*[:：]")
