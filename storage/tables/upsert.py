"""Rows in, whether or not they were there: the inserts of both databases that know ON CONFLICT.

Statements are built once and kept, for building them costs more than SQLite takes to run them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def upsert(
    connection: Connection,
    table: Table[Any],
    rows: Row | Sequence[Row],
    on: Sequence[str],
    change: Collection[str] | None = None,
    newer: str | None = None,
) -> None:
    """Insert; where the columns `on` are taken, set the columns `change` (by default all others given), but
    not where what stands there has a later value in the column `newer`."""
    given = [rows] if isinstance(rows, Mapping) else rows
    if given:
        names = _names(given[0], on, change)
        connection.execute(_upsert(table, connection.dialect.name, *names, None, newer), rows)


def upsert_returning(
    connection: Connection, table: Table[Any], row: Row, on: Sequence[str], wanted: str
) -> Any:
    """The same for one row; the column `wanted` of what stands there afterwards."""
    return connection.scalar(_upsert(table, connection.dialect.name, *_names(row, on, None), wanted), row)


def insert_new(connection: Connection, table: Table[Any], rows: Row | Sequence[Row]) -> None:
    """Insert; leave alone what is there already."""
    if rows:
        connection.execute(_insert_new(table, connection.dialect.name), rows)


def _names(
    row: Row, on: Sequence[str], change: Collection[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    changed = [name for name in row if name not in on] if change is None else change
    return tuple(on), tuple(changed)


def _insert(table: Table[Any], dialect: str) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _insert_new(table: Table[Any], dialect: str) -> Any:
    return _insert(table, dialect).on_conflict_do_nothing()


@cache
def _upsert(
    table: Table[Any],
    dialect: str,
    on: tuple[str, ...],
    change: tuple[str, ...],
    wanted: str | None,
    newer: str | None = None,
) -> Any:
    statement = _insert(table, dialect)
    changed = {name: statement.excluded[name] for name in change}
    where = table.c[newer] <= statement.excluded[newer] if newer else None
    done = statement.on_conflict_do_update(index_elements=list(on), set_=changed, where=where)
    return done.returning(table.c[wanted]) if wanted else done
