"""What is known of URLs before and between fetches, and what became of each lead of each run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Named, Table, TypedColumns, UniqueConstraint

from storage.tables.columns import Json, Utc, Words, metadata


class UrlColumns(TypedColumns):
    """One row a story (by its key) or a feed, sitemap or section page (by its URL)."""

    id = Column(Integer, primary_key=True)
    portal = Column(Words, nullable=False)
    key = Column(Words, nullable=False)
    url = Column(Words, nullable=False)
    kind = Column(Words, nullable=False)
    waiting = Column(Boolean, nullable=False)
    found_in = Column(Words, nullable=False, default="")
    hints: Named[Any] = Column(Json, nullable=False)
    run = Column(Words, nullable=False, default="")
    offered: Named[datetime | None] = Column(Utc)
    last_fetched: Named[datetime | None] = Column(Utc)
    outcome: Named[str | None] = Column(Words)
    etag: Named[str | None] = Column(Words)
    last_modified: Named[str | None] = Column(Words)
    next_look: Named[datetime | None] = Column(Utc)
    not_before: Named[datetime | None] = Column(Utc)
    tries = Column(Integer, nullable=False, default=0)


urls = Table("urls", metadata, UrlColumns, UniqueConstraint("portal", "key"))
Index(None, urls.c.portal, urls.c.url)
Index(None, urls.c.portal, urls.c.waiting, urls.c.id)
Index(None, urls.c.portal, urls.c.next_look)


class LedgerColumns(TypedColumns):
    """One row a lead of a run: it ends in exactly one outcome. `date` is the portal's local day."""

    run = Column(Words, primary_key=True)
    portal = Column(Words, primary_key=True)
    url = Column(Words, primary_key=True)
    date = Column(Words, nullable=False)
    outcome = Column(Words, nullable=False)
    reason: Named[str | None] = Column(Words)
    fetched = Column(Boolean, nullable=False)
    at = Column(Utc, nullable=False)


ledger = Table("ledger", metadata, LedgerColumns)
Index(None, ledger.c.portal, ledger.c.date)
