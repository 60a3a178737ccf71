"""What a search gives back: hits, counts by facet, and why a hit stands where it does."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.database import StorageError
from storage.search.ranking import Part


class SearchCut(StorageError):
    """The search took longer than it was allowed, and was ended."""


class CursorError(ValueError):
    """No cursor that a search gave, or that of another search."""


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is higher for better ones, 0 where hits come newest first. `version` is the one whose words
    answered, where it is an earlier one."""

    article: str
    score: float
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """`total` counts no further than a bound; `more` says that there are more. `ranked` says whether they
    come best first: too many hits come newest first. `next_cursor` leads to the hits after these. `rarity`
    is what the terms of the query weighed where they were ranked."""

    total: int
    hits: list[Hit]
    more: bool = False
    ranked: bool = False
    next_cursor: str | None = None
    rarity: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits each value has, most first; `months` in their order, "" for undated stories. Sections
    are folded; `printed` has each as the newest of its hits prints it.

    Where there are too many hits to look at, `exact` is false: the counts are those of some days, spread
    evenly over the time asked for, and multiplied.
    """

    exact: bool
    total: int
    counts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    months: list[tuple[str, int]] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`answers` is false where the article is no hit at all; `ranked` where its score decided nothing."""

    article: str
    answers: bool
    ranked: bool
    score: float
    parts: tuple[Part, ...]
    in_title: bool
    as_typed: bool
