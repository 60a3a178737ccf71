"""What extractors read in captures: the fields of a story, its captions, names and problems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from storage.tables.columns import Json, Utc, Words, metadata


class ExtractionColumns(TypedColumns):
    """One reading. No column says when it was made: reading the same bytes again gives the same row.

    Lists of words stand in one text, paragraphs of `body` an empty line apart, others a line apart.
    """

    id = Column(Integer, primary_key=True)
    version = Column(Words, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False)
    capture = Column(Integer, ForeignKey("captures.id"), nullable=False)
    extractor = Column(Words, nullable=False)
    profile = Column(Words, nullable=False)
    learnt = Column(Words, nullable=False)
    current = Column(Boolean, nullable=False)
    text_digest = Column(Words, nullable=False, index=True)
    url = Column(Words, nullable=False)
    canonical_url: Named[str | None] = Column(Words)
    kind = Column(Words, nullable=False)
    title: Named[str | None] = Column(Words)
    kicker: Named[str | None] = Column(Words)
    lead: Named[str | None] = Column(Words)
    dateline: Named[str | None] = Column(Words)
    published_at: Named[datetime | None] = Column(Utc)
    published_offset: Named[int | None] = Column(Integer)
    published_date: Named[str | None] = Column(Words)
    published_precision: Named[str | None] = Column(Words)
    published_confidence: Named[float | None] = Column(Double)
    modified_at: Named[datetime | None] = Column(Utc)
    modified_offset: Named[int | None] = Column(Integer)
    modified_date: Named[str | None] = Column(Words)
    modified_precision: Named[str | None] = Column(Words)
    modified_confidence: Named[float | None] = Column(Double)
    byline = Column(Words, nullable=False)
    body = Column(Words, nullable=False)
    section = Column(Words, nullable=False)
    tags = Column(Words, nullable=False)
    language = Column(Words, nullable=False)
    evidence: Named[Any] = Column(Json, nullable=False)


extractions = Table(
    "extractions",
    metadata,
    ExtractionColumns,
    UniqueConstraint("version", "capture", "extractor", "profile", "learnt", name="uq_extractions_identity"),
)
Index(
    "uq_extractions_current",
    extractions.c.version,
    unique=True,
    sqlite_where=extractions.c.current,
    postgresql_where=extractions.c.current,
)


class CaptionColumns(TypedColumns):
    extraction = Column(Integer, ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, primary_key=True)
    text = Column(Words, nullable=False)
    credit: Named[str | None] = Column(Words)
    image_url: Named[str | None] = Column(Words)


captions = Table("captions", metadata, CaptionColumns)


class NameColumns(TypedColumns):
    """One name of a byline. `kind` is person, agency or source."""

    extraction = Column(Integer, ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, primary_key=True)
    kind = Column(Words, nullable=False)
    name = Column(Words, nullable=False, index=True)
    printed = Column(Words, nullable=False)
    role = Column(Words, nullable=False)


names = Table("names", metadata, NameColumns)


class ProblemColumns(TypedColumns):
    extraction = Column(Integer, ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True)
    position = Column(Integer, primary_key=True)
    code = Column(Words, nullable=False)
    field = Column(Words, nullable=False)
    detail = Column(Words, nullable=False)


problems = Table("problems", metadata, ProblemColumns)
