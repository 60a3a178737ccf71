"""A caption as printed → its words, and whose the photo is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from newsarchive.extraction.words.lexicon import words
from newsarchive.extraction.words.tokens import lowered
from newsarchive.text import clean

_LONGEST_CREDIT = 120
_SIGN = re.compile(r"(?:©|\(c\)|（[CcＣｃ]）|ⓒ|Ⓒ)\s*(?=\S)")
_TRAILING_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]{2,80})[)\]][\s.]*$")
_SENTENCE_END = re.compile(r"[.!?…。！？।][\"'”’»)\]]*$")
_LAST_SENTENCE = re.compile(
    r"(?<=[\w)\"'”’»][.!?…।]|[.!?…।][\"'”’»)])\s+(?=[^.!?…]+$)|(?<=[。！？])(?=[^。！？]+$)"
)
_BETWEEN_NAMES = re.compile(r"[^\W\d_]{2,}\.?\s?[/|]\s?[^\W\d_]{2,}")
_LONGEST_BARE = 80
_MOST_WORDS = 10
_SHORTEST_SAID = 20
_EDGE = " \t\u00a0-–—|•·*,;/"
_OPENERS = '([{"“（【['


def split(text: str, languages: tuple[str, ...] = ()) -> tuple[str, str | None]:
    """("Mùa gặt.", "Lê Nam") of "Mùa gặt. Ảnh: Lê Nam"; None where no credit is printed."""
    text = clean(text)
    at = _credit_at(text, languages)
    if at is None:
        return text, None
    start, credit_start = at
    credit = _credit(text[credit_start:])
    credit = credit.removesuffix(next((one for one in words("photographed") if credit.endswith(one)), ""))
    if not credit:
        return text, None
    return text[:start].rstrip(_EDGE + _OPENERS).strip(), credit


def parted(parts: Sequence[str], said: Sequence[str] = ()) -> tuple[str, str | None]:
    """The same of a caption printed in parts, where the last may be a credit without a label.

    `said` is what the image or the page's metadata says in words: what goes beyond it is a credit."""
    printed = clean(" ".join(parts))
    text, credit = split(printed)
    if credit or not text:
        return text, credit
    if len(parts) > 1:
        before, last = clean(" ".join(parts[:-1])), clean(parts[-1])
        if _is_bare(last) and (_names_agency(last) or (_SENTENCE_END.search(before) and _is_name(last))):
            return before.rstrip(_EDGE), _credit(last.lstrip(_OPENERS))
    for one in said:
        rest = printed[len(one) :] if len(one) >= _SHORTEST_SAID and printed.startswith(one) else ""
        if rest[:1] in (" ", "(") and _is_bare(rest.strip()):
            return one.strip(), _credit(rest.strip().lstrip(_OPENERS))
    return _without_tail(printed)


def is_credited(text: str) -> bool:
    """Whether a credit is printed at its end, with a label or without."""
    return split(text)[1] is not None or _without_tail(text)[1] is not None


def _without_tail(text: str) -> tuple[str, str | None]:
    """Agencies are known by name, also where nothing but the end of the sentence stands before them."""
    bracketed = _TRAILING_PARENTHESES.search(text)
    if bracketed and bracketed.start() and _names_agency(bracketed[1]):
        return text[: bracketed.start()], bracketed[1].strip()
    end = _LAST_SENTENCE.search(text)
    if end is None:
        return text, None
    rest = text[end.end() :]
    if _is_bare(rest) and (
        _names_agency(rest) or _is_set_off(rest) or (_BETWEEN_NAMES.search(rest) and _is_name(rest))
    ):
        return text[: end.start()], _credit(rest)
    return text, None


def _is_set_off(rest: str) -> bool:
    """ "/ Jane Doe" behind the end of the sentence."""
    return rest[0] in "/|" and _is_name(rest)


def _is_bare(rest: str) -> bool:
    """Short enough for a name, and no sentence."""
    return (
        1 < len(rest) <= _LONGEST_BARE and len(rest.split()) <= _MOST_WORDS and not _SENTENCE_END.search(rest)
    )


def _is_name(rest: str) -> bool:
    """All words of some length begin with a capital, as they do in names alone."""
    long = [word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)


def _names_agency(rest: str) -> bool:
    return bool(_agencies().search(lowered(rest)))


