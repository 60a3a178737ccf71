"""Rows → stories as they are shown and exported: one article with its current text, or its whole history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.records import Capture, Extraction, Reader
from storage.repositories import readings
from storage.repositories.captures import capture_of
from storage.search.index import Search
from storage.search.query import Query
from storage.tables import (
    article_aliases,
    article_events,
    article_urls,
    articles,
    captures,
    extractions,
    versions,
)


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What holds for an article whatever its text. `versions` is their number."""

    id: str
    portal: str
    url: str
    status: str
    cluster: str | None
    first_seen: datetime
    last_seen: datetime
    versions: int
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One state of the text, with the reading of it that counts and the capture that was read."""

    id: str
    article: str
    number: int
    current: bool
    change: str
    first_seen: datetime
    last_seen: datetime
    capture: Capture
    extraction: Extraction
    reader: Reader
    text_digest: str
    changes: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """An article and the version a reader would quote."""

    article: ArticleRecord
    version: VersionRecord


@dataclass(frozen=True, slots=True)
class UrlSeen:
    url: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class History:
    """All there is on an article: every version (oldest first), URL, former id and event."""

    article: ArticleRecord
    versions: tuple[VersionRecord, ...]
    urls: tuple[UrlSeen, ...]
    aliases: tuple[str, ...]
    events: tuple[Event, ...]

    @property
    def version(self) -> VersionRecord:
        return next(version for version in self.versions if version.current)


def versions_of(
    connection: Connection, wanted: Sequence[str], *, current_only: bool = False
) -> list[VersionRecord]:
    query = (
        select(versions, captures, extractions)
        .join(extractions, extractions.c.version == versions.c.id)
        .join(captures, captures.c.id == extractions.c.capture)
        .where(versions.c.article.in_(wanted), versions.c.number > 0, extractions.c.current)
        .order_by(versions.c.article, versions.c.number)
    )
    if current_only:
        query = query.where(versions.c.current)
    rows = connection.execute(query).all()
    read = readings.load(connection, rows)
    return [_version(row, read[row._mapping[extractions.c.id]]) for row in rows]


def many(connection: Connection, wanted: Sequence[str]) -> list[Story]:
    facts = _articles(connection, wanted)
    current = {version.article: version for version in versions_of(connection, wanted, current_only=True)}
    return [Story(facts[name], current[name]) for name in wanted if name in facts and name in current]


def history(connection: Connection, article: str) -> History | None:
    facts = _articles(connection, [article]).get(article)
    if facts is None:
        return None
    urls = connection.execute(
        select(article_urls)
        .where(article_urls.c.article == article)
        .order_by(article_urls.c.first_seen, article_urls.c.url)
    )
    events = connection.execute(
        select(article_events)
        .where(article_events.c.article == article)
        .order_by(article_events.c.at, article_events.c.kind)
    )
    former = select(article_aliases.c.id).where(article_aliases.c.article == article)
    return History(
        facts,
        tuple(versions_of(connection, [article])),
        tuple(UrlSeen(row.url, row.first_seen, row.last_seen) for row in urls),
        tuple(connection.scalars(former.order_by(article_aliases.c.id))),
        tuple(Event(row.kind, row.at, row.detail) for row in events),
    )


def stream(connection: Connection, query: Query) -> Iterator[Story]:
    for found in Search(connection).walk(query):
        yield from many(connection, found)


def _articles(connection: Connection, wanted: Sequence[str]) -> dict[str, ArticleRecord]:
    count = (
        select(func.count()).where(versions.c.article == articles.c.id).scalar_subquery().label("versions")
    )
    query = select(articles, count).where(articles.c.id.in_(wanted), articles.c.withdrawn.is_(False))
    names = ArticleRecord.__slots__
    rows = connection.execute(query)
    return {row.id: ArticleRecord(**{name: row._mapping[name] for name in names}) for row in rows}


def _version(row: Row[Any], extraction: Extraction) -> VersionRecord:
    values = row._mapping
    names = ("id", "article", "number", "current", "change", "first_seen", "last_seen")
    return VersionRecord(
        **{name: values[versions.c[name]] for name in names},
        capture=capture_of(row),
        extraction=extraction,
        reader=readings.reader_of(row),
        text_digest=values[extractions.c.text_digest],
        changes=tuple(values[versions.c.changes].split()),
        silent=values[versions.c.silent],
    )
