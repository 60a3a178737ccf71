"""Trees of terms → tsvector and tsquery: one vector a layer, built here word by word.

A vector cannot hold every text: it stops at a position, at a number of places of one word, at a length.
Rows beyond that are marked `long`, and their text itself is asked as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY, TSVECTOR

from storage.search import plan
from storage.search.query import And, Node, Not, Or, Term
from storage.tables import search_texts

LAST_POSITION = 16_383
MOST_PLACES = 255
LONGEST_WORD = 2_046
MOST_BYTES = 800_000
NO_WORD = " "
"""Stands in a query for a word too long to be in any vector."""

FIELDS = ("title", "body", "byline", "captions")
MARKS = {"title": "A", "body": "D", "byline": "B", "captions": "C", "caption": "C"}
WEIGHTS = (0.2, 0.2, 0.4, 1.0)
"""Of D, C, B, A: the proportions of SQLite's."""

vectors = table(
    "search_vectors",
    column("id", Integer),
    column("exact", TSVECTOR),
    column("fold", TSVECTOR),
    column("long", Boolean),
)


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


def condition(node: Node) -> ColumnElement[bool]:
    """Whether a row of `search_texts` joined to its vectors answers."""
    if (layer := plan.layer_of(node)) and not isinstance(node, Not):
        indexed = vectors.c[layer].bool_op("@@")(_query(node))
        return or_(and_(not_(vectors.c.long), indexed), and_(vectors.c.long, _in_text(node)))
    if isinstance(node, Not):
        return not_(condition(node.part))
    if isinstance(node, Term):
        return plan.nothing()
    return plan.joined(node, [condition(part) for part in node.parts])


def scores(node: Node) -> Select[int, float]:
    """Number and score (higher is better) of each row that answers."""
    weights = cast(list(WEIGHTS), ARRAY(REAL))
    total: ColumnElement[Any] = literal(0.0)
    for layer, piece in plan.pieces(node):
        total = total + func.ts_rank_cd(weights, vectors.c[layer], _query(piece), 1)
    return (
        select(vectors.c.id, total.label("score"))
        .join(search_texts, search_texts.c.id == vectors.c.id)
        .where(condition(node))
    )


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


def _in_text(node: Node) -> ColumnElement[bool]:
    if isinstance(node, Not):
        return not_(_in_text(node.part))
    if isinstance(node, And | Or):
        return plan.joined(node, [_in_text(part) for part in node.parts])
    layer = "exact" if node.exact else "fold"
    fields = FIELDS if node.field is None else [one for one in FIELDS if one.startswith(node.field)]
    pattern = r"(^|\s)" + r"\s+".join(re.escape(word) for word in node.words)
    pattern += "" if node.prefix else r"(\s|$)"
    found: Callable[[str], ColumnElement[bool]] = lambda field: cast(  # noqa: E731
        search_texts.c[f"{field}_{layer}"], Text
    ).bool_op("~")(literal(pattern))
    return or_(*(found(field) for field in fields))
