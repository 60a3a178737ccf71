"""Many new stories at once → the index: made ready wherever there is time, put in by whoever writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.database import StorageError
from storage.records import SearchText
from storage.search.finding import engine
from storage.search.keeping import Keeper, Told, facts_of
from storage.search.layers import layers_of, packed
from storage.search.numbering import room
from storage.tables import search_layers, search_texts


@dataclass(frozen=True, slots=True)
class Ready:
    """A text as it is stored, and as the index of one kind of database takes it."""

    told: Told
    packed: bytes
    made: Any


def ready(dialect: str, told: Told, text: SearchText) -> Ready:
    """Asks no database, so that other processes can do it."""
    layers = layers_of(text)
    return Ready(told, packed(layers), engine(dialect).made(layers, facts_of(told)))


def load(connection: Connection, texts: Sequence[Ready]) -> None:
    """Texts of articles that are not in the index yet."""
    arrived = connection.scalar(select(func.coalesce(func.max(search_texts.c.arrived), 0))) or 0
    numbered = sorted(zip(_numbers(connection, texts), texts, strict=True), key=lambda pair: pair[0])
    rows = [
        {"id": number, **_values(text.told), "current": True, "arrived": arrived + more, "indexed": True}
        for more, (number, text) in enumerate(numbered, 1)
    ]
    connection.execute(insert(search_texts), rows)
    words = [{"id": number, "layers": text.packed} for number, text in numbered]
    connection.execute(insert(search_layers), words)
    dialect = connection.dialect.name
    engine(dialect).add(connection, [(number, text.made) for number, text in numbered])


def _values(told: Told) -> dict[str, Any]:
    return {name: getattr(told, name) for name in Told.__slots__}


def _numbers(connection: Connection, texts: Sequence[Ready]) -> list[int]:
    keeper, taken = Keeper(connection), dict[str, int]()
    found = []
    for text in texts:
        date = text.told.date
        number = taken[date] + 1 if date in taken else keeper.number(date)
        if number > room(date)[1]:
            raise StorageError(f"{date or 'no date'}: too many texts of one day at once; put them one by one")
        taken[date] = number
        found.append(number)
    return found
