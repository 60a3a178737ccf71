"""A table's rows out of one database and into another, counted and digested on the way.

A row's digest is taken over its values as both databases give them back; a table's is the sum of its rows',
so that their order does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select, text, type_coerce
from sqlalchemy.types import TypeEngine

from storage.database import in_words
from storage.tables import metadata
from storage.tables.columns import Json, Utc, Words

BATCH = 500
BITS = 128
Row = tuple[Any, ...]
Progress = Callable[[str, int], None]
"""Told the table at work and how many rows more were done."""


def nobody(table: str, rows: int) -> None:
    """Who is not interested in progress."""


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and what they add up to."""

    rows: int = 0
    total: int = field(default=0, repr=False)

    def add(self, rows: Sequence[Row]) -> None:
        self.rows += len(rows)
        self.total = (self.total + sum(map(_number, rows))) % (1 << BITS)

    @property
    def digest(self) -> str:
        return f"{self.total:0{BITS // 4}x}"


def tables() -> list[Table[Any]]:
    """All that hold rows of an archive, those first that others refer to."""
    return list(metadata.sorted_tables)


def read(connection: Connection, table: Table[Any]) -> Iterator[list[Row]]:
    """The rows in batches; no more than one batch is in memory."""
    query: Select[*tuple[Any, ...]] = select(
        *(type_coerce(column, _plain(column)) for column in table.columns)
    )
    with connection.execute(query.execution_options(yield_per=BATCH)) as rows:
        for batch in rows.partitions(BATCH):
            yield [tuple(row) for row in batch]


def tally(connection: Connection, table: Table[Any], progress: Progress = nobody) -> Tally:
    counted = Tally()
    for batch in read(connection, table):
        counted.add(batch)
        progress(table.name, len(batch))
    return counted


def count(connection: Connection, table: Table[Any]) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def write(connection: Connection, table: Table[Any], batches: Iterator[list[Row]]) -> None:
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table, batches)
        _next_numbers(connection, table)
        return
    names = ", ".join(_quoted(column) for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608
    times = [number for number, column in enumerate(table.columns) if isinstance(column.type, Utc)]
    for batch in batches:
        connection.exec_driver_sql(statement, [_for_sqlite(row, times) for row in batch])


def _plain(column: Column[Any]) -> TypeEngine[Any]:
    """JSON stays the text it is: parsed and printed again, a number could look different."""
    return Words() if isinstance(column.type, Json) else column.type


def _quoted(column: Column[Any]) -> str:
    return f'"{column.name}"'


def _for_sqlite(row: Row, times: list[int]) -> Row:
    if not times:
        return row
    values = list(row)
    for number in times:
        if (moment := values[number]) is not None:
            values[number] = moment.astimezone(UTC).isoformat()
    return tuple(values)


def _copy_in(connection: Connection, table: Table[Any], batches: Iterator[list[Row]]) -> None:
    """COPY, which is several times faster than INSERT; it takes no NUL, which nothing of ours holds."""
    names = ", ".join(_quoted(column) for column in table.columns)
    driver: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as into:
            for batch in batches:
                for row in batch:
                    into.write_row(row)
    except errors as error:
        raise in_words(error, connection.engine.url) from error


def _next_numbers(connection: Connection, table: Table[Any]) -> None:
    """What the database counts up goes on behind the highest number that came."""
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": table.name, "column": column.name},
        )
        if sequence:
            highest = connection.scalar(select(func.max(column)))
            connection.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :value, :used)"),
                {"sequence": sequence, "value": highest or 1, "used": highest is not None},
            )


def _number(row: Row) -> int:
    parts = json.dumps([_said(value) for value in row], ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(
        blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=BITS // 8).digest(), "big"
    )


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.astimezone(UTC).isoformat()]
    if isinstance(value, bytes | memoryview):
        return ["b", bytes(value).hex()]
    return value
