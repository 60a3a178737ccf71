"""Pages that other crawlers kept: where each came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "origins",
        sa.Column(
            "capture", sa.Integer(), sa.ForeignKey("captures.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("file", words, nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("record", words, nullable=False),
        sa.Column("software", words, nullable=False),
        sa.Column("dated_by", words, nullable=False),
        sa.Column("head", words, nullable=False),
        sa.Column("digest", words, nullable=False),
        sa.Column("url", words, nullable=False),
    )
    op.create_index("ix_origins_digest", "origins", ["digest"])
