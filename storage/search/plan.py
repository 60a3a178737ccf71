"""A query's tree → the pieces a database can run: terms of one layer together, bounds as conditions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select

from storage.search.query import And, Bounds, Changed, Node, Not, Or, Query, Term
from storage.tables import articles, extractions, places, portals, search_texts, versions
from storage.tables.columns import storable
from storage.tables.stories import of_class

Layer = Literal["exact", "fold"]
LAST_DAY = "9999-12-31"


def layer_of(node: Node) -> Layer | None:
    """The layer of all terms below, or None where they are mixed or a term has no word."""
    if isinstance(node, Term):
        if not all(node.words) or not node.words:
            return None
        return "exact" if node.exact else "fold"
    if isinstance(node, Not):
        return layer_of(node.part)
    layers = {layer_of(part) for part in node.parts}
    return layers.pop() if len(layers) == 1 else None


def pieces(node: Node) -> Iterator[tuple[Layer, Node]]:
    """The largest subtrees that a page must satisfy in one layer: what a score can be counted from."""
    layer = layer_of(node)
    if layer and not isinstance(node, Not):
        yield layer, node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from pieces(part)


def prepared(query: Query) -> Query:
    """The query in words that a database takes, the byline among its bounds as words beside the others."""
    root = query.root and _storable(query.root)
    told: dict[str, Any] = {
        name: storable(value) for name, value in asdict(query.bounds).items() if isinstance(value, str)
    }
    words = tuple(_words(told.get("byline", "")))
    if words:
        term = Term(words, exact=folded(" ".join(words)) != " ".join(words), field="byline")
        root = And((root, term)) if root else term
    return replace(query, root=root, bounds=replace(query.bounds, **told))


def _storable(node: Node) -> Node:
    if isinstance(node, Term):
        return replace(node, words=tuple(storable(word) for word in node.words))
    if isinstance(node, Not):
        return Not(_storable(node.part))
    return type(node)(tuple(_storable(part) for part in node.parts))


def bounded(bounds: Bounds) -> list[ColumnElement[bool]]:
    """The bounds as conditions on `search_texts` joined to `articles`; the byline is none of them."""
    texts = search_texts.c
    found: list[ColumnElement[bool]] = [articles.c.withdrawn.is_(False)]
    if bounds.portals:
        found.append(texts.portal.in_(bounds.portals))
    if bounds.place is not None:
        named = select(places.c.code).where(places.c.name == bounds.place)
        inside = or_(portals.c.place == bounds.place, portals.c.place.in_(named))
        found.append(texts.portal.in_(select(portals.c.slug).where(inside)))
    if bounds.section is not None:
        found.append(texts.sections.contains(f"\n{folded(bounds.section)}\n", autoescape=True))
    if bounds.since or bounds.until:
        found.append(texts.date != "")
    if bounds.since:
        # A story dated by its month alone counts for every day of the month.
        found.append(texts.date >= func.substr(literal(bounds.since), 1, func.length(texts.date)))
    if bounds.until:
        found.append(texts.date <= bounds.until)
    if bounds.cluster is not None:
        found.append(articles.c.cluster == bounds.cluster)
    if bounds.language is not None:
        found.append(_spoken(bounds.language))
    if bounds.changed is not None:
        found.append(_changed(bounds.changed))
    return [*found, *_within(articles.c.first_seen, bounds.seen_since, bounds.seen_until)]


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


def _spoken(language: str) -> ColumnElement[bool]:
    current = (versions.c.article == articles.c.id) & versions.c.current
    read = select(literal(1)).select_from(versions.join(extractions, extractions.c.version == versions.c.id))
    return read.where(current, extractions.c.current, extractions.c.language == language).exists()


def _changed(changed: Changed) -> ColumnElement[bool]:
    later = select(literal(1)).where(versions.c.article == articles.c.id, versions.c.number > 1)
    if changed.classes:
        later = later.where(or_(*map(of_class, changed.classes)))
    return later.where(*_within(versions.c.first_seen, changed.since, changed.until)).exists()


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
