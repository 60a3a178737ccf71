"""The search layers kept in an archive → the index of whichever database holds them now."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from storage.records import SearchText
from storage.search import postgresql
from storage.search.index import Search
from storage.tables import search_texts

BATCH = 200
LAYERS = tuple(SearchText.__dataclass_fields__)


def rebuild(connection: Connection) -> None:
    """Index every kept text anew, as after its rows came out of another database."""
    if connection.dialect.name == "sqlite":
        for layer in ("exact", "fold"):
            connection.exec_driver_sql(f"INSERT INTO search_{layer} (search_{layer}) VALUES ('rebuild')")  # noqa: S608
        return
    connection.execute(delete(postgresql.vectors))
    search, last = Search(connection), 0
    query = select(search_texts.c.id, *(search_texts.c[layer] for layer in LAYERS)).order_by(
        search_texts.c.id
    )
    while rows := connection.execute(query.where(search_texts.c.id > last).limit(BATCH)).all():
        for number, *layers in rows:
            search._put_vectors(number, SearchText(**dict(zip(LAYERS, layers, strict=True))))
        last = rows[-1][0]
