"""A byline's line → the parts its labels cut it into, and the names listed in each.

"Words: Jane Doe; photos: John Roe"   a part of an author, and one of a photographer
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from newsarchive.extraction.byline.collectives import is_collective, is_paper
from newsarchive.extraction.dates.moments import find
from newsarchive.extraction.words.lexicon import (
    alternatives,
    any_of,
    every,
    numbered,
    primary,
    words,
    words_in,
)
from newsarchive.extraction.words.tokens import lowered

EDGE = ' \t\u00a0.,:;|/–—-•·*~_“”"●'
ROLES = {
    "writing": "author", "by": "author", "photo": "photographer", "video": "video", "graphics": "graphics",
    "translation": "translator", "compiled": "compiler",
}  # fmt: skip
_BEHIND_DATE = re.compile(r"^[\s\d:.,|–—-]*(?:(?i:[ap]\.?m\b\.?|uhr\b))?(?:\s?[A-Z]{2,4}\b(?!\s+[A-Z]))?")
_SHORTENED = re.compile(r"(?:^|[\s.])(?:\w|\w{1,3}\.\w{1,3}|[JjSs]r)\.$")
_BY = re.compile(r"^by\s+(?=\S)", re.IGNORECASE)
_COLON = re.compile("[:：]")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of names under one label; an empty role means that none was printed."""

    role: str
    text: str
    is_source: bool = False


def parts_of(text: str, languages: tuple[str, ...]) -> Iterator[Part]:
    """The text cut before every label; what stands before the first label has none."""
    found = _labels().finditer(lowered(text)) if _COLON.search(text) else ()
    matches = [match for match in found if _opens(text, match.start())]
    if not matches or matches[0].start() > 0:
        yield from _unlabelled(text[: matches[0].start()] if matches else text, languages)
    for at, match in enumerate(matches):
        end = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        content = text[match.end() : end].strip()
        label = match.group("label")
        yield Part(_role(label), content, label in every("source"))


def _opens(text: str, at: int) -> bool:
    """A label stands at the start, or behind the end of what came before, but not inside a parenthesis."""
    before = text[:at]
    return not before.strip(EDGE + "([") or (
        before[-1] in " \u00a0.;,|-–/\t" and before.count("(") <= before.count(")")
    )


def _unlabelled(text: str, languages: tuple[str, ...]) -> Iterator[Part]:
    """Text without a colon: "By Jane Doe", "Theo TTXVN", "Von Max Muster (Text) und …", or names alone."""
    match = _prefixes(primary(languages[0]) if languages else "en").match(lowered(text).lstrip(EDGE))
    shift = len(text) - len(text.lstrip(EDGE))
    if not match:
        yield Part("", text)
        return
    label = match.group("label")
    content = text[shift + match.end() :].strip()
    if label in every("source"):
        yield Part("", content, is_source=True)
    else:
        yield Part(_role(label), content)


def without_dates(text: str, languages: tuple[str, ...] = ()) -> str:
    """The words before the first date, or behind it: "Jane Doe | 21 July 2021, 14:30" is Jane Doe."""
    if not any(character.isdigit() for character in text):
        return text
    first = next(find(text, None, languages), None)
    if first is None:
        return text
    before = date_labels().sub("", text[: first.span[0]]).strip()
    if any(character.isalpha() for character in before):
        return before
    behind = _BEHIND_DATE.sub("", text[first.span[1] :])
    return behind.strip(EDGE)


@lru_cache(maxsize=1)
def date_labels() -> re.Pattern[str]:
    """What announces a day, at the end of what stands before it."""
    found = any_of("published", "updated")
    weekday = "|".join(
        re.escape(one) for one in sorted(numbered("weekdays"), key=len, reverse=True) if len(one) > 2
    )
    return re.compile(
        rf"(?:(?<!\w)(?:{found}|{weekday}|on|am|le|el|ngày|lúc)(?!\w)|[\s|,:•·\-–—\d.(])+$", re.IGNORECASE
    )


@lru_cache(maxsize=512)
def _role(label: str) -> str:
    """The roles of all words of a label: "tin, ảnh" is author and photographer."""
    roles_of = {word: role for name, role in reversed(ROLES.items()) for word in words(name)}
    whole = roles_of.get(label)
    parts = [whole] if whole else map(roles_of.get, re.split(_BETWEEN_LABELS, label))
    return ", ".join(dict.fromkeys(filter(None, parts)))


_BETWEEN_LABELS = r"\s*(?:,|/|&|\+|-|–|\s(?:và|and|und|i|et|y|e|en|och|og|a)\s)\s*"


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """One or more label words and a colon."""
    names = ("writing", "by", "photo", "video", "graphics", "translation", "compiled", "source")
    one = any_of(*names)
    return re.compile(rf"(?<!\w)(?P<label>(?:{one})(?:{_BETWEEN_LABELS}(?:{one}))*)\s*[:：]\s*")


@lru_cache(maxsize=64)
def _prefixes(language: str) -> re.Pattern[str]:
    """Words that open a byline without a colon, in the page's own language and in English."""
    own = (language, "en")
    found = [word for name in ("by", "source") for one in own for word in words_in(name, one)]
    found += [word for one in own for word in words_in("photo", one) if word.endswith((" by", " von", " de"))]
    return re.compile(rf"(?P<label>{alternatives(found)})(?!\w)[\s:]*")


def split_names(text: str, languages: tuple[str, ...] = ()) -> list[str]:
    """Names cut apart where people are listed, but not inside parentheses."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return f"\ue100{len(held) - 1}\ue101"

    flat = re.sub(r"[(\[][^()\[\]]*[)\]]", hold, text)
    separators = _separators(tuple(dict.fromkeys(map(primary, languages))))
    names = [part for part in separators.split(flat) if part and part.strip(EDGE)]
    restored = [re.sub("\ue100(\\d+)\ue101", lambda match: held[int(match.group(1))], one) for one in names]
    return [_BY.sub("", one.strip()) for one in _without_posts(restored)]


def _without_posts(names: list[str]) -> Iterator[str]:
    """Posts and employers listed behind a name ("Jane Doe, Staff Writer") are no further names."""
    for at, name in enumerate(names):
        low = lowered(trimmed(name))
        parts = low.split()
        if at and parts and (parts[-1] in every("title_words") or parts[0] in every("title_words")):
            continue
        if is_collective(low) and not is_paper(low):
            yield name
            continue
        if (
            at
            and len(parts) > 1
            and (
                any(low.startswith(one + " ") for one in every("organisations"))
                or parts[-1] in every("organisation_ends")
            )
        ):
            continue
        yield name


@lru_cache(maxsize=64)
def _separators(languages: tuple[str, ...]) -> re.Pattern[str]:
    own = dict.fromkeys(word for one in (*languages, "en") for word in words_in("and", one))
    return re.compile(
        rf"\s+[-–—]+\s+|\s*[,;/&|•·、，；／＆+]\s*|\s+(?:{alternatives(own)})\s+|\s{{3,}}", re.IGNORECASE
    )


def trimmed(name: str) -> str:
    name = name.strip(EDGE.replace(".", ""))
    return name if _SHORTENED.search(name) else name.rstrip(".")
