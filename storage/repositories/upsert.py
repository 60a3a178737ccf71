"""The insert of both databases that knows ON CONFLICT."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, FromClause, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection, table: Table[Any]) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def rest_of(statement: sqlite.Insert | postgresql.Insert, table: FromClause) -> dict[str, Any]:
    """Every column but the primary key, taken from the row that was to be inserted."""
    return {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
