"""Deleted rows → no trace of them in the database's own files: what deleting alone leaves in free pages, in
the full-text index and in the write-ahead log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text

from storage.database import BusyError, StorageError, place

PATIENCE = 2000
"""Milliseconds to wait for others; who is put off is finished by the next start."""


def erase_leftovers(engine: Engine, touched: Iterable[str]) -> list[str]:
    """Write the database anew without what was deleted from the tables `touched`; what remains, in words.

    Raises BusyError while anybody else has the database open in a transaction.
    """
    engine.dispose()
    if engine.dialect.name == "sqlite":
        return _sqlite(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return _postgresql(connection, touched)


def _sqlite(engine: Engine) -> list[str]:
    """Past SQLAlchemy, which would begin a transaction first."""
    pooled = engine.raw_connection()
    driver = pooled.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        made = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
        for (index,) in driver.execute(made).fetchall():
            driver.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608
        driver.execute("VACUUM")
        (busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise StorageError(f"{place(engine.url)}: could not be written anew: {error}") from error
    finally:
        pooled.invalidate()
    if busy:
        raise BusyError(
            f"{place(engine.url)}: another program reads the database, and its log cannot be emptied; "
            "try again when it is done"
        )
    return []


def _postgresql(connection: Connection, touched: Iterable[str]) -> list[str]:
    for table in sorted({*touched, "search_vectors"}):
        if connection.scalar(text("SELECT to_regclass(:name)"), {"name": table}):
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table}")
    return [
        "the PostgreSQL server's write-ahead log and its own backups, until they are recycled "
        "(CHECKPOINT and the archive's retention are the server's)"
    ]
