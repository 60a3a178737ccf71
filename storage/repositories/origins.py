"""Where imported captures came from, and whether something that another crawler kept is here already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select

from storage.records import Capture
from storage.repositories.captures import capture_of
from storage.tables import captures, origins
from storage.tables.upsert import upsert

_TEXTS = ("file", "record", "software", "dated_by", "head", "digest", "url")


class Origins:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, capture: int, told: Mapping[str, object]) -> None:
        """Remember what the note of an imported capture tells of its source."""
        offset = told.get("offset")
        row = {name: str(told.get(name) or "") for name in _TEXTS}
        row_offset = offset if isinstance(offset, int) and abs(offset) < 2**62 else 0
        upsert(self.connection, origins, {"capture": capture, "offset": row_offset, **row}, ("capture",))

    def stored(self, portal: str, url: str, at: datetime, digest: str | None) -> Capture | None:
        """The capture of this address at this time with this payload; `digest` None for "not modified"."""
        same = captures.c.status == 304 if digest is None else captures.c.digest == digest
        return self._first(
            captures.c.portal == portal, captures.c.url == url, captures.c.fetched_at == at, same
        )

    def at(self, portal: str, url: str, when: datetime) -> Capture | None:
        """A whole answer of this address, fetched in the second that is named: some crawlers name no more."""
        query = (
            select(captures)
            .where(captures.c.portal == portal, captures.c.url == url, captures.c.status != 304)
            .order_by(captures.c.fetched_at, captures.c.id)
        )
        rows = self.connection.execute(query)
        near = (row for row in rows if abs((row.fetched_at - when).total_seconds()) < 1)
        row = next(near, None)
        return capture_of(row) if row else None

    def with_digest(self, portal: str, digest: str) -> Capture | None:
        """A capture whose payload had this digest where it came from, or has it here."""
        told = select(origins.c.capture).where(origins.c.digest == digest)
        mine = or_(captures.c.id.in_(told), captures.c.digest == digest)
        return self._first(captures.c.portal == portal, captures.c.status != 304, mine)

    def _first(self, *conditions: ColumnElement[bool]) -> Capture | None:
        query = select(captures).where(*conditions).order_by(captures.c.fetched_at, captures.c.id).limit(1)
        row = self.connection.execute(query).first()
        return capture_of(row) if row else None
