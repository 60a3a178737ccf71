"""A query, parsed and folded, as the databases run it: words in, a tree of terms and a set of bounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or a phrase of several adjacent words, lower-case, in one of the two search layers.

    `exact` asks the layer that keeps diacritics; otherwise the folded one. `prefix` lets the last word
    be the beginning of a longer one. `field` is "title", "body", "byline", "caption" or None for all.
    """

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Only ever a part of an And that has another part which is no Not."""

    part: Node


Node = Term | And | Or | Not


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the results must satisfy beside the words. Dates are inclusive local days, "YYYY-MM-DD"."""

    portals: tuple[str, ...] = ()
    place: str | None = None
    since: str | None = None
    until: str | None = None
    byline: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """`root` is None when only bounds were given."""

    root: Node | None
    bounds: Bounds = Bounds()
