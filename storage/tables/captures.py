"""Fetches with their place in the WARC, the pages among them that were no article, and where those came from
that another crawler had fetched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from storage.tables.columns import Json, Utc, Words, metadata


class CaptureColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    portal = Column(Words, nullable=False)
    url = Column(Words, nullable=False)
    lead_url = Column(Words, nullable=False)
    kind = Column(Words, nullable=False)
    run = Column(Words, nullable=False)
    fetched_at = Column(Utc, nullable=False)
    status = Column(Integer, nullable=False)
    content_type: Named[str | None] = Column(Words)
    digest = Column(Words, nullable=False)
    warc = Column(Words, nullable=False)
    offset = Column(BigInteger, nullable=False)
    length = Column(BigInteger, nullable=False)
    revisit = Column(Boolean, nullable=False)
    truncated: Named[str | None] = Column(Words)
    etag: Named[str | None] = Column(Words)
    last_modified: Named[str | None] = Column(Words)
    hints: Named[Any] = Column(Json, nullable=False)
    article: Named[str | None] = Column(Words)
    outcome: Named[str | None] = Column(Words)
    key: Named[str | None] = Column(Words)


captures = Table("captures", metadata, CaptureColumns, UniqueConstraint("warc", "offset"))
Index(None, captures.c.portal, captures.c.url)
Index(None, captures.c.article)
Index(None, captures.c.portal, captures.c.key, captures.c.fetched_at)


class RefusalColumns(TypedColumns):
    capture = Column(Integer, ForeignKey("captures.id", ondelete="CASCADE"), primary_key=True)
    portal = Column(Words, nullable=False)
    url = Column(Words, nullable=False)
    reason = Column(Words, nullable=False)
    detail = Column(Words, nullable=False)


refusals = Table("refusals", metadata, RefusalColumns)
Index(None, refusals.c.portal, refusals.c.url)


class OriginColumns(TypedColumns):
    capture = Column(Integer, ForeignKey("captures.id", ondelete="CASCADE"), primary_key=True)
    file = Column(Words, nullable=False)
    offset = Column(BigInteger, nullable=False)
    record = Column(Words, nullable=False)
    software = Column(Words, nullable=False)
    dated_by = Column(Words, nullable=False)
    head = Column(Words, nullable=False)
    digest = Column(Words, nullable=False)
    url = Column(Words, nullable=False)


origins = Table("origins", metadata, OriginColumns)
Index(None, origins.c.digest)
