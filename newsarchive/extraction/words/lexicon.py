"""The word lists of each language → sets to look words up in. A new language is one more file of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from newsarchive.text import nfc

Words = dict[str, Any]


@lru_cache(maxsize=1)
def _all() -> dict[str, Words]:
    """Every language's lists, by its code."""
    folder = files(__package__) / "lexicon"
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".toml"):
            found[entry.name.removesuffix(".toml")] = tomllib.loads(nfc(entry.read_text("utf-8")))
    return found


def units() -> Words:
    return _all()["units"]


def primary(tag: str | None) -> str:
    """The language of a tag: "vi-VN" and "VI_vn" are "vi"."""
    return (tag or "").strip().lower().replace("_", "-").split("-")[0]


@lru_cache(maxsize=1_000)
def known(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the languages that there are lists for, each once, without regions."""
    return tuple(dict.fromkeys(one for one in map(primary, languages) if one in _all() and one != "units"))


@lru_cache(maxsize=256)
def order_of(languages: tuple[str, ...]) -> tuple[str, ...]:
    """All known languages, the given ones first."""
    first = known(languages)
    return (*first, *(one for one in _all() if one not in first and one != "units"))


def words(name: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """One list of all languages, the given languages' words first."""
    return _words(name, known(languages))


@lru_cache(maxsize=512)
def _words(name: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    lists: Iterable[list[str]] = (_all()[one].get(name, []) for one in order_of(languages))
    return tuple(dict.fromkeys(word for one in lists for word in one))


@lru_cache(maxsize=64)
def every(*names: str) -> frozenset[str]:
    """The words of these lists in all languages: to look one up, whatever the page's language is."""
    return frozenset(word for name in names for word in words(name))


@lru_cache(maxsize=64)
def any_of(*names: str) -> str:
    """The same as one expression."""
    return alternatives(every(*names))


def alternatives(found: Iterable[str]) -> str:
    """One expression for all of these words; the longest comes first, and none at all matches nothing."""
    return "|".join(re.escape(word) for word in sorted(set(found), key=len, reverse=True)) or r"(?!)"


@lru_cache(maxsize=512)
def words_in(name: str, language: str) -> tuple[str, ...]:
    """One list of one language alone."""
    return tuple(_all().get(primary(language), {}).get(name, []))


def numbered(name: str, languages: tuple[str, ...] = ()) -> dict[str, int]:
    """A list of alternatives ("mai|maja") → the place of each in its list, counted from 1."""
    return _numbered(name, known(languages))


@lru_cache(maxsize=256)
def _numbered(name: str, languages: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = dict(_numbered(name, ())) if languages else {}
    for language in reversed(languages or order_of(())):
        for place, alternatives in reversed(list(enumerate(_all()[language].get(name, []), 1))):
            found.update(dict.fromkeys(alternatives.split("|"), place))
    return found


@lru_cache(maxsize=64)
def numbered_in(name: str, language: str) -> dict[str, int]:
    """The same for one language alone."""
    lists = _all().get(primary(language), {}).get(name, [])
    return {word: place for place, one in enumerate(lists, 1) for word in one.split("|")}


def zone_of(language: str) -> str | None:
    """The time zone of a language that is at home in one only."""
    zone = _all().get(primary(language), {}).get("zone")
    return str(zone) if zone else None


def signed_at_end(languages: tuple[str, ...]) -> bool:
    """Whether papers of the first language print the name below the story, without a label."""
    return bool(languages and _all().get(primary(languages[0]), {}).get("signed_at_end"))
