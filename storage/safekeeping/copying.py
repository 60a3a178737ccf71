"""An archive's database → the same rows in another, empty one: SQLite into PostgreSQL, and back.

The target is whole or nothing: on PostgreSQL all is one transaction, a file is filled under another name.
Every table is read back and compared before that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, inspect

from storage import migrations
from storage.database import StorageError, in_words, open_engine, place, reading, url_of, writing
from storage.safekeeping import files, rows
from storage.safekeeping.rows import Progress, Row, Tally, nobody
from storage.search.rebuild import rebuild
from storage.tables import metadata

INDEX = "search index"
CHECK = "checking"


@dataclass(frozen=True, slots=True)
class Copied:
    """What went over: rows and digest of each table, the same in source and target."""

    source: str
    target: str
    tables: dict[str, Tally]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def copy(source: Engine, target: str, progress: Progress = nobody) -> Copied:
    """Copy all rows of `source` to the URL or path `target`.

    `source` is seen as it was at one moment; who goes on writing there writes what the copy will not have.
    """
    _check_source(source)
    url = url_of(target)
    if url == source.url:
        raise StorageError(f"{place(url)}: the same database; name another one to copy to")
    if url.get_backend_name() == "sqlite":
        tallies = into_file(source, Path(url.database or ""), progress, over=False)
    else:
        tallies = _into_server(source, target, progress)
    return Copied(place(source.url), place(url), tallies)


def into_file(
    source: Engine,
    file: Path,
    progress: Progress,
    *,
    over: bool,
    last: Callable[[Path], None] = lambda _: None,
) -> dict[str, Tally]:
    """Fill a SQLite file; it has its name only when all is in it. `last` sees it before that."""
    with files.appearing(file, over=over) as unfinished, _explained(file):
        engine = open_engine(str(unfinished))
        try:
            with reading(source) as origin, writing(engine, foreign_keys=False) as connection:
                migrations.upgrade_within(connection)
                tallies = _fill(origin, connection, progress)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StorageError(f"{file}: rows refer to others that are missing; nothing was copied")
        finally:
            engine.dispose()
        settle(unfinished)
        last(unfinished)
    return tallies


def _into_server(source: Engine, target: str, progress: Progress) -> dict[str, Tally]:
    engine = open_engine(target)
    try:
        with reading(source) as origin, writing(engine) as connection:
            _check_empty(connection)
            migrations.upgrade_within(connection)
            return _fill(origin, connection, progress)
    finally:
        engine.dispose()


def _fill(origin: Connection, target: Connection, progress: Progress) -> dict[str, Tally]:
    for connection in (origin, target):
        if connection.dialect.name == "postgresql":
            # One of the two waits while the other is at work.
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    wanted: dict[str, Tally] = {}
    for table in rows.tables():
        wanted[table.name] = Tally()
        rows.write(target, table, _counted(origin, table, wanted[table.name], progress))
    progress(INDEX, 0)
    rebuild(target)
    for table in rows.tables():
        found = rows.tally(target, table, lambda _, done: progress(CHECK, done))
        if found != wanted[table.name]:
            raise StorageError(
                f"{place(target.engine.url)}: the table {table.name} came out different "
                f"({found.rows} of {wanted[table.name].rows} rows); nothing was copied"
            )
    return wanted


def _counted(
    origin: Connection, table: Table[Any], counted: Tally, progress: Progress
) -> Iterator[list[Row]]:
    for batch in rows.read(origin, table):
        counted.add(batch)
        progress(table.name, len(batch))
        yield batch


def _check_source(source: Engine) -> None:
    found = migrations.revision(source)
    if found is None:
        raise StorageError(f"{place(source.url)}: no archive in it, so there is nothing to copy")
    if found != migrations.HEAD:
        if found not in migrations.known():
            raise migrations.newer(source.url, found)
        raise StorageError(
            f"{place(source.url)}: made by an older version; run `newsarchive db upgrade` first"
        )


def _check_empty(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names()) & set(metadata.tables)
    full = sorted(name for name in there if rows.count(connection, metadata.tables[name]))
    if full:
        raise StorageError(
            f"{place(connection.engine.url)}: holds an archive already ({', '.join(full[:3])}…); "
            "name an empty database"
        )


def settle(file: Path) -> None:
    """All of it in the one file, none in a write-ahead log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for beside in ("-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise in_words(error, url_of(str(file))) from error
