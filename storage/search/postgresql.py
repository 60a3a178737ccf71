"""The index on PostgreSQL: a tsvector for each layer of a text, built here word by word.

A vector cannot hold every text: it stops at a position, at a number of places of one word, at a length.
Rows beyond that are marked `long`: they may answer any query, and are read to make sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    cast,
    column,
    delete,
    insert,
    literal,
    not_,
    or_,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from storage.search import plan
from storage.search.layers import FIELDS, Layers
from storage.search.query import And, Node, Not, Query, Term
from storage.search.source import Facts, Source
from storage.tables import search_texts

LAST_POSITION = 16_383
MOST_PLACES = 255
LONGEST_WORD = 2_046
MOST_BYTES = 800_000
NO_WORD = " "
"""Stands in a query for a word too long to be in any vector."""

MARKS = {"title": "A", "body": "D", "byline": "B", "captions": "C", "caption": "C"}

vectors = table(
    "search_vectors",
    column("id", BigInteger),
    column("exact", TSVECTOR),
    column("fold", TSVECTOR),
    column("long", Boolean),
)

Row = tuple[int, dict[str, Any]]


def vector(parts: Iterable[tuple[str, str]]) -> tuple[str, bool]:
    """The literal of the vector of (field, layer) parts, and whether it had to leave something out.

    A gap between two fields keeps a phrase from reaching over it.
    """
    places: dict[str, list[str]] = defaultdict(list)
    position, size, long = 0, 0, False
    for field, layer in parts:
        position += 1
        for word in layer.split():
            position += 1
            length = len(word.encode())
            room = position <= LAST_POSITION and len(places[word]) < MOST_PLACES and size < MOST_BYTES
            if not room or length > LONGEST_WORD:
                long = True
                continue
            size += length + 2
            places[word].append(f"{position}{MARKS[field]}")
    return " ".join(f"{_quoted(word)}:{','.join(where)}" for word, where in places.items() if where), long


def create(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE search_vectors (id bigint PRIMARY KEY REFERENCES search_texts ON DELETE CASCADE, "
        "exact tsvector NOT NULL, fold tsvector NOT NULL, long boolean NOT NULL)"
    )
    for layer in ("exact", "fold"):
        connection.exec_driver_sql(
            f"CREATE INDEX ix_search_vectors_{layer} ON search_vectors USING gin ({layer})"
        )
    connection.exec_driver_sql("CREATE INDEX ix_search_vectors_long ON search_vectors (id) WHERE long")


def add(connection: Connection, rows: Sequence[Row]) -> None:
    statement = insert(vectors).values(
        exact=cast(bindparam("exact_vector", type_=Text), TSVECTOR),
        fold=cast(bindparam("fold_vector", type_=Text), TSVECTOR),
    )
    connection.execute(statement, [{"id": number, **vectors_of} for number, vectors_of in rows])


def drop(connection: Connection, rows: Sequence[Row]) -> None:
    numbers = [number for number, *_ in rows]
    connection.execute(delete(vectors).where(vectors.c.id.in_(numbers)))


def empty(connection: Connection) -> None:
    connection.execute(delete(vectors))


def source(query: Query) -> Source:
    narrow = [*plan.told(query.bounds), *plan.narrowed(query.bounds)]
    if query.root is None:
        return Source(search_texts, search_texts.c.id, tuple(narrow), literal(True, Boolean))
    origin = search_texts.join(vectors, vectors.c.id == search_texts.c.id)
    found = or_(vectors.c.long, _condition(query.root))
    return Source(origin, search_texts.c.id, (found, *narrow), not_(vectors.c.long))


def made(layers: Layers, facts: Facts) -> dict[str, Any]:  # noqa: ARG001
    """The vectors of a text; its facts stay in `search_texts`."""
    found = {
        layer: vector([(field, layers.field(field, exact=layer == "exact")) for field in FIELDS])
        for layer in ("exact", "fold")
    }
    return {
        "exact_vector": found["exact"][0],
        "fold_vector": found["fold"][0],
        "long": found["exact"][1] or found["fold"][1],
    }


def _condition(node: Node) -> ColumnElement[bool]:
    if layer := _layer_of(node):
        return vectors.c[layer].bool_op("@@")(_query(node))
    if isinstance(node, Not):
        return not_(_condition(node.part))
    if isinstance(node, Term):
        return plan.nothing()
    return plan.joined(node, [_condition(part) for part in node.parts])


def _layer_of(node: Node) -> str | None:
    """The layer of all terms below, or None where they are mixed or a term has no word."""
    if isinstance(node, Term):
        if not all(node.words) or not node.words:
            return None
        return "exact" if node.exact else "fold"
    if isinstance(node, Not):
        return None
    layers = {_layer_of(part.part if isinstance(part, Not) else part) for part in node.parts}
    return layers.pop() if len(layers) == 1 else None


def _query(node: Node) -> ColumnElement[Any]:
    return cast(literal(expression(node)), TSQUERY)


def expression(node: Node) -> str:
    """The tree as PostgreSQL writes it; every word is quoted, so no word is ever syntax."""
    if isinstance(node, Term):
        mark = MARKS[node.field] if node.field else ""
        words = [_quoted(word if len(word.encode()) <= LONGEST_WORD else NO_WORD) for word in node.words]
        marks = [mark] * (len(words) - 1) + [f"*{mark}" if node.prefix else mark]
        parts = [f"{word}:{mark}" if mark else word for word, mark in zip(words, marks, strict=True)]
        return "(" + " <-> ".join(parts) + ")"
    if isinstance(node, Not):
        return f"!{expression(node.part)}"
    by = " & " if isinstance(node, And) else " | "
    return "(" + by.join(expression(part) for part in node.parts) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
