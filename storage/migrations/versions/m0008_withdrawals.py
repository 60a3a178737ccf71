"""What was taken out, by whom and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    time = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
    op.add_column("articles", sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, words, nullable=False) for name in ("article", "portal", "scope", "reason")),
        sa.Column("authority", words),
        sa.Column("note", words),
        sa.Column("at", time, nullable=False),
        sa.Column("until", words),
        sa.Column("lifted", time),
        sa.Column("lifted_reason", words),
        sa.Column("removed", time),
        sa.Column("phrase", words),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_withdrawals_article", "withdrawals", ["article"])
    op.create_table(
        "withdrawal_marks",
        sa.Column(
            "withdrawal", sa.Integer(), sa.ForeignKey("withdrawals.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("mark", words, nullable=False),
        sa.PrimaryKeyConstraint("withdrawal", "mark"),
    )
    op.create_index("ix_withdrawal_marks_mark", "withdrawal_marks", ["mark"])
