"""What finds copies of a story: signatures, their bands, the pairs they gave, who is to be compared."""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, LargeBinary, Table, TypedColumns

from storage.tables.columns import Words, metadata


class SignatureColumns(TypedColumns):
    article = Column(Words, ForeignKey("articles.id"), primary_key=True)
    shingles = Column(Integer, nullable=False)
    signature = Column(LargeBinary, nullable=False)


article_signatures = Table("article_signatures", metadata, SignatureColumns)


class BandColumns(TypedColumns):
    article = Column(Words, ForeignKey("articles.id"), primary_key=True)
    band = Column(Integer, primary_key=True)
    hash = Column(LargeBinary, nullable=False)


signature_bands = Table("signature_bands", metadata, BandColumns)
Index(None, signature_bands.c.hash)


class PairColumns(TypedColumns):
    """Two articles that overlap; `a` sorts before `b`."""

    a = Column(Words, ForeignKey("articles.id"), primary_key=True)
    b = Column(Words, ForeignKey("articles.id"), primary_key=True, index=True)
    overlap = Column(Double, nullable=False)


cluster_pairs = Table("cluster_pairs", metadata, PairColumns)


class DirtyColumns(TypedColumns):
    article = Column(Words, ForeignKey("articles.id"), primary_key=True)


dirty_articles = Table("dirty_articles", metadata, DirtyColumns)
