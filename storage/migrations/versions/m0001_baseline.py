"""The first schema: catalogue, leads, captures, articles with their versions and readings, copies, search."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

LAYERS = ("exact", "fold")
FIELDS = ("title", "body", "byline", "captions")


def upgrade() -> None:
    _catalogue()
    _leads()
    _captures()
    _articles()
    _versions()
    _copies()
    _texts()
    if op.get_bind().dialect.name == "postgresql":
        _vectors()
    else:
        for layer in LAYERS:
            _fts5(layer)


def _text() -> sa.types.TypeEngine[Any]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _columns(kind: sa.types.TypeEngine[Any], names: tuple[str, ...], null: bool) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def words(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(_text(), names, null)


def time(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.Text().with_variant(sa.TIMESTAMP(timezone=True), "postgresql"), names, null)


def number(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.Integer(), names, null)


def big(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.BigInteger(), names, null)


def real(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.Double(), names, null)


def flag(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.Boolean(), names, null)


def data(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    return _columns(sa.LargeBinary(), names, null)


def link(name: str, target: str, kind: sa.types.TypeEngine[Any], cascade: bool = False) -> sa.Column[Any]:
    kind = _text() if isinstance(kind, sa.Text) else kind
    key = sa.ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return sa.Column(name, kind, key, nullable=False)


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def current(table: str, column: str) -> None:
    """At most one current row of each."""
    where = sa.text("current")
    op.create_index(
        f"uq_{table}_current", table, [column], unique=True, sqlite_where=where, postgresql_where=where
    )


def _fts5(layer: str) -> None:
    table = f"search_{layer}"
    names = [f"{field}_{layer}" for field in FIELDS]
    columns = ", ".join(names)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("old", "new"))
    forget = f"INSERT INTO {table} ({table}, rowid, {columns}) VALUES ('delete', old.id, {old});"  # noqa: S608
    learn = f"INSERT INTO {table} (rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608
    op.execute(
        f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, content='search_texts', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(f"CREATE TRIGGER {table}_insert AFTER INSERT ON search_texts BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER {table}_delete AFTER DELETE ON search_texts BEGIN {forget} END")
    op.execute(
        f"CREATE TRIGGER {table}_update AFTER UPDATE ON search_texts WHEN ({old}) IS NOT ({new}) "
        f"BEGIN {forget} {learn} END"
    )


def _vectors() -> None:
    op.execute(
        "CREATE TABLE search_vectors (id integer PRIMARY KEY REFERENCES search_texts ON DELETE CASCADE, "
        "exact tsvector NOT NULL, fold tsvector NOT NULL, long boolean NOT NULL)"
    )
    for layer in LAYERS:
        op.execute(f"CREATE INDEX ix_search_vectors_{layer} ON search_vectors USING gin ({layer})")
    op.execute("CREATE INDEX ix_search_vectors_long ON search_vectors (id) WHERE long")


def _catalogue() -> None:
    op.create_table(
        "portals",
        *words("slug", "name", "homepage"),
        *words("place", null=True),
        *words("status"),
        *words("platform", null=True),
        *words("languages", "timezone", "domains"),
        *flag("verified"),
        *words("profile_digest"),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "places",
        *words("code", "valid_from", "name", "kind", "country"),
        *words("valid_to", "successor", null=True),
        sa.PrimaryKeyConstraint("code", "valid_from"),
    )
    op.create_table(
        "runs",
        *words("id"),
        *time("started"),
        *words("command", "software"),
        *time("finished", null=True),
        *number("exit", null=True),
        *words("report", null=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _leads() -> None:
    op.create_table(
        "urls",
        *number("id"),
        *words("portal", "key", "url", "kind"),
        *flag("waiting"),
        *words("found_in", "hints", "run"),
        *time("offered", "last_fetched", null=True),
        *words("outcome", "etag", "last_modified", null=True),
        *time("next_look", "not_before", null=True),
        *number("tries"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("portal", "key"),
    )
    index("urls", "portal", "next_look")
    index("urls", "portal", "url")
    index("urls", "portal", "waiting", "id")
    op.create_table(
        "ledger",
        *words("run", "portal", "url", "date", "outcome"),
        *words("reason", null=True),
        *flag("fetched"),
        *time("at"),
        sa.PrimaryKeyConstraint("run", "portal", "url"),
    )
    index("ledger", "portal", "date")


def _captures() -> None:
    op.create_table(
        "captures",
        *number("id"),
        *words("portal", "url", "lead_url", "kind", "run"),
        *time("fetched_at"),
        *number("status"),
        *words("content_type", null=True),
        *words("digest", "warc"),
        *big("offset", "length"),
        *flag("revisit"),
        *words("truncated", "etag", "last_modified", null=True),
        *words("hints"),
        *words("article", "outcome", null=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("warc", "offset"),
    )
    index("captures", "article")
    index("captures", "portal", "url")
    op.create_table(
        "refusals",
        link("capture", "captures.id", sa.Integer(), cascade=True),
        *words("portal", "url", "reason", "detail"),
        sa.PrimaryKeyConstraint("capture"),
    )
    index("refusals", "portal", "url")


def _articles() -> None:
    op.create_table(
        "articles",
        *words("id", "portal", "key", "url", "status"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
        *words("cluster", null=True),
        *time("first_seen", "last_seen"),
        sa.PrimaryKeyConstraint("id"),
    )
    index("articles", "cluster")
    index("articles", "portal", "first_seen")
    op.create_table(
        "article_keys",
        *words("portal", "key"),
        link("article", "articles.id", sa.Text()),
        sa.PrimaryKeyConstraint("portal", "key"),
    )
    index("article_keys", "article")
    op.create_table(
        "article_aliases",
        *words("id"),
        link("article", "articles.id", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    index("article_aliases", "article")
    op.create_table(
        "article_urls",
        link("article", "articles.id", sa.Text()),
        *words("url"),
        *time("first_seen", "last_seen"),
        sa.PrimaryKeyConstraint("article", "url"),
    )
    op.create_table(
        "article_events",
        link("article", "articles.id", sa.Text()),
        *time("at"),
        *words("kind", "detail"),
        sa.PrimaryKeyConstraint("article", "at", "kind"),
    )


def _versions() -> None:
    op.create_table(
        "versions",
        *words("id"),
        link("article", "articles.id", sa.Text()),
        *number("number"),
        *flag("current"),
        *words("change"),
        link("capture", "captures.id", sa.Integer()),
        *time("first_seen", "last_seen"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article", "number"),
    )
    current("versions", "article")
    op.create_table(
        "extractions",
        *number("id"),
        link("version", "versions.id", sa.Text(), cascade=True),
        link("capture", "captures.id", sa.Integer()),
        *words("extractor", "profile", "learnt"),
        *flag("current"),
        *words("text_digest", "url"),
        *words("canonical_url", null=True),
        *words("kind"),
        *words("title", "kicker", "lead", "dateline", null=True),
        *time("published_at", null=True),
        *number("published_offset", null=True),
        *words("published_date", "published_precision", null=True),
        *real("published_confidence", null=True),
        *time("modified_at", null=True),
        *number("modified_offset", null=True),
        *words("modified_date", "modified_precision", null=True),
        *real("modified_confidence", null=True),
        *words("byline", "body", "section", "tags", "language", "evidence"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "version", "capture", "extractor", "profile", "learnt", name="uq_extractions_identity"
        ),
    )
    index("extractions", "text_digest")
    current("extractions", "version")
    op.create_table(
        "captions",
        link("extraction", "extractions.id", sa.Integer(), cascade=True),
        *number("position"),
        *words("text"),
        *words("credit", "image_url", null=True),
        sa.PrimaryKeyConstraint("extraction", "position"),
    )
    op.create_table(
        "names",
        link("extraction", "extractions.id", sa.Integer(), cascade=True),
        *number("position"),
        *words("kind", "name", "printed", "role"),
        sa.PrimaryKeyConstraint("extraction", "position"),
    )
    index("names", "name")
    op.create_table(
        "problems",
        link("extraction", "extractions.id", sa.Integer(), cascade=True),
        *number("position"),
        *words("code", "field", "detail"),
        sa.PrimaryKeyConstraint("extraction", "position"),
    )


def _copies() -> None:
    op.create_table(
        "article_signatures",
        link("article", "articles.id", sa.Text()),
        *number("shingles"),
        *data("signature"),
        sa.PrimaryKeyConstraint("article"),
    )
    op.create_table(
        "signature_bands",
        link("article", "articles.id", sa.Text()),
        *number("band"),
        *data("hash"),
        sa.PrimaryKeyConstraint("article", "band"),
    )
    index("signature_bands", "hash")
    op.create_table(
        "cluster_pairs",
        link("a", "articles.id", sa.Text()),
        link("b", "articles.id", sa.Text()),
        *real("overlap"),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    index("cluster_pairs", "b")
    op.create_table(
        "dirty_articles",
        link("article", "articles.id", sa.Text()),
        sa.PrimaryKeyConstraint("article"),
    )


def _texts() -> None:
    op.create_table(
        "search_texts",
        *number("id"),
        link("article", "articles.id", sa.Text()),
        *words(
            "portal",
            "date",
            "sections",
            "title_exact",
            "body_exact",
            "byline_exact",
            "captions_exact",
            "title_fold",
            "body_fold",
            "byline_fold",
            "captions_fold",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article"),
    )
    index("search_texts", "date", "article")
    index("search_texts", "portal", "date")
