"""The words of a text as they are kept: packed for the database, and asked whether a query is in them.

In memory each word of a field stands between two spaces of its own, so that counting a word or a phrase is
one search for a string, which C does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import zstandard

from storage.database import StorageError
from storage.records import SearchText
from storage.search.query import And, Node, Not, Or, Term
from storage.tables.columns import storable

FIELDS = ("title", "body", "byline", "captions")
CALLED = {"title": "title", "body": "body", "byline": "byline", "caption": "captions"}
LEVEL = 3
_PLACE = {(field, layer): at * 2 + layer for at, field in enumerate(FIELDS) for layer in (0, 1)}


@dataclass(frozen=True, slots=True)
class Layers:
    """Both layers of each field, the exact one first."""

    texts: tuple[str, ...]

    def field(self, field: str, *, exact: bool) -> str:
        return self.texts[_PLACE[field, 0 if exact else 1]]

    def words(self, field: str, *, exact: bool) -> list[str]:
        return self.field(field, exact=exact).split()

    def length(self) -> int:
        """In words."""
        return sum(self.field(field, exact=True).count("  ") + 1 for field in FIELDS)

    def count(self, term: Term, field: str) -> int:
        pattern = _pattern(term)
        return self.field(field, exact=term.exact).count(pattern) if pattern else 0

    def holds(self, node: Node) -> bool:
        """Whether the text answers."""
        if isinstance(node, Not):
            return not self.holds(node.part)
        if isinstance(node, And):
            return all(self.holds(part) for part in node.parts)
        if isinstance(node, Or):
            return any(self.holds(part) for part in node.parts)
        pattern, shift = _pattern(node), 0 if node.exact else 1
        if not pattern:
            return False
        return any(pattern in self.texts[_PLACE[field, shift]] for field in asked(node))


def asked(term: Term) -> tuple[str, ...]:
    return FIELDS if term.field is None else (CALLED[term.field],)


def pack(text: SearchText) -> bytes:
    return packed(layers_of(text))


def packed(layers: Layers) -> bytes:
    return zstandard.compress("\n".join(layers.texts).encode(), LEVEL)


def unpack(stored: bytes) -> Layers:
    try:
        return Layers(tuple(zstandard.decompress(stored).decode().split("\n")))
    except zstandard.ZstdError as error:
        raise StorageError(
            f"stored words of a text are damaged ({error}); restore the database from a backup, or rebuild it"
        ) from error


def layers_of(text: SearchText) -> Layers:
    return Layers(
        tuple(
            _spaced(storable(getattr(text, f"{field}_{layer}")))
            for field in FIELDS
            for layer in ("exact", "fold")
        )
    )


def _spaced(text: str) -> str:
    words = text.split()
    return f" {'  '.join(words)} " if words else ""


@lru_cache(maxsize=1_000)
def _pattern(term: Term) -> str | None:
    """What to look for; None for what can stand in no text."""
    if not term.words or any(not word or " " in word or "\n" in word for word in term.words):
        return None
    return f" {'  '.join(term.words)}{'' if term.prefix else ' '}"
