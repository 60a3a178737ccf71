"""A question that may take only so long."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, select

from storage.database import StorageError
from storage.search.results import SearchCut

STEPS = 2_000
"""Of SQLite's machine, between two looks at the clock."""
CUT = ("interrupted", "statement timeout")


@contextmanager
def within_seconds(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Raises SearchCut where the database is still at it after so many seconds."""
    if seconds is None:
        yield
        return
    try:
        if connection.dialect.name == "postgresql":
            with _timeout(connection, seconds):
                yield
        else:
            with _interrupted(connection, seconds):
                yield
    except StorageError as error:
        if not isinstance(error, SearchCut) and any(word in str(error) for word in CUT):
            raise SearchCut(
                f"the search was cut after {seconds:g} seconds; narrow it by dates, a portal or more words"
            ) from error
        raise


@contextmanager
def _interrupted(connection: Connection, seconds: float) -> Iterator[None]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    end = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


@contextmanager
def _timeout(connection: Connection, seconds: float) -> Iterator[None]:
    milliseconds = str(max(1, round(seconds * 1000)))
    with connection.begin_nested():
        connection.execute(select(func.set_config("statement_timeout", milliseconds, True)))
        yield
        connection.execute(select(func.set_config("statement_timeout", "0", True)))
