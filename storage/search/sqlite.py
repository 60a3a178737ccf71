"""The index on SQLite: one table of FTS5 that holds tokens and no text, a row for each text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, column, literal, select, table
from sqlalchemy.types import Boolean

from storage.search import plan, tokens
from storage.search.layers import Layers
from storage.search.query import Bounds, Query
from storage.search.source import Facts, Source
from storage.search.tokens import Asked
from storage.tables import search_texts

NAME = "search_index"
CREATE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, content='', columnsize=0, detail=none, "
    "tokenize=\"ascii tokenchars '_=^~@#'\")"
)
HASH_SIZE = 64 * 1024 * 1024
"""Of tokens kept in memory before they are written: one segment for each batch of texts, not many."""

MOST_SEGMENTS = 8
"""Of one level, before they are merged: merging is what adding costs most."""

index = table(NAME, column("rowid", BigInteger), column(NAME))

Row = tuple[int, str]


def create(connection: Connection) -> None:
    connection.exec_driver_sql(CREATE)
    _command(connection, "hashsize", HASH_SIZE)
    _command(connection, "automerge", MOST_SEGMENTS)


def add(connection: Connection, rows: Sequence[Row]) -> None:
    """Rows in the order of their numbers make one segment."""
    statement = f"INSERT INTO {NAME} (rowid, words) VALUES (?, ?)"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


def drop(connection: Connection, rows: Sequence[Row]) -> None:
    """Only the very tokens that were put in can be taken out."""
    statement = f"INSERT INTO {NAME} ({NAME}, rowid, words) VALUES ('delete', ?, ?)"  # noqa: S608
    connection.exec_driver_sql(statement, list(rows))


def empty(connection: Connection) -> None:
    _command(connection, "delete-all")


def optimize(connection: Connection) -> None:
    """One segment, in which nothing of a text taken out is left."""
    _command(connection, "optimize")


def verify(connection: Connection) -> None:
    """Raises StorageError for a damaged index."""
    _command(connection, "integrity-check")


def every() -> Any:
    """The numbers of all texts in the index."""
    return select(index.c.rowid).where(index.c[NAME].bool_op("MATCH")(tokens.quoted(tokens.EVERY))).subquery()


def source(query: Query) -> Source:
    asked = _asked(query)
    narrow = plan.narrowed(query.bounds)
    if asked is None:
        return Source(search_texts, search_texts.c.id, tuple(narrow), literal(True, Boolean))
    number = index.c.rowid
    conditions = [index.c[NAME].bool_op("MATCH")(asked.expression)]
    if narrow:
        # Asked once for the set: the sum keeps SQLite from asking FTS5 anew for each of its numbers.
        conditions.append((number + 0).in_(select(search_texts.c.id).where(*narrow)))
    return Source(index, number, tuple(conditions), literal(asked.sure, Boolean), not asked.sure)


def _asked(query: Query) -> Asked | None:
    parts = [tokens.asked(query.root)] if query.root else []
    parts += [Asked(_any(kind, values)) for kind, values in _facts(query.bounds) if values]
    if not parts:
        return None
    return Asked(" AND ".join(part.expression for part in parts), all(part.sure for part in parts))


def _facts(bounds: Bounds) -> Iterable[tuple[str, Sequence[str]]]:
    yield "p", bounds.portals
    yield "s", [] if bounds.section is None else [plan.folded(bounds.section)]
    yield "l", [] if bounds.language is None else [bounds.language]


def _any(kind: str, values: Sequence[str]) -> str:
    return "(" + " OR ".join(tokens.quoted(tokens.fact(kind, value)) for value in values) + ")"


def made(layers: Layers, facts: Facts) -> str:
    """The tokens of a text, as a line."""
    told = {tokens.fact("p", facts.portal), tokens.fact("l", facts.language)}
    told.update(tokens.fact("s", section) for section in facts.sections)
    return " ".join(tokens.tokens_of(layers) | told)


def _command(connection: Connection, name: str, value: int | None = None) -> None:
    columns, values = (NAME, "?") if value is None else (f"{NAME}, rank", "?, ?")
    given = (name,) if value is None else (name, value)
    connection.exec_driver_sql(f"INSERT INTO {NAME} ({columns}) VALUES ({values})", given)  # noqa: S608
