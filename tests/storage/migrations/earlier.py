"""Archives that earlier versions made of one invented paper, opened as they were, on either database.

Each `archive-VERSION.tar.xz` holds a SQLite file, WARC files and run reports. On PostgreSQL the same rows are
put into the schema that the version had there.
"""

from __future__ import annotations

import sqlite3
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Boolean, Connection, MetaData, text

from storage import migrations
from storage.database import open_engine, writing

from ..conftest import empty

HERE = Path(__file__).parent
REVISIONS = {"0.1": "0001", "0.2": "0002"}
FIELDS = {"title": "A", "body": "D", "byline": "B", "captions": "C"}


@dataclass(frozen=True)
class Earlier:
    """An archive's directory, and where its database is; `file` is the SQLite file it all came from."""

    version: str
    folder: Path
    url: str
    file: Path

    @property
    def revision(self) -> str:
        return REVISIONS[self.version]


@contextmanager
def earlier(version: str, kind: str, folder: Path) -> Iterator[Earlier]:
    archive = folder / "archive"
    with tarfile.open(HERE / f"archive-{version}.tar.xz") as packed:
        packed.extractall(archive, filter="data")
    file = archive / "newsarchive.db"
    if kind == "sqlite":
        kept = folder / "as-it-was.db"
        kept.write_bytes(file.read_bytes())
        yield Earlier(version, archive, f"sqlite:///{file}", kept)
        return
    with empty(kind, folder) as url:
        kept = file.rename(folder / "as-it-was.db")
        (archive / "newsarchive.toml").write_text(f'database_url = "{url}"\n', encoding="utf-8")
        _fill(url, REVISIONS[version], kept)
        yield Earlier(version, archive, url, kept)


def rows_of(file: Path, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def tables_of(file: Path) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_exact%'"
    found = [row["name"] for row in rows_of(file, query)]
    return sorted(name for name in found if not name.startswith(("search_fold", "alembic_")))


def _fill(url: str, revision: str, file: Path) -> None:
    engine = open_engine(url)
    with writing(engine) as connection:
        settings = migrations.config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
        found = MetaData()
        found.reflect(connection)
        for table in found.sorted_tables:
            if table.name in tables_of(file) and (rows := rows_of(file, f'SELECT * FROM "{table.name}"')):
                flags = [column.name for column in table.columns if isinstance(column.type, Boolean)]
                connection.execute(table.insert(), [{**row, **_flags(row, flags)} for row in rows])
        _count_on(connection)
        _vectors(connection, rows_of(file, "SELECT * FROM search_texts"))
        # A view on a table that is changed is in the way, as the version's own were.
        connection.execute(text("CREATE VIEW v_articles AS SELECT * FROM articles"))
        connection.execute(text("CREATE VIEW v_versions AS SELECT v.*, e.title FROM versions v "
                                "JOIN extractions e ON e.version = v.id"))  # fmt: skip
    engine.dispose()


def _flags(row: dict[str, Any], flags: list[str]) -> dict[str, bool]:
    return {flag: bool(row[flag]) for flag in flags}


def _count_on(connection: Connection) -> None:
    for table in ("urls", "captures", "extractions", "search_texts"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        )


def _vectors(connection: Connection, rows: list[dict[str, Any]]) -> None:
    statement = text(
        "INSERT INTO search_vectors VALUES (:id, CAST(:exact AS tsvector), CAST(:fold AS tsvector), false)"
    )
    for row in rows:
        layers = {layer: _vector(row, layer) for layer in ("exact", "fold")}
        connection.execute(statement, {"id": row["id"], **layers})


def _vector(row: dict[str, Any], layer: str) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for field, mark in FIELDS.items():
        position += 1
        for word in row[f"{field}_{layer}"].split():
            position += 1
            places[word].append(f"{position}{mark}")
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
