"""Copies made of the archive, so that what is taken out of it can be taken out of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, TypedColumns

from storage.tables.columns import Utc, Words, metadata


class BackupColumns(TypedColumns):
    path = Column(Words, primary_key=True)
    made_at = Column(Utc, nullable=False)
    kind = Column(Words, nullable=False)
    digest = Column(Words, nullable=False)
    bytes = Column(BigInteger, nullable=False)
    revision = Column(Words, nullable=False)
    software = Column(Words, nullable=False)


backups = Table("backups", metadata, BackupColumns)
