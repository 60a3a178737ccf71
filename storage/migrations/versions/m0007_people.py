"""Names of bylines, as they are listed and counted; those of the articles there are, at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

FILL = """
    INSERT INTO signers (portal, kind, name, article, day)
    SELECT DISTINCT a.portal, n.kind, n.name, a.id, e.published_date
    FROM articles a
    JOIN versions v ON v.article = a.id AND v.current
    JOIN extractions e ON e.version = v.id AND e.current
    JOIN names n ON n.extraction = e.id
"""


def upgrade() -> None:
    words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "signers",
        sa.Column("portal", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("name", words, nullable=False),
        sa.Column("article", words, sa.ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
        sa.Column("day", words),
        sa.PrimaryKeyConstraint("portal", "kind", "name", "article"),
        sqlite_with_rowid=False,
    )
    op.execute(FILL)
    op.create_index("ix_signers_article", "signers", ["article"])
