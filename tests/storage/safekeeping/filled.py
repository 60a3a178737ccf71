"""Rows for every table there is, with whatever a column can hold; a new table gets its own by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Double, Integer, LargeBinary, Table

from storage.records import SearchText
from storage.safekeeping import rows
from storage.search.layers import pack
from storage.tables.columns import Json, Utc

ROWS = 24
TEXTS = (
    "Đắk Lắk: lúa được mùa", "", "ភ្នំពេញ ថ្ងៃនេះ", "🌾🏞️👩🏽‍🌾", "a\tb\\N\\.\n\\x00 \\u0000",
    "mnơ̆ng e\u0302\u0301", "'; DROP TABLE x --", "\u202e\u2028\ufeff\U0010ffff\uffff", "x" * 3_000, " \r\n",
    "NULL", "\\",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2**31 - 1, -(2**31))
BIG = (0, 2**31, 2**53 + 1, 2**63 - 1, -(2**63))
REALS = (0.0, -0.0, 0.1 + 0.2, 1e-300, 1.7976931348623157e308, 1 / 3, 5e-324)
TIMES = (
    datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 1, 7, 15, 0, 1, tzinfo=UTC), datetime(2026, 3, 1, 7, 15, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)  # fmt: skip
JSON = (
    '[{"field":"title","candidates":[{"value":"Đắk 🌾","rule":"css:h1","confidence":0.10}],"chosen":0}]',
    '[{"field":"byline","candidates":[{"z":1,"value":"a\\"b","rule":"","confidence":1e-7,"a":2}],"chosen":0}]',
    "[]",
)


def fill(connection: Connection) -> None:
    """As many rows in each table; the one at a place refers to those at the same place of other tables."""
    made: dict[Column[Any], list[Any]] = {}
    for table in rows.tables():
        found = _rows(table, made)
        for number, column in enumerate(table.columns):
            made[column] = [row[number] for row in found]
        rows.write(connection, table, iter([found]))


def _rows(table: Table[Any], made: dict[Column[Any], list[Any]]) -> list[rows.Row]:
    return [tuple(_value(column, number, made) for column in table.columns) for number in range(ROWS)]


def _value(column: Column[Any], number: int, made: dict[Column[Any], list[Any]]) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return made[key.column][number]
    if column.nullable and number % 4 == 1:
        return None
    return _distinct(column, number) if _indexed(column) else _odd(column, number)


def _indexed(column: Column[Any]) -> bool:
    table = column.table
    unique = any(column.name in index.columns for index in table.indexes)
    unique = unique or any(column.name in key.columns for key in table.constraints if hasattr(key, "columns"))
    return unique or bool(column.unique) or column.primary_key


def _distinct(column: Column[Any], number: int) -> Any:
    if isinstance(column.type, Boolean):
        return number % 2 == 0
    if isinstance(column.type, Utc):
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(microseconds=number)
    if isinstance(column.type, BigInteger):
        return 2**40 + number
    if isinstance(column.type, Integer):
        return number + 1
    if isinstance(column.type, LargeBinary):
        return bytes([0, 255, number])
    return f"{number:03} đ🌾 ‘{column.name}’"


def _odd(column: Column[Any], number: int) -> Any:
    if column.name == "layers":
        return pack(SearchText(*[TEXTS[number % len(TEXTS)]] * 8))
    kinds: tuple[tuple[type, tuple[Any, ...]], ...] = (
        (Boolean, (True, False)), (Utc, TIMES), (BigInteger, BIG), (Integer, NUMBERS), (Double, REALS),
        (LargeBinary, (b"", b"\x00\xff\\x", bytes(range(256)))), (Json, JSON),
    )  # fmt: skip
    for kind, values in kinds:
        if isinstance(column.type, kind):
            return values[number % len(values)]
    if column.name == "body" and number == 0:
        return "Mưa lớn. " * 120_000
    return TEXTS[(number + next(_TURN)) % len(TEXTS)]


_TURN = count()
