"""What the stories of a portal taught: every snapshot that readings name, one of them current."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, TypedColumns

from storage.tables.columns import Words, metadata


class SnapshotColumns(TypedColumns):
    """`captures`: how many of the portal's captures there were when it was made, or last found to hold."""

    portal = Column(Words, ForeignKey("portals.slug"), primary_key=True)
    digest = Column(Words, primary_key=True)
    text = Column(Words, nullable=False)
    captures = Column(Integer, nullable=False)
    current = Column(Boolean, nullable=False)


snapshots = Table("snapshots", metadata, SnapshotColumns)
Index(
    "uq_snapshots_current",
    snapshots.c.portal,
    unique=True,
    sqlite_where=snapshots.c.current,
    postgresql_where=snapshots.c.current,
)
