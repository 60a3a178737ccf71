"""Learnt snapshots: records in, records out."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from storage.records import Snapshot
from storage.tables import snapshots
from storage.tables.upsert import upsert

_COLUMNS = (snapshots.c.portal, snapshots.c.digest, snapshots.c.text, snapshots.c.captures)


class Snapshots:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, snapshot: Snapshot) -> None:
        """Make it the portal's current one; those before it stay, for readings name them."""
        mine = snapshots.c.portal == snapshot.portal
        self.connection.execute(update(snapshots).where(mine, snapshots.c.current).values(current=False))
        row = {name: getattr(snapshot, name) for name in ("portal", "digest", "text", "captures")}
        upsert(self.connection, snapshots, {**row, "current": True}, ("portal", "digest"))

    def current(self, portal: str) -> Snapshot | None:
        """What the portal's next run is given."""
        query = select(*_COLUMNS).where(snapshots.c.portal == portal, snapshots.c.current)
        row = self.connection.execute(query).first()
        return Snapshot(**row._mapping) if row else None

    def get(self, portal: str, digest: str) -> Snapshot | None:
        """The one that a reading names."""
        query = select(*_COLUMNS).where(snapshots.c.portal == portal, snapshots.c.digest == digest)
        row = self.connection.execute(query).first()
        return Snapshot(**row._mapping) if row else None
