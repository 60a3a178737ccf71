"""A database's URL → an engine that is safe to write through, and its errors in words."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    ProgrammingError,
)

from storage import server

APPLICATION_ID = 0x4E657741
"""Marks a SQLite file as ours ("NewA")."""

BUSY_SECONDS = 10
TRIES = 3


class StorageError(Exception):
    """The database cannot be used; the message says why and what to do next."""


class BusyError(StorageError):
    """Another writer holds the database."""


class InterruptedWorkError(StorageError):
    """The database undid a unit of work through no fault of the unit: a deadlock, a lost connection, a
    server that restarts. Nothing of it was kept; the same unit may be run again."""


def url_of(address: str) -> URL:
    """A SQLAlchemy URL, or the path of a SQLite file, as a URL. StorageError for what cannot be one."""
    try:
        url = make_url(address if "://" in address else f"sqlite:///{address}")
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            f"{without_password(address)}: not a database's URL; write it as postgresql://user@host/name"
        ) from error
    name = url.drivername.partition("+")[0]
    if name in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if name == "sqlite":
        return url.set(drivername="sqlite")
    raise StorageError(f"{name}: no database for an archive; use SQLite or PostgreSQL")


def open_engine(address: str) -> Engine:
    """The engine for a SQLAlchemy URL, or for the path of a SQLite file. Nothing is created or read yet."""
    url = url_of(address)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    event.listen(engine, "handle_error", _explain)
    return engine


@contextmanager
def writing(engine: Engine, *, foreign_keys: bool = True) -> Iterator[Connection]:
    """One transaction that may write: committed at the end, rolled back whole on any error.

    One at a time, on either database: SQLite knows no other way, and on PostgreSQL two crawls that touch the
    same copies in another order would end in deadlocks. Who waits too long gets a BusyError.
    `foreign_keys` off is for migrations: SQLite would empty the children of a table that is rebuilt.
    """
    with engine.connect().execution_options(newsarchive_writes=True) as connection:
        if not foreign_keys and engine.dialect.name == "sqlite":
            # It cannot be changed within a transaction, and must not outlive this connection's use.
            _execute(connection, "PRAGMA foreign_keys = OFF")
            connection.detach()
        for attempt in range(TRIES):
            try:
                transaction = connection.begin()
                break
            except BusyError:
                if attempt == TRIES - 1:
                    raise
        with transaction:
            if engine.dialect.name == "postgresql":
                server.take_turn(connection)
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees the database as it was at its first question."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _execute(connection: Connection, statement: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(statement)


def _postgresql(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=server.defaults(url))
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StorageError(
            f"PostgreSQL needs a driver: pip install 'newsarchive[postgresql]' ({error})"
        ) from None

    # First of all: in a database of another encoding SQLAlchemy trips over its own questions.
    @event.listens_for(engine, "connect", insert=True)
    def _set_up(connection: Any, _: object) -> None:
        if why := server.unfit(connection):
            raise StorageError(f"{place(url)}: {why}")
        server.prepare(connection, BUSY_SECONDS)

    return engine


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:" and _read_only(Path(url.database)):
        # A WAL database on a read-only file system opens in no other way.
        file = Path(url.database).absolute().as_posix()
        url = url.set(database=f"file:{file}", query={"uri": "true", "mode": "ro", "immutable": "1"})
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: object) -> None:
        # Without this the driver begins late and commits before DDL: migrations would tear.
        connection.isolation_level = None
        try:
            _prepare(connection)
        except sqlite3.Error as error:
            raise in_words(error, url) from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once if another wrote meanwhile.
        writes = connection.get_execution_options().get("newsarchive_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _read_only(file: Path) -> bool:
    return file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark not in {0, APPLICATION_ID} or (mark == 0 and tables):
        raise sqlite3.DatabaseError("file is not a database of ours")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def _explain(context: ExceptionContext) -> None:
    """Every failure of the database itself leaves as a StorageError; wrong SQL and broken rules do not."""
    error = context.sqlalchemy_exception
    if not isinstance(error, DatabaseError | InterfaceError):
        return
    if isinstance(error, DataError | IntegrityError | ProgrammingError):
        return
    url = context.engine.url if context.engine else make_url("unknown://")
    raise in_words(
        context.original_exception, url, lost=context.is_disconnect
    ) from context.original_exception


_KNOWN = (
    ("not a database of ours", "a database, but not one of newsarchive; name another file"),
    ("file is not a database", "not a database; move it away, or restore it from a backup"),
    (
        "malformed",
        "the database is damaged; restore it from a backup; the raw pages in warc/ are not touched by this",
    ),
    ("disk is full", "the disk is full; make room and run the same command again"),
    ("No space left", "the disk is full; make room and run the same command again"),
    ("readonly", "the database is read-only; check its permissions and its file system"),
    ("unable to open", "the database cannot be opened; check that its directory exists and is yours"),
    ("disk I/O error", "the disk failed to read or write; check it before going on"),
)


def place(url: URL) -> str:
    """The database as messages name it: a file's path, or a URL without its password."""
    if url.get_backend_name() != "sqlite":
        return url.render_as_string(hide_password=True)
    return (url.database or "memory").removeprefix("file:")


def without_password(address: str) -> str:
    """An address that may be no URL at all, safe to be shown."""
    return re.sub(r"(://[^:@/]*):[^@/]*@", r"\1:***@", address)


def in_words(error: BaseException, url: URL, *, lost: bool = False) -> StorageError:
    where = place(url)
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    code = getattr(error, "sqlstate", None)
    if code in server.BUSY or (code is None and ("locked" in said or "busy" in said)):
        return BusyError(f"{where}: another program is writing; try again when it is done")
    if lost or code in server.UNDONE:
        return InterruptedWorkError(f"{where}: what was being done was undone; do it again ({said})")
    for part, words in _KNOWN:
        if part in said:
            return StorageError(f"{where}: {words} ({said})")
    return StorageError(f"{where}: {said}")
