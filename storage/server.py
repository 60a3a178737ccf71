"""A PostgreSQL server's connection → one that is fit for an archive, or the reason why it is not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

OLDEST = 15
"""The oldest major version that the tests run on."""

CONNECT_SECONDS = 10
IDLE_MINUTES = 60
WRITERS = 0x4E657741
"""The class of our advisory locks ("NewA"); the second half is the schema."""

BUSY = {"55P03"}
"""lock_not_available: waited as long as one may."""

UNDONE = {"40001", "40P01", "57P01", "57P02", "57P03", "25P03"}
"""Serialization failure, deadlock, a server that ends the session or starts anew."""


def defaults(url: URL) -> dict[str, Any]:
    """What a connection is opened with where the URL does not say otherwise."""
    wanted = {"application_name": "newsarchive", "connect_timeout": CONNECT_SECONDS}
    return {name: value for name, value in wanted.items() if name not in url.query}


def unfit(connection: Any) -> str | None:
    """Why the server cannot hold an archive, and what to do; None where it can."""
    info = connection.info
    if info.server_version < OLDEST * 10_000:
        return f"PostgreSQL {info.server_version // 10_000}; an archive needs {OLDEST} or newer"
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return (
            f"the database's encoding is {encoding}, which does not hold every letter; "
            "make one with: createdb --encoding=UTF8 --template=template0 NAME"
        )
    return None


def prepare(connection: Any, busy_seconds: int) -> None:
    """Times in UTC; nobody waits for ever for a lock, and nobody who fell asleep holds one for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{max(busy_seconds * 1000, 1)}ms'")
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_MINUTES}min'")
    connection.commit()


def take_turn(connection: Connection) -> None:
    """Wait until no other writer is at work in this schema, and hold it until the transaction ends."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(:ours, hashtext(current_schema()))"), {"ours": WRITERS}
    )
