"""The backups that were made of an archive: records in, records out."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from storage.records import BackupRecord
from storage.tables import backups
from storage.tables.upsert import upsert


class Backups:
    """One row a path: a backup that was written over is gone."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, backup: BackupRecord) -> None:
        """Remember a backup, or that the file at its path is another one now."""
        upsert(self.connection, backups, asdict(backup), ("path",))

    def forget(self, path: str) -> None:
        """There is no such file any more."""
        self.connection.execute(delete(backups).where(backups.c.path == path))

    def all(self) -> list[BackupRecord]:
        """The latest first."""
        rows = self.connection.execute(select(backups).order_by(backups.c.made_at.desc(), backups.c.path))
        return [BackupRecord(**row._mapping) for row in rows]
