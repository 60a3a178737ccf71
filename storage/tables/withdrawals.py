"""What was taken out of the archive's answers, by whom and why, and what it is known by when met again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Named, Table, TypedColumns

from storage.tables.columns import Json, Utc, Words, metadata


class WithdrawalColumns(TypedColumns):
    """`id` is the sequence number of the audit log's line. `until` is the last day it holds. `removed`: when
    the bytes of a withdrawal of content were gone. `phrase`: the digest by which redacted words are known."""

    id = Column(Integer, primary_key=True, autoincrement=False)
    article = Column(Words, nullable=False, index=True)
    portal = Column(Words, nullable=False)
    scope = Column(Words, nullable=False)
    reason = Column(Words, nullable=False)
    authority: Named[str | None] = Column(Words)
    note: Named[str | None] = Column(Words)
    at = Column(Utc, nullable=False)
    until: Named[str | None] = Column(Words)
    lifted: Named[datetime | None] = Column(Utc)
    lifted_reason: Named[str | None] = Column(Words)
    removed: Named[datetime | None] = Column(Utc)
    phrase: Named[Any] = Column(Json, nullable=True)


withdrawals = Table("withdrawals", metadata, WithdrawalColumns)


class MarkColumns(TypedColumns):
    """A digest of a URL key, an address or a text of the article, or an id it was given: never an address
    itself, for it may say as much as a text."""

    withdrawal = Column(Integer, ForeignKey("withdrawals.id", ondelete="CASCADE"), primary_key=True)
    mark = Column(Words, primary_key=True)


withdrawal_marks = Table("withdrawal_marks", metadata, MarkColumns)
Index(None, withdrawal_marks.c.mark)
