"""A query → hits with their stories, the next page's cursor, and how the hits spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsarchive.errors import UsageError
from newsarchive.text import name_sort_key, sort_key
from storage.repositories import Unit
from storage.repositories.stories import Story
from storage.search.index import CursorError, Facets, Hit, Hits
from storage.search.query import Query

FACETS = ("portal", "place", "section", "byline")
Answers = list[tuple[Hit, Story]]


def hits(unit: Unit, query: Query, limit: int, cursor: str | None = None) -> Hits:
    """Raises UsageError for what is no cursor of this very search."""
    try:
        if cursor == "":
            raise CursorError("empty")
        return unit.search.run(query, limit, cursor=cursor)
    except CursorError as error:
        raise UsageError(
            "cursor: not one that this search gave; take the one that its page ended with, "
            "and the same words and options"
        ) from error


def answers(unit: Unit, found: Sequence[Hit]) -> Answers:
    """Each hit with the article in the version whose words answered."""
    stories = {story.article.id: story for story in unit.articles.many([hit.article for hit in found])}
    told = ((hit, _story(unit, hit, stories.get(hit.article))) for hit in found)
    return [(hit, story) for hit, story in told if story]


def _story(unit: Unit, hit: Hit, current: Story | None) -> Story | None:
    if current is None or hit.version is None:
        return current
    history = unit.articles.get(hit.article)
    versions = history.versions if history else ()
    return next((replace(current, version=one) for one in versions if one.id == hit.version), None)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: as the archive keeps it, as people call it, and how many hits have it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the hits of a query spread, in estimates unless `exact`; `months` has "" for the undated."""

    exact: bool
    total: int
    facets: dict[str, list[Value]]
    months: list[tuple[str, int]]


def spread(unit: Unit, query: Query, most: int = 10) -> Spread:
    counted = unit.search.facets(query, (*FACETS, "month"), most)
    names = {
        "portal": {portal.slug: portal.name for portal in unit.portals.all()},
        "place": {place.code: place.name for place in unit.places.all()},
        "section": counted.printed,
    }
    facets = {facet: _values(counted, facet, names.get(facet, {})) for facet in FACETS}
    return Spread(counted.exact, counted.total, facets, counted.months)


def _values(counted: Facets, facet: str, names: dict[str, str]) -> list[Value]:
    """Most first, equals in the order of the alphabet, people by the last word of their name."""
    values = [Value(value, names.get(value, value), count) for value, count in counted.counts.get(facet, [])]
    key = name_sort_key if facet == "byline" else sort_key
    return sorted(values, key=lambda value: (-value.count, key(value.name)))
