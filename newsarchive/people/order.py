"""A name and the language of its portal → the key that lists of names are sorted by."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from newsarchive.text import name_sort_key

FIRST, LAST = 0, -1


@lru_cache(maxsize=100_000)
def name_key(name: str, languages: tuple[str, ...]) -> str:
    """`languages` are the portal's, the one it mostly writes in first."""
    main = languages[0].lower().split("-")[0] if languages else ""
    return name_sort_key(name, FIRST if main in _by_first_word() else LAST)


@lru_cache(maxsize=1)
def _by_first_word() -> frozenset[str]:
    table = tomllib.loads((files(__package__) / "name_order.toml").read_text("utf-8"))
    return frozenset(table["first"])
