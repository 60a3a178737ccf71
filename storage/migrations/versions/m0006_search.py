"""The full-text index, newest first by its own numbers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

LAYERS = ("exact", "fold")
FIELDS = ("title", "body", "byline", "captions")
BATCH = 200


def upgrade() -> None:
    connection = op.get_bind()
    on_postgresql = connection.dialect.name == "postgresql"
    _drop_index(on_postgresql)
    op.rename_table("search_texts", "search_texts_before")
    _drop_old_names(on_postgresql)
    _tables()
    _create_index(connection, on_postgresql)
    op.create_index(
        "ix_articles_withdrawn",
        "articles",
        ["id"],
        sqlite_where=sa.text("withdrawn = 1"),
        postgresql_where=sa.text("withdrawn"),
    )
    _fill(connection)
    op.drop_table("search_texts_before")


def _drop_index(on_postgresql: bool) -> None:
    if on_postgresql:
        op.execute("DROP TABLE search_vectors")
        return
    for layer in LAYERS:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER search_{layer}_{event}")
        op.execute(f"DROP TABLE search_{layer}")


def _drop_old_names(on_postgresql: bool) -> None:
    """What the new table's constraints and indexes are to be called."""
    for columns in ("date_article", "portal_date"):
        op.drop_index(f"ix_search_texts_{columns}", "search_texts_before")
    if on_postgresql:
        names = [("pk_search_texts", "p"), ("uq_search_texts_article", "u")]
        names.append(("fk_search_texts_article_articles", "f"))
        for name, _ in names:
            op.execute(f"ALTER TABLE search_texts_before DROP CONSTRAINT {name}")


def _words(name: str, null: bool = False) -> sa.Column[Any]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null)


def _tables() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
    article = _words("article").type
    op.create_table(
        "search_texts",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("article", article, sa.ForeignKey("articles.id"), nullable=False),
        _words("version", null=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        *[_words(name) for name in ("portal", "date", "sections", "people", "language")],
        sa.Column("first_seen", time, nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("indexed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "search_layers",
        sa.Column(
            "id",
            number,
            sa.ForeignKey("search_texts.id", ondelete="CASCADE"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("layers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for columns in (["article"], ["arrived"], ["first_seen", "id"], ["portal", "id"]):
        op.create_index(f"ix_search_texts_{'_'.join(columns)}", "search_texts", columns)
    for name, column, where, unique in (
        ("uq_search_texts_current", "article", sa.text("current"), True),
        ("ix_search_texts_waiting", "id", sa.text("NOT indexed"), False),
    ):
        op.create_index(
            name, "search_texts", [column], unique=unique, sqlite_where=where, postgresql_where=where
        )


def _create_index(connection: sa.Connection, on_postgresql: bool) -> None:
    from storage.search import postgresql, sqlite

    if on_postgresql:
        op.execute("CREATE SEQUENCE search_serials")
        postgresql.create(connection)
    else:
        sqlite.create(connection)


def _fill(connection: sa.Connection) -> None:
    """The stored words of every story → rows of the new tables, and these into the index."""
    from storage.records import SearchText
    from storage.search.keeping import Keeper

    keeper = Keeper(connection)
    columns = ", ".join(f"{field}_{layer}" for field in FIELDS for layer in LAYERS)
    last = ""
    while True:
        rows = connection.execute(
            sa.text(
                f"SELECT article, {columns} FROM search_texts_before "  # noqa: S608
                "WHERE article > :last ORDER BY article LIMIT :batch"
            ),
            {"last": last, "batch": BATCH},
        ).all()
        for article, *layers in rows:
            keeper.put(article, SearchText(*layers))
        if len(rows) < BATCH:
            break
        last = rows[-1].article
    keeper.flush()