@lru_cache(maxsize=1)
def _agencies() -> re.Pattern[str]:
    found = {*words("agencies"), *words("photo_agencies")}
    one = "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{one})(?![\w-])")


def _credit(rest: str) -> str:
    """Whose the photo is: without the parenthesis that the credit stood in, and with those of its own."""
    credit = rest.strip().strip(_EDGE).strip()
    while credit and credit[-1] in ")]）." and not _closes_its_own(credit):
        credit = credit[:-1].strip()
    return credit.strip(_EDGE + '“”"').strip()


def _closes_its_own(credit: str) -> bool:
    if credit[-1] == ".":
        return bool(re.search(r"(?:^|[\s.])\w{1,2}\.$", credit))
    opener = {")": "(", "]": "[", "）": "（"}[credit[-1]]
    return credit.count(opener) >= credit.count(credit[-1])


def _credit_at(text: str, languages: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the caption ends and where the name of the credit begins."""
    found: list[tuple[int, int]] = []
    low = lowered(text)
    made = _made_by(languages).search(text)
    if made:
        found.append((made.start(), made.start(1)))
    by = _by_without_colon(languages).search(low)
    end = by.start() if by else len(text)
    for match in _labels(languages).finditer(low):
        if len(text) - match.end() <= _LONGEST_CREDIT and not _runs_on(text[match.end() : end]):
            found.append(match.span())
    sign = next((match for match in _SIGN.finditer(text) if len(text) - match.end() <= _LONGEST_CREDIT), None)
    if sign:
        found.append(sign.span())
    if found:
        return min(found)
    if by:
        return by.span()
    label = _label_and_name().search(low)
    return label.span() if label and _is_name(text[label.end() :]) else None


def _runs_on(rest: str) -> bool:
    """Whether the caption goes on behind what looked like its credit."""
    return bool(re.search(r"[.!?]\s+\S+\s+\S+\s+\S+\s+\S+", rest))


@lru_cache(maxsize=64)
def _labels(languages: tuple[str, ...]) -> re.Pattern[str]:
    """A label and a colon. The word before must have ended: "cảnh:" holds no "ảnh:"."""
    found = [
        *words("photo", languages),
        *words("source", languages),
        *words("video", languages),
        *words("graphics", languages),
    ]
    one = "|".join(re.escape(word) for word in sorted(set(found), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w){_not_in_phrases(languages)}(?:{one})(?:\s?(?:/|,|&|và|und|and|et|y|e|i)\s?(?:{one}))*"
        r"(?:\s[^\W\d_]+){0,2}\s*[:：=＝]\s*(?:©|\(c\))?\s*"
    )


def _not_in_phrases(languages: tuple[str, ...]) -> str:
    """Phrases that hold a label but are none: neither may one begin here, nor a label end it."""
    guards = ""
    for phrase in words("not_credits", languages):
        before = phrase[: phrase.rindex(" ") + 1]
        guards += f"(?!{re.escape(phrase)})(?<!{re.escape(before)})"
    return guards


@lru_cache(maxsize=64)
def _made_by(languages: tuple[str, ...]) -> re.Pattern[str]:
    """ "（山田太郎撮影）": the label follows the name."""
    one = "|".join(re.escape(word) for word in words("photographed", languages))
    return re.compile(rf"[（(]([^（）()]{{1,24}}?)(?={one})(?:{one})[）)]\s*$")


@lru_cache(maxsize=1)
def _label_and_name() -> re.Pattern[str]:
    """ "(Photo Jane Doe)" and, behind a sentence, "Foto Max Muster": a label and a name, nothing between."""
    one = "|".join(re.escape(word) for word in words("photo_of"))
    return re.compile(
        rf"(?:(?<=[.!?…]\s)|[(\[])(?:{one})\s+(?=[^\W\d_][\w.'’-]*(?:\s[\w.'’/-]+){{0,4}}[)\].]*$)"
    )


@lru_cache(maxsize=64)
def _by_without_colon(languages: tuple[str, ...]) -> re.Pattern[str]:
    """ "Photo by Jane Doe", "Fot. Jan Kos" and the like at the end, where the label itself says "by"."""
    found = [
        word for word in words("photo", languages) if re.search(r"\s(?:by|von|de|di|of)$|^courtesy|\.$", word)
    ]
    one = "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{one})\s+(?=[^\W\d_][^.!?]{{1,80}}[.)\]]*$)")
