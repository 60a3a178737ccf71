"""Articles and the states of their text: identities, versions, extractions in; stories out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, select, update

from storage.records import Capture, Extraction, Reader
from storage.repositories import identities, readings, stories
from storage.repositories.captures import capture_of
from storage.repositories.stories import History, Story, VersionRecord
from storage.search.query import Query
from storage.tables import (
    article_events,
    articles,
    captures,
    extractions,
    versions,
)
from storage.tables.upsert import insert_new


def _seen(table: Table[Any]) -> Update:
    mine = (table.c.id == bindparam("of")) & (table.c.last_seen < bindparam("at"))
    return update(table).where(mine).values(last_seen=bindparam("at"))


# Built once: what every page runs through.
ARTICLE_SEEN, VERSION_SEEN = _seen(articles), _seen(versions)
VERSIONS = select(versions.c.id, versions.c.number).where(versions.c.article == bindparam("of"))
NO_VERSION_CURRENT = (
    update(versions).where(versions.c.article == bindparam("of"), versions.c.current).values(current=False)
)
NO_READING_CURRENT = (
    update(extractions)
    .where(extractions.c.version == bindparam("of"), extractions.c.current)
    .values(current=False)
)
CURRENT = (
    select(versions, captures, extractions, articles.c.status.label("article_status"))
    .join(articles, articles.c.id == versions.c.article)
    .join(extractions, extractions.c.version == versions.c.id)
    .join(captures, captures.c.id == extractions.c.capture)
    .where(versions.c.article == bindparam("of"), versions.c.current, extractions.c.current)
)


@dataclass(frozen=True, slots=True)
class Current:
    """The version a reader would quote, and the reading of it that counts."""

    version: str
    first_seen: datetime
    capture: Capture
    capture_id: int
    extraction: Extraction
    reader: Reader
    text_digest: str
    status: str


class Articles:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # Identity

    def find(self, portal: str, key: str) -> str | None:
        """The id of the article that a URL key of the portal leads to."""
        return identities.find(self.connection, portal, key)

    def find_by_url(self, portal: str, url: str) -> str | None:
        """The article that was seen at this very URL, whatever key it had then."""
        return identities.find_by_url(self.connection, portal, url)

    def resolve(self, article: str) -> str | None:
        """The article that answers to an id, be it its own or one it was once given."""
        return identities.resolve(self.connection, article)

    def by_text(self, portal: str, text_digest: str) -> str | None:
        """The portal's article that has, or had, this text; the earliest if there are several."""
        query = (
            select(articles.c.id)
            .join(versions, versions.c.article == articles.c.id)
            .join(extractions, extractions.c.version == versions.c.id)
            .where(extractions.c.text_digest == text_digest, extractions.c.current)
            .where(articles.c.portal == portal)
            .order_by(articles.c.first_seen, articles.c.id)
            .limit(1)
        )
        found = self.connection.scalar(query)
        return self.resolve(found) if found else None

    def open(self, article: str, portal: str, key: str, url: str, at: datetime) -> None:
        """A story never seen before."""
        identities.open_article(self.connection, article, portal, key, url, at)

    def alias(self, portal: str, key: str, url: str, article: str, at: datetime, old: str | None) -> None:
        """The key and URL lead to `article` too; so does the id `old`, for ever. An article that lived
        under that id is one with `article` from now on."""
        identities.alias(self.connection, portal, key, url, article, at, old)

    def address(self, article: str) -> str | None:
        """The URL under which a reader finds the article."""
        return self.connection.scalar(select(articles.c.url).where(articles.c.id == article))

    def move(self, article: str, url: str) -> None:
        """The article is found under another URL from now on; its id stays."""
        self.connection.execute(update(articles).where(articles.c.id == article).values(url=url))

    # What happened

    def seen(self, article: str, version: str, url: str, at: datetime) -> None:
        """The version stood there, unchanged, at this time and URL."""
        self.connection.execute(ARTICLE_SEEN, {"of": article, "at": at})
        self.connection.execute(VERSION_SEEN, {"of": version, "at": at})
        identities.url_seen(self.connection, article, url, at)

    def event(self, article: str, kind: str, at: datetime, detail: str = "") -> None:
        """Gone, returned, redirected: what happened to an article beside changes of its text."""
        row = {"article": article, "kind": kind, "at": at, "detail": detail}
        insert_new(self.connection, article_events, row)

    def set_status(self, article: str, status: str) -> None:
        self.connection.execute(update(articles).where(articles.c.id == article).values(status=status))

    # Versions and readings

    def current(self, article: str) -> Current | None:
        row = self.connection.execute(CURRENT, {"of": article}).first()
        if row is None:
            return None
        values = row._mapping
        (extraction,) = readings.load(self.connection, [row]).values()
        return Current(
            version=values[versions.c.id],
            first_seen=values[versions.c.first_seen],
            capture=capture_of(row),
            capture_id=values[captures.c.id],
            extraction=extraction,
            reader=readings.reader_of(row),
            text_digest=values[extractions.c.text_digest],
            status=row.article_status,
        )

    def add_version(self, article: str, at: datetime, change: str, capture: int) -> str:
        """A new state of the text, current from now on; its id is the article's with the time."""
        taken = {row.id: row.number for row in self.connection.execute(VERSIONS, {"of": article})}
        number = max(taken.values(), default=0) + 1
        stem = f"{article}@{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        names = (f"{stem}-{more}" if more > 1 else stem for more in count(1))
        version = next(name for name in names if name not in taken)
        self.connection.execute(NO_VERSION_CURRENT, {"of": article})
        self.connection.execute(
            versions.insert(),
            {
                "id": version,
                "article": article,
                "number": number,
                "current": True,
                "change": change,
                "capture": capture,
                "first_seen": at,
                "last_seen": at,
            },
        )
        return version

    def add_extraction(
        self,
        version: str,
        capture: int,
        extraction: Extraction,
        reader: Reader,
        text_digest: str,
        *,
        current: bool,
    ) -> None:
        """One more reading of a version. A current one takes the place of the current one before it,
        which is kept."""
        if current:
            self.connection.execute(NO_READING_CURRENT, {"of": version})
        values = {
            "version": version,
            "capture": capture,
            "extractor": reader.extractor,
            "profile": reader.profile,
            "learnt": reader.learnt,
            "current": current,
            "text_digest": text_digest,
        }
        readings.write(self.connection, values, extraction)

    # Stories out

    def versions(self, article: str) -> list[VersionRecord]:
        """Oldest first, each with its current reading."""
        return stories.versions_of(self.connection, [article])

    def extractions(self, version: str) -> list[tuple[Reader, Extraction]]:
        """Every reading of the version, the current one last."""
        query = select(extractions).where(extractions.c.version == version)
        rows = self.connection.execute(query.order_by(extractions.c.current, extractions.c.id)).all()
        found = readings.load(self.connection, rows)
        return [(readings.reader_of(row), found[row._mapping[extractions.c.id]]) for row in rows]

    def get(self, article: str) -> History | None:
        """All there is on the article that answers to this id; None for a withdrawn or unknown one."""
        known = self.resolve(article)
        return stories.history(self.connection, known) if known else None

    def many(self, wanted: Sequence[str]) -> list[Story]:
        """The current state of each article, in the order asked for; unknown ones are left out."""
        return stories.many(self.connection, wanted)

    def stream(self, query: Query | None = None) -> Iterator[Story]:
        """Every article that answers the query, by id, a batch at a time in memory."""
        return stories.stream(self.connection, query or Query(None))
