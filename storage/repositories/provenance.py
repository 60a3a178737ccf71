"""Where what is kept of a version comes from: every reading of it, and the capture each was read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.records import Capture, Extraction, Reader
from storage.repositories import readings
from storage.repositories.captures import capture_of
from storage.tables import captures, extractions, origins


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One look at one capture; the current one of a version is what is shown of it."""

    reader: Reader
    extraction: Extraction
    capture: Capture
    current: bool
    text_digest: str


def readings_of(connection: Connection, version: str) -> list[ReadingRecord]:
    """The reading that counts first, then the others, latest first."""
    query = (
        select(extractions, captures)
        .join(captures, captures.c.id == extractions.c.capture)
        .where(extractions.c.version == version)
        .order_by(extractions.c.current.desc(), extractions.c.id.desc())
    )
    rows = connection.execute(query).all()
    found = readings.load(connection, rows)
    return [
        ReadingRecord(
            readings.reader_of(row),
            found[row._mapping[extractions.c.id]],
            capture_of(row),
            row._mapping[extractions.c.current],
            row._mapping[extractions.c.text_digest],
        )
        for row in rows
    ]


def capture_at(connection: Connection, warc: str, offset: int) -> Capture | None:
    query = select(captures).where(captures.c.warc == warc, captures.c.offset == offset)
    row = connection.execute(query).first()
    return capture_of(row) if row else None


def imported_from(connection: Connection, warc: str, offset: int) -> dict[str, Any] | None:
    """What is known of where another crawler kept this capture; None for one of our own."""
    query = (
        select(origins)
        .join(captures, captures.c.id == origins.c.capture)
        .where(captures.c.warc == warc, captures.c.offset == offset)
    )
    row = connection.execute(query).first()
    return {name: value for name, value in row._mapping.items() if name != "capture"} if row else None
