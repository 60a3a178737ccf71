"""Articles, every name they ever had, what happened to them, and the states of their text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    false,
    literal,
    literal_column,
    text,
)

from storage.tables.columns import Json, Utc, Words, metadata


class ArticleColumns(TypedColumns):
    """`withdrawn` takes the article out of every view, `withheld` out of every export."""

    id = Column(Words, primary_key=True)
    portal = Column(Words, nullable=False)
    key = Column(Words, nullable=False)
    url = Column(Words, nullable=False)
    status = Column(Words, nullable=False)
    withdrawn = Column(Boolean, nullable=False, server_default=false())
    withheld = Column(Boolean, nullable=False, server_default=false())
    cluster: Named[str | None] = Column(Words)
    first_seen = Column(Utc, nullable=False)
    last_seen = Column(Utc, nullable=False)


articles = Table("articles", metadata, ArticleColumns)
Index(None, articles.c.portal, articles.c.first_seen)
Index(None, articles.c.cluster)
# Few are withdrawn, and every search asks for them. An index of these alone never seems to lead to all of the
# articles, as one of both does once the database has counted.
Index(
    "ix_articles_withdrawn",
    articles.c.id,
    sqlite_where=text("withdrawn = 1"),
    postgresql_where=text("withdrawn"),
)


class KeyColumns(TypedColumns):
    """The URL keys that lead to an article. `answer` is how the last look there ended: "story" or "refused";
    "claimed" where a page only named the address, None where other addresses led there."""

    portal = Column(Words, primary_key=True)
    key = Column(Words, primary_key=True)
    article = Column(Words, ForeignKey("articles.id"), nullable=False, index=True)
    answer: Named[str | None] = Column(Words)


article_keys = Table("article_keys", metadata, KeyColumns)


class AliasColumns(TypedColumns):
    """An id that is no longer an article's own, and the article that answers to it."""

    id = Column(Words, primary_key=True)
    article = Column(Words, ForeignKey("articles.id"), nullable=False, index=True)


article_aliases = Table("article_aliases", metadata, AliasColumns)


class UrlSeenColumns(TypedColumns):
    article = Column(Words, ForeignKey("articles.id"), primary_key=True)
    url = Column(Words, primary_key=True)
    first_seen = Column(Utc, nullable=False)
    last_seen = Column(Utc, nullable=False)


article_urls = Table("article_urls", metadata, UrlSeenColumns)


class EventColumns(TypedColumns):
    article = Column(Words, ForeignKey("articles.id"), primary_key=True)
    at = Column(Utc, primary_key=True)
    kind = Column(Words, primary_key=True)
    detail = Column(Words, nullable=False)


article_events = Table("article_events", metadata, EventColumns)
Index(None, article_events.c.at)


class VersionColumns(TypedColumns):
    """`number` counts the versions of an article from 1; exactly one of them is current.

    `change` is "first" or the leading class of what changed since the version before; `changes` has all
    classes, that one first, a blank between them. A version without `measures` is still to be judged.
    """

    id = Column(Words, primary_key=True)
    article = Column(Words, ForeignKey("articles.id"), nullable=False)
    number = Column(Integer, nullable=False)
    current = Column(Boolean, nullable=False)
    change = Column(Words, nullable=False)
    changes = Column(Words, nullable=False, server_default="")
    silent = Column(Boolean, nullable=False, server_default=false())
    measures: Named[Any] = Column(Json, nullable=True)
    capture = Column(Integer, ForeignKey("captures.id"), nullable=False)
    first_seen = Column(Utc, nullable=False)
    last_seen = Column(Utc, nullable=False)


versions = Table("versions", metadata, VersionColumns, UniqueConstraint("article", "number"))
Index(
    "uq_versions_current",
    versions.c.article,
    unique=True,
    sqlite_where=versions.c.current,
    postgresql_where=versions.c.current,
)
LATER = versions.c.number > literal_column("1")
"""Versions beyond the first. A partial index is of use only where its condition stands word for word."""
Index("ix_versions_changed", versions.c.first_seen, versions.c.id, sqlite_where=LATER, postgresql_where=LATER)
_UNJUDGED = versions.c.measures.is_(None) & LATER
Index("ix_versions_unjudged", versions.c.article, sqlite_where=_UNJUDGED, postgresql_where=_UNJUDGED)


class VersionAliasColumns(TypedColumns):
    """An id that a version was known by, and the version that answers to it."""

    id = Column(Words, primary_key=True)
    version = Column(Words, ForeignKey("versions.id"), nullable=False, index=True)


version_aliases = Table("version_aliases", metadata, VersionAliasColumns)


def of_class(name: str) -> ColumnElement[bool]:
    """Versions with this class of change among theirs; one still to be judged has its leading class alone."""
    among = (literal(" ") + versions.c.changes + " ").contains(f" {name} ", autoescape=True)
    return (versions.c.change == name) | among
