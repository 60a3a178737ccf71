"""Articles and the states of their text: identities, versions, extractions in; stories out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, delete, select, update

from storage.records import Capture, Extraction, Reader, Reading
from storage.repositories import identities, readings, stories, timelines
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
from storage.tables.upsert import insert_new, upsert


def _seen(table: Table[Any]) -> Update:
    mine = (table.c.id == bindparam("of")) & (table.c.last_seen < bindparam("at"))
    return update(table).where(mine).values(last_seen=bindparam("at"))


# Built once: what every page runs through.
ARTICLE_SEEN, VERSION_SEEN = _seen(articles), _seen(versions)
VERSIONS = select(versions.c.id, versions.c.number).where(
    versions.c.article == bindparam("of"), versions.c.number > 0
)
WITH_TEXT = (
    select(articles.c.id)
    .join(versions, versions.c.article == articles.c.id)
    .join(extractions, extractions.c.version == versions.c.id)
    .where(extractions.c.text_digest == bindparam("digest"), extractions.c.current, versions.c.number > 0)
    .where(articles.c.portal == bindparam("of"))
    .group_by(articles.c.id, articles.c.first_seen)
    .order_by(articles.c.first_seen, articles.c.id)
)
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
        return next(iter(self.all_with_text(portal, text_digest)), None)

    def all_with_text(self, portal: str, text_digest: str) -> list[str]:
        """The portal's articles that have, or had, this text, earliest first."""
        return list(self.connection.scalars(WITH_TEXT, {"of": portal, "digest": text_digest}))

    def open(self, article: str, portal: str, key: str, url: str, at: datetime) -> None:
        """A story never seen before."""
        identities.open_article(self.connection, article, portal, key, url, at)

    def answer(self, portal: str, key: str) -> str | None:
        """How the last look at the key ended: "story" or "refused"; "claimed", None: see `article_keys`."""
        return identities.answer(self.connection, portal, key)

    def answered(self, portal: str, key: str, answer: str) -> None:
        identities.answered(self.connection, portal, key, answer)

    def claim(self, portal: str, key: str, article: str, old: str) -> None:
        """A page of the article names the key's address as its own; nobody has looked there."""
        identities.claim(self.connection, portal, key, article, old)

    def first_seen(self, article: str) -> datetime | None:
        at: datetime | None = self.connection.scalar(
            select(articles.c.first_seen).where(articles.c.id == article)
        )
        return at

    def is_withdrawn(self, article: str) -> bool:
        return bool(self.connection.scalar(select(articles.c.withdrawn).where(articles.c.id == article)))

    def resolve_version(self, version: str) -> str | None:
        """The version that answers to an id, be it its own or one it was once given."""
        return timelines.resolve(self.connection, version)

    def former_versions(self, article: str) -> dict[str, str]:
        """Ids that versions of the article had once, each with the one it is now."""
        return timelines.former(self.connection, article)

    def merge(self, old: str, article: str) -> None:
        """`old` is one with `article` from now on: its id, keys, URLs, captures and events are the
        article's, and the versions of both stand in one row by time."""
        timelines.merge(self.connection, old, article)

    def set_aside(self, names: Collection[str]) -> timelines.Aside:
        """Put the articles out of sight while they are told again from their captures."""
        return timelines.set_aside(self.connection, names)

    def settle(self, aside: timelines.Aside, readers: Collection[Reader]) -> dict[str, str]:
        """The end of a telling by these readers: every id given before resolves again, every reading made
        before is kept. The articles that are no more, each with the one it is now."""
        read_by = {(one.extractor, one.profile, one.learnt) for one in readers}
        return timelines.settle(self.connection, aside, read_by)

    def alias(self, portal: str, key: str, url: str, article: str, at: datetime, old: str | None) -> None:
        """The key and URL lead to `article` too; so does the id `old`, for ever. An article that lived
        under that id is one with `article` from now on."""
        identities.alias(self.connection, portal, key, url, article, at)
        if not old or old == article:
            return
        if identities.lives(self.connection, old):
            self.merge(old, article)
        else:
            identities.retire(self.connection, old, article)

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

    def seen_at(self, article: str, url: str, at: datetime) -> None:
        """The article stood at this URL at this time."""
        identities.url_seen(self.connection, article, url, at)

    def has_event(self, article: str, kind: str, detail: str) -> bool:
        mine = (article_events.c.article == article) & (article_events.c.kind == kind)
        query = select(article_events.c.at).where(mine, article_events.c.detail == detail).limit(1)
        return self.connection.scalar(query) is not None

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
        version = timelines.version_id(article, at, taken)
        self.connection.execute(NO_VERSION_CURRENT, {"of": article})
        row = {
            "id": version,
            "article": article,
            "number": number,
            "current": True,
            "change": change,
            "changes": "",
            "silent": False,
            "measures": None,
            "capture": capture,
            "first_seen": at,
            "last_seen": at,
        }
        # One that was set aside, to be told again, may bear this id.
        upsert(self.connection, versions, row, ("id",))
        return version

    def states(self, article: str) -> list[tuple[datetime, str]]:
        """When each version was first seen, oldest first, and the digest of its words."""
        query = (
            select(versions.c.first_seen, extractions.c.text_digest)
            .join(extractions, (extractions.c.version == versions.c.id) & extractions.c.current)
            .where(versions.c.article == article, versions.c.number > 0)
            .order_by(versions.c.number)
        )
        return [(row.first_seen, row.text_digest) for row in self.connection.execute(query)]

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

    def reading_of(self, capture: int) -> Reading | None:
        """The last reading of a capture that was kept."""
        query = select(extractions).where(extractions.c.capture == capture)
        row = self.connection.execute(query.order_by(extractions.c.id.desc()).limit(1)).first()
        if row is None:
            return None
        (extraction,) = readings.load(self.connection, [row]).values()
        return Reading(extraction, (), readings.reader_of(row))

    def forget_events(self, article: str, kind: str) -> None:
        mine = (article_events.c.article == article) & (article_events.c.kind == kind)
        self.connection.execute(delete(article_events).where(mine))

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
