"""What finds copies of a story: sketches, the keys they are found by, pairs, clusters and their former ids.

Articles stand here by number, a hash of the id: pairs and keys are many, and their order is nobody's.
None of it is a source: all can be made anew from the texts, by marking every article dirty.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, LargeBinary, Table, TypedColumns

from storage.tables.columns import Words, metadata


class SketchColumns(TypedColumns):
    """`key_list` holds integers of four bytes, little-endian; `sketch` is what two stories are compared
    by."""

    number = Column(BigInteger, primary_key=True, autoincrement=False)
    article = Column(Words, nullable=False, index=True)
    key_list = Column(LargeBinary, nullable=False)
    sketch = Column(LargeBinary, nullable=False)


copy_sketches = Table("copy_sketches", metadata, SketchColumns, sqlite_with_rowid=False)


class KeyColumns(TypedColumns):
    """Articles that share a key may be copies."""

    key = Column(Integer, primary_key=True, autoincrement=False)
    number = Column(BigInteger, primary_key=True, autoincrement=False)


copy_keys = Table("copy_keys", metadata, KeyColumns, sqlite_with_rowid=False)


class PairColumns(TypedColumns):
    """Two articles of which one is a copy of the other; `a` is the smaller number."""

    a = Column(BigInteger, primary_key=True, autoincrement=False)
    b = Column(BigInteger, primary_key=True, autoincrement=False, index=True)
    overlap = Column(Double, nullable=False)
    contained = Column(Double, nullable=False)


cluster_pairs = Table("cluster_pairs", metadata, PairColumns, sqlite_with_rowid=False)


class MemberColumns(TypedColumns):
    """The part an article plays in its cluster (`articles.cluster`). `overlap` is what it shares with the
    origin, or with the earliest where no origin is known; `certain` says whether the part is beyond doubt."""

    article = Column(Words, primary_key=True)
    role = Column(Words, nullable=False)
    overlap = Column(Double, nullable=False)
    certain = Column(Boolean, nullable=False)


cluster_members = Table("cluster_members", metadata, MemberColumns, sqlite_with_rowid=False)


class FormerColumns(TypedColumns):
    """Where the articles of a cluster went that has its id no more; empty where they have no copies now."""

    id = Column(Words, primary_key=True)
    cluster = Column(Words, primary_key=True)


former_clusters = Table("former_clusters", metadata, FormerColumns, sqlite_with_rowid=False)


class DirtyColumns(TypedColumns):
    """Articles to be compared anew; also ids that are no article's any more, to be forgotten."""

    article = Column(Words, primary_key=True)


dirty_articles = Table("dirty_articles", metadata, DirtyColumns)
