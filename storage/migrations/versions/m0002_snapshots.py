"""What was learnt of a portal is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "snapshots",
        sa.Column("portal", words, sa.ForeignKey("portals.slug"), nullable=False),
        sa.Column("digest", words, nullable=False),
        sa.Column("text", words, nullable=False),
        sa.Column("captures", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("portal", "digest"),
    )
    where = sa.text("current")
    op.create_index(
        "uq_snapshots_current",
        "snapshots",
        ["portal"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
