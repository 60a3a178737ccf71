"""What is searched: a row for each version's text with what bounds and facets ask of it, and its words.

Each database builds its own index over them. `search_texts` is narrow, so that thousands of its rows are
read at once; the words stand apart.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
)

from storage.tables.columns import Utc, Words, metadata

Number = BigInteger().with_variant(Integer(), "sqlite")


class SearchTextColumns(TypedColumns):
    """`id` follows the day of publication (storage/search/numbering.py). `date` is the local day or month
    of publication, or empty; `sections` are folded and `people` as named, each between line breaks.
    `arrived` grows with each text put in; `indexed` says whether the full-text index has it yet."""

    id = Column(Number, primary_key=True, autoincrement=False)
    article = Column(Words, ForeignKey("articles.id"), nullable=False, index=True)
    version: Named[str | None] = Column(Words)
    current = Column(Boolean, nullable=False)
    portal = Column(Words, nullable=False)
    date = Column(Words, nullable=False)
    sections = Column(Words, nullable=False)
    people = Column(Words, nullable=False)
    language = Column(Words, nullable=False)
    first_seen = Column(Utc, nullable=False)
    arrived = Column(BigInteger, nullable=False, index=True)
    indexed = Column(Boolean, nullable=False)


search_texts = Table("search_texts", metadata, SearchTextColumns)
Index(None, search_texts.c.first_seen, search_texts.c.id)
Index(None, search_texts.c.portal, search_texts.c.id)
Index(
    "uq_search_texts_current",
    search_texts.c.article,
    unique=True,
    sqlite_where=search_texts.c.current,
    postgresql_where=search_texts.c.current,
)
Index(
    "ix_search_texts_waiting",
    search_texts.c.id,
    sqlite_where=~search_texts.c.indexed,
    postgresql_where=~search_texts.c.indexed,
)


class SearchWordColumns(TypedColumns):
    """The two layers of a text, compressed: what was indexed, so that it can be taken out exactly."""

    id = Column(
        Number, ForeignKey("search_texts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    layers = Column(LargeBinary, nullable=False)


search_layers = Table("search_layers", metadata, SearchWordColumns)
