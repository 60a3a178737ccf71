"""A database → what an operator wants to know of it, whichever version made it; nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select, text

from storage import migrations
from storage.database import StorageError, place, reading
from storage.records import BackupRecord
from storage.safekeeping import rows
from storage.tables import backups, metadata

SECONDS = 10
STEPS = 10_000
"""SQLite looks at the clock once in so many steps of its own."""

UNFINISHED = "not finished"
OURS = ("articles", "versions", "captures", "runs")


@dataclass(frozen=True, slots=True)
class Status:
    """`integrity` is "ok", what is damaged, or that there was no time for all of it."""

    database: str
    kind: str
    server: str
    revision: str | None
    newest: str
    bytes: int
    encoding: str
    locale: str
    wal_bytes: int | None
    integrity: str
    counts: dict[str, int] = field(default_factory=dict)
    pending: list[migrations.Step] = field(default_factory=list)
    last_backup: BackupRecord | None = None

    @property
    def damaged(self) -> bool:
        return self.integrity not in {"ok", UNFINISHED}

    @property
    def to_do(self) -> str:
        """The one thing to do next; empty where there is nothing."""
        if self.damaged:
            return "restore it from a backup, or rebuild it from the WARC files"
        if self.revision is None:
            return "a crawl or `newsarchive db upgrade` makes an archive in it"
        if self.pending:
            return "newsarchive db upgrade"
        if self.revision != self.newest:
            return "made by a newer version: upgrade newsarchive"
        return "" if self.last_backup else "newsarchive db backup FILE"


def status(engine: Engine, *, thorough: bool = False) -> Status:
    """Looks no longer than a few seconds for damage, unless `thorough`."""
    with reading(engine) as connection:
        revision = migrations.revision_in(connection)
        tables = set(inspect(connection).get_table_names()) & set(metadata.tables)
        counts = _counts(connection, [name for name in OURS if name in tables])
        about = (_of_server if connection.dialect.name == "postgresql" else _of_file)(connection, thorough)
        last = _last_backup(connection) if "backups" in tables else None
        # A damaged database may not even commit that it was read.
        connection.rollback()
    return Status(
        place(engine.url),
        engine.dialect.name,
        about.server,
        revision,
        migrations.HEAD,
        about.bytes,
        about.encoding,
        about.locale,
        about.wal_bytes,
        about.integrity,
        counts,
        migrations.steps(revision) if revision is None or revision in migrations.known() else [],
        last,
    )


def _counts(connection: Connection, names: list[str]) -> dict[str, int]:
    """Rows of those that are not damaged."""
    counts = {}
    for name in names:
        with suppress(StorageError):
            counts[name] = rows.count(connection, metadata.tables[name])
    return counts


def _last_backup(connection: Connection) -> BackupRecord | None:
    found = connection.execute(
        select(backups).where(backups.c.kind == "database").order_by(backups.c.made_at.desc()).limit(1)
    ).first()
    return BackupRecord(**found._mapping) if found else None


@dataclass(frozen=True, slots=True)
class _About:
    server: str
    bytes: int
    encoding: str
    locale: str
    wal_bytes: int | None
    integrity: str


def _of_file(connection: Connection, thorough: bool) -> _About:
    file = Path(place(connection.engine.url))
    log = Path(f"{file}-wal")
    ask: Callable[[str], str] = lambda name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())  # noqa: E731
    return _About(
        f"SQLite {sqlite3.sqlite_version}",
        int(ask("page_count")) * int(ask("page_size")),
        ask("encoding"),
        "code points",
        log.stat().st_size if log.exists() else 0,
        _whole(connection) if thorough else _quick(connection),
    )


def _whole(connection: Connection) -> str:
    said = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar())
    if said == "ok" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        return "rows refer to others that are missing"
    return said


def _quick(connection: Connection) -> str:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    until = monotonic() + SECONDS
    driver.set_progress_handler(lambda: monotonic() > until, STEPS)
    try:
        return str(driver.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise StorageError(f"{place(connection.engine.url)}: {error}") from error
        return UNFINISHED
    finally:
        driver.set_progress_handler(None, 0)


def _of_server(connection: Connection, thorough: bool) -> _About:  # noqa: ARG001 (the server looks after itself)
    ask: Callable[[str], Any] = lambda query: connection.scalar(text(query))  # noqa: E731
    invalid = ask(
        "SELECT string_agg(c.relname, ', ') FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE NOT i.indisvalid AND c.relnamespace = CAST(current_schema() AS regnamespace)"
    )
    size = ask(
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class "
        "WHERE relkind IN ('r', 'm') AND relnamespace = CAST(current_schema() AS regnamespace)"
    )
    return _About(
        f"PostgreSQL {ask('SHOW server_version')}",
        int(size or 0),
        str(ask("SHOW server_encoding")),
        str(
            ask("SELECT datcollate || ' / ' || datctype FROM pg_database WHERE datname = current_database()")
        ),
        None,
        f"indexes not valid: {invalid}" if invalid else "ok",
    )
