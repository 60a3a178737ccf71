"""What the publisher changed, classed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Versions keep the class they had until they are judged anew, which needs more than SQL: a crawl, a
    re-extraction and `newsarchive changes` do it."""
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    with op.batch_alter_table("versions") as batch:
        batch.add_column(sa.Column("changes", words, nullable=False, server_default=""))
        batch.add_column(sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("measures", words))
    op.execute("UPDATE versions SET changes = change WHERE number > 1")
    later, unjudged = sa.text("number > 1"), sa.text("measures IS NULL AND number > 1")
    op.create_index(
        "ix_versions_changed",
        "versions",
        ["first_seen", "id"],
        sqlite_where=later,
        postgresql_where=later,
    )
    op.create_index(
        "ix_versions_unjudged",
        "versions",
        ["article"],
        sqlite_where=unjudged,
        postgresql_where=unjudged,
    )
    op.create_index("ix_article_events_at", "article_events", ["at"])
