"""Whether a line opens as bylines do: "By Jane Doe", "Autor: …", "21.07.2021 von …"."""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.lexicon import words, words_in
from newsarchive.extraction.tokens import lowered

_MOMENT = re.compile(r"[\d.:/,\s|·–-]+(?:(?:uhr|h)\b)?[\s|·,–-]*", re.IGNORECASE)


def opens_with_by(text: str, languages: tuple[str, ...]) -> bool:
    text = _MOMENT.sub("", text, count=1) if text[0].isdigit() else text
    match = _by_words(languages[:1]).match(lowered(text))
    if not match:
        return False
    rest = text[match.end() :].strip()
    return not rest or rest[0].isupper() or not rest[0].isalpha()


@lru_cache(maxsize=64)
def _by_words(languages: tuple[str, ...]) -> re.Pattern[str]:
    own = {word for one in (*languages, "en") for word in words_in("by", one) if word != "from"}
    loose = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
    strict = "|".join(map(re.escape, sorted(words("by", languages), key=len, reverse=True)))
    return re.compile(rf"\W{{0,3}}(?:(?:{loose})(?:\s*[:：]|(?=\s|$))|(?:{strict})\s*[:：])")
