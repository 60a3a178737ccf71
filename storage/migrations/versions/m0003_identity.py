"""Who an article is: how each of its keys answered last, the key that each capture was asked under, and the
version that answers to an id another one had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "version_aliases",
        sa.Column("id", words, nullable=False),
        sa.Column("version", words, sa.ForeignKey("versions.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_version_aliases_version", "version_aliases", ["version"])
    op.add_column("article_keys", sa.Column("answer", words, nullable=True))
    op.add_column("captures", sa.Column("key", words, nullable=True))
    op.create_index("ix_captures_portal_key_fetched_at", "captures", ["portal", "key", "fetched_at"])
    op.execute("""
        UPDATE article_keys SET answer = (
            SELECT CASE u.outcome WHEN 'refused' THEN 'refused' ELSE 'story' END FROM urls u
            WHERE u.portal = article_keys.portal AND u.key = article_keys.key AND u.outcome IS NOT NULL)""")
    op.execute("""
        UPDATE captures SET key = (
            SELECT min(u.key) FROM urls u
            WHERE u.portal = captures.portal AND u.url = captures.lead_url AND u.kind = 'article')
        WHERE kind = 'article' AND outcome IS NOT NULL""")
