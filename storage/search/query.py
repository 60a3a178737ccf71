"""A query, parsed and folded, as the databases run it: words in, a tree of terms and a set of bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal["relevance", "date", "seen"]
"""Best first, newest publication first, last found first."""

Versions = Literal["current", "all"]


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
class Changed:
    """That the publisher changed the article after it was first seen: in one of these classes (none:
    in any), seen within these days (inclusive, UTC)."""

    classes: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the results must satisfy beside the words. Dates are inclusive local days, "YYYY-MM-DD";
    those of `seen` and `changed` are days in UTC. `clusters` are any of those that articles bear, no old
    ids."""

    portals: tuple[str, ...] = ()
    place: str | None = None
    since: str | None = None
    until: str | None = None
    byline: str | None = None
    section: str | None = None
    changed: Changed | None = None
    clusters: tuple[str, ...] = ()
    seen_since: str | None = None
    seen_until: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """`root` is None when only bounds were given. `versions` are those whose words are looked through."""

    root: Node | None
    bounds: Bounds = Bounds()
    sort: Sort = "relevance"
    versions: Versions = "current"
