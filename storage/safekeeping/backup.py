"""A database in use → a SQLite file with all of it as it was at one moment, looked over before it counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from storage import migrations
from storage.database import StorageError, in_words, place, reading
from storage.records import BackupRecord
from storage.safekeeping import files
from storage.safekeeping.copying import into_file
from storage.safekeeping.rows import Progress, nobody

DATABASE = "database"
PATIENCE = 0.05
PAGES = 1_000
"""Copied at a time; between two of them others get their turn."""


def back_up(
    source: Engine,
    file: Path,
    at: datetime,
    software: str,
    keep: Callable[[BackupRecord], None],
    *,
    over: bool = False,
    progress: Progress = nobody,
) -> BackupRecord:
    """Write the backup. Crawls go on writing; what they write after the start is not in it.

    `keep` puts the record into the archive; it is called before the file has its name, so that there is no
    backup that the archive does not know of. StorageError where the file could not be made, or would not be
    what it should; then there is none.
    """
    revision = migrations.revision(source)
    if revision is None:
        raise StorageError(f"{place(source.url)}: no archive in it, so there is nothing to back up")
    file = file.absolute()
    made: list[BackupRecord] = []

    def last(unfinished: Path) -> None:
        _check(unfinished, file)
        size = unfinished.stat().st_size
        made.append(BackupRecord(str(file), at, DATABASE, files.digest(unfinished), size, revision, software))
        keep(made[0])

    if source.dialect.name == "sqlite":
        _pages(source, file, progress, over=over, last=last)
    else:
        into_file(source, file, progress, over=over, last=last)
    return made[0]


def _pages(
    source: Engine, file: Path, progress: Progress, *, over: bool, last: Callable[[Path], None]
) -> None:
    """Page by page, within one reading transaction: writers go on, and nothing starts anew for them."""
    if file == Path(place(source.url)).absolute():
        raise StorageError(f"{file}: the archive's own database; name another file")
    with files.appearing(file, over=over) as unfinished:
        try:
            with reading(source) as connection, closing(sqlite3.connect(unfinished)) as target:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                before = _counts(driver)
                driver.backup(target, pages=PAGES, progress=_pages_done(progress), sleep=PATIENCE)
                if before != _counts(target):
                    raise StorageError(f"{file}: the copy has other rows than its source; it was removed")
        except sqlite3.Error as error:
            raise in_words(error, source.url) from error
        last(unfinished)


def _pages_done(progress: Progress) -> Callable[[int, int, int], None]:
    done = 0

    def tell(_: int, remaining: int, total: int) -> None:
        nonlocal done
        progress(f"{total} pages", total - remaining - done)
        done = total - remaining

    return tell


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of every table that is stored as one."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in connection.execute(query)]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def _check(unfinished: Path, file: Path) -> None:
    with closing(sqlite3.connect(unfinished)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone():
            said = "rows refer to others that are missing"
    if said != "ok":
        raise StorageError(
            f"{file}: the copy is damaged, and so probably is its source: {said}; it was removed; "
            "see `newsarchive db status --thorough`"
        )
