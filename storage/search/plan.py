"""A query's bounds → conditions on `search_texts`, and its words as a database takes them."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from storage.search.query import And, Bounds, Changed, Node, Not, Or, Query, Term
from storage.tables import articles, places, portals, search_texts, versions
from storage.tables.columns import storable
from storage.tables.stories import LATER, of_class

LAST_DAY = "9999-12-31"
SILENT = "silent"
"""Stands among classes of change for what the publisher changed and did not tell of."""
NO_PORTAL = "/"
"""No portal's slug: what no text satisfies."""


def prepared(query: Query, connection: Connection) -> Query:
    """The query in words that a database takes, the byline among its bounds as words beside the others,
    the place as its portals."""
    root = query.root and _storable(query.root)
    told: dict[str, Any] = {
        name: storable(value) for name, value in asdict(query.bounds).items() if isinstance(value, str)
    }
    words = tuple(_words(told.get("byline", "")))
    if words:
        term = Term(words, exact=folded(" ".join(words)) != " ".join(words), field="byline")
        root = And((root, term)) if root else term
    for name in ("portals", "clusters"):
        told[name] = tuple(map(storable, getattr(query.bounds, name)))
    bounds = replace(query.bounds, **{**told, "byline": None})
    if bounds.place is not None:
        inside = _portals_of(connection, bounds.place)
        if bounds.portals:
            inside = [slug for slug in bounds.portals if slug in inside]
        bounds = replace(bounds, place=None, portals=tuple(inside) or (NO_PORTAL,))
    return replace(query, root=root, bounds=bounds)


def _portals_of(connection: Connection, place: str) -> list[str]:
    named = select(places.c.code).where(places.c.name == place)
    inside = or_(portals.c.place == place, portals.c.place.in_(named))
    return list(connection.scalars(select(portals.c.slug).where(inside)))


def _storable(node: Node) -> Node:
    if isinstance(node, Term):
        return replace(node, words=tuple(storable(word) for word in node.words))
    if isinstance(node, Not):
        return Not(_storable(node.part))
    return type(node)(tuple(_storable(part) for part in node.parts))


def narrowed(bounds: Bounds) -> list[ColumnElement[bool]]:
    """The bounds that every index leaves to `search_texts`; dates are none of them, for numbers bear them."""
    texts = search_texts.c
    found: list[ColumnElement[bool]] = []
    if bounds.clusters:
        found.append(texts.article.in_(select(articles.c.id).where(articles.c.cluster.in_(bounds.clusters))))
    if bounds.changed is not None:
        found.append(texts.article.in_(_changed(bounds.changed)))
    return [*found, *_within(texts.first_seen, bounds.seen_since, bounds.seen_until)]


def told(bounds: Bounds) -> list[ColumnElement[bool]]:
    """The bounds that an index may hold itself."""
    texts = search_texts.c
    found: list[ColumnElement[bool]] = []
    if bounds.portals:
        found.append(texts.portal.in_(bounds.portals))
    if bounds.section is not None:
        found.append(texts.sections.contains(f"\n{folded(bounds.section)}\n", autoescape=True))
    if bounds.language is not None:
        found.append(texts.language == bounds.language)
    return found


def withdrawn() -> Any:
    """The numbers of texts that must not be found."""
    hidden = select(articles.c.id).where(articles.c.withdrawn)
    return select(search_texts.c.id).where(search_texts.c.article.in_(hidden))


def _within(
    column: ColumnElement[datetime], since: str | None, until: str | None
) -> list[ColumnElement[bool]]:
    """Days in UTC, both ends included."""
    found: list[ColumnElement[bool]] = []
    if since:
        found.append(column >= _midnight(since))
    if until and until < LAST_DAY:
        found.append(column < _midnight(until) + timedelta(days=1))
    return found


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def _changed(changed: Changed) -> Any:
    later = select(versions.c.article).where(LATER)
    if changed.classes:
        later = later.where(or_(*map(_classed, changed.classes)))
    return later.where(*_within(versions.c.first_seen, changed.since, changed.until))


def _classed(name: str) -> ColumnElement[bool]:
    return versions.c.silent if name == SILENT else of_class(name)


def nothing() -> ColumnElement[bool]:
    return false()


def joined(node: And | Or, parts: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return and_(*parts) if isinstance(node, And) else or_(*parts)


def folded(text: str) -> str:
    """Lower case without marks: how names of sections are compared."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _words(text: str) -> list[str]:
    lower = unicodedata.normalize("NFC", text).lower()
    return "".join(char if char.isalnum() else " " for char in lower).split()
