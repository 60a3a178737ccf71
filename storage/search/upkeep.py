"""The index as a whole: made anew from the stored words, cleared of what was taken out, checked."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from storage.database import StorageError
from storage.search import sqlite
from storage.search.keeping import Keeper
from storage.search.postgresql import vectors
from storage.tables import search_layers, search_texts


def reindex(keeper: Keeper) -> int:
    """Of the texts that were in the index; those that wait for it wait on."""
    keeper.engine.empty(keeper.connection)
    done = keeper.index_again()
    purge(keeper.connection)
    return done


def purge(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        sqlite.optimize(connection)


def check(connection: Connection) -> list[str]:
    texts = search_texts
    found = []
    without = select(func.count()).select_from(
        texts.outerjoin(search_layers, search_layers.c.id == texts.c.id)
    )
    if missing := connection.scalar(without.where(search_layers.c.id.is_(None))):
        found.append(f"{missing} texts of the search index have lost their words; read the stories again")
    waiting = connection.scalar(select(func.count()).select_from(texts).where(~texts.c.indexed))
    if waiting:
        found.append(f"{waiting} texts are not in the search index yet; make it anew")
    odd = _odd_vectors(connection) if connection.dialect.name == "postgresql" else _odd_tokens(connection)
    return found + odd


def _odd_vectors(connection: Connection) -> list[str]:
    joined = search_texts.outerjoin(vectors, vectors.c.id == search_texts.c.id)
    lost = select(func.count()).select_from(joined).where(vectors.c.id.is_(None), search_texts.c.indexed)
    number = connection.scalar(lost)
    return [f"{number} texts are missing in the search index; make it anew"] if number else []


def _odd_tokens(connection: Connection) -> list[str]:
    try:
        sqlite.verify(connection)
    except StorageError as error:
        return [f"the search index is damaged ({error}); make it anew"]
    held = connection.scalar(select(func.count()).select_from(sqlite.every()))
    told = connection.scalar(select(func.count()).select_from(search_texts).where(search_texts.c.indexed))
    if held != told:
        return [f"the search index has {held} texts, not {told}; make it anew"]
    return []
