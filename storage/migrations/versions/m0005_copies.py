"""Clusters that are kept up to date as stories come and go; every article is compared anew."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    for table in ("signature_bands", "article_signatures", "cluster_pairs", "dirty_articles"):
        op.drop_table(table)
    number, data = sa.BigInteger(), sa.LargeBinary()
    share: sa.Double[float] = sa.Double()
    _table("copy_sketches", {"number": number}, article=WORDS, key_list=data, sketch=data)
    op.create_index("ix_copy_sketches_article", "copy_sketches", ["article"])
    _table("copy_keys", {"key": sa.Integer(), "number": number})
    _table("cluster_pairs", {"a": number, "b": number}, overlap=share, contained=share)
    op.create_index("ix_cluster_pairs_b", "cluster_pairs", ["b"])
    _table("cluster_members", {"article": WORDS}, role=WORDS, overlap=share, certain=sa.Boolean())
    _table("former_clusters", {"id": WORDS, "cluster": WORDS})
    op.create_table(
        "dirty_articles", sa.Column("article", WORDS, nullable=False), sa.PrimaryKeyConstraint("article")
    )
    op.execute("INSERT INTO dirty_articles (article) SELECT id FROM articles")


def _table(name: str, keys: dict[str, Any], **columns: Any) -> None:
    """Small rows found by their key alone: SQLite keeps them in the key's order, without a rowid."""
    made = [sa.Column(column, kind, nullable=False) for column, kind in (keys | columns).items()]
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*keys), sqlite_with_rowid=False)
