"""Copies that were made of the archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    time = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
    op.create_table(
        "backups",
        sa.Column("path", words, nullable=False),
        sa.Column("made_at", time, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("digest", words, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("revision", words, nullable=False),
        sa.Column("software", words, nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )
