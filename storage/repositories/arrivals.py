"""Stories of which nothing is known → their rows, a table at a time.

That is what a first crawl and a rebuild mostly write; one story after another takes some forty
statements each. The rows are those that would stand there then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, tuple_

from storage.records import Capture, Extraction, Reader, SearchText
from storage.repositories import readings
from storage.repositories.captures import row_of
from storage.repositories.timelines import version_id
from storage.search.keeping import Told, told_of
from storage.search.loading import load, ready
from storage.search.signing import signed
from storage.tables import (
    article_aliases,
    article_keys,
    article_urls,
    articles,
    captures,
    dirty_articles,
    extractions,
    signers,
    urls,
    versions,
)
from storage.tables.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Arrival:
    """A story with the capture that it was read in; `key` is its URL's, `article` the id made of it, `answer`
    what is remembered of the key."""

    article: str
    key: str
    capture: Capture
    extraction: Extraction
    reader: Reader
    text_digest: str
    text: SearchText
    answer: str

    @property
    def version(self) -> str:
        return version_id(self.article, self.capture.fetched_at, ())

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """All by which it could be known already, or be one with another arrival."""
        key, url, digest = self.key, self.capture.lead_url, self.text_digest
        return ("key", key), ("url", url), ("digest", digest), ("article", self.article)


class Arrivals:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, stories: Sequence[Arrival]) -> None:
        """Their first versions, to be found by their words. Only stories may be added of which nothing is
        `known`, and which share no name."""
        if not stories:
            return
        fetched = [{**row_of(one.capture, one.article, "stored"), "key": one.key} for one in stories]
        insert_new(self.connection, captures, fetched)
        places = self._places(stories)
        self._insert(articles, [_article(one) for one in stories])
        self._insert(article_keys, [_key(one) for one in stories])
        self._insert(article_urls, [_url(one) for one in stories])
        self._insert(versions, [_version(one, places[one.article]) for one in stories])
        read = [(_reading(one, places[one.article]), one.extraction) for one in stories]
        readings.write_new(self.connection, read)
        dialect = self.connection.dialect.name
        load(self.connection, [ready(dialect, told_in(one), one.text) for one in stories])
        self._insert(signers, [row for one in stories for row in _signers(one)])
        self._insert(dirty_articles, [{"article": one.article} for one in stories])

    def _insert(self, table: Table[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(table.insert(), rows)

    def _places(self, stories: Sequence[Arrival]) -> dict[str, int]:
        """The numbers of the captures, by article."""
        mine = [(one.capture.warc, one.capture.offset) for one in stories]
        query = select(captures.c.article, captures.c.id)
        found = self.connection.execute(query.where(tuple_(captures.c.warc, captures.c.offset).in_(mine)))
        return {row.article: row.id for row in found}

    def known(self, stories: Sequence[Arrival]) -> set[tuple[str, str, str | None]]:
        """(portal, kind of name, name) of all that is stored under a name of these."""
        portals = {one.capture.portal for one in stories}
        named: dict[str, set[str]] = {}
        for one in stories:
            for kind, name in one.names:
                named.setdefault(kind, set()).add(name)
        of_article, of_version = articles.c.portal, versions.c.article == articles.c.id
        queries = (
            ("key", select(article_keys.c.portal, article_keys.c.key), article_keys.c.key),
            ("key", select(captures.c.portal, captures.c.key), captures.c.key),
            ("key", select(urls.c.portal, urls.c.key).where(urls.c.last_fetched.is_not(None)), urls.c.key),
            ("url", select(of_article, article_urls.c.url).join(article_urls), article_urls.c.url),
            ("article", select(of_article, articles.c.id), articles.c.id),
            ("article", select(of_article, article_aliases.c.id).join(article_aliases), article_aliases.c.id),
            (
                "digest",
                select(of_article, extractions.c.text_digest)
                .join(versions, of_version)
                .join(extractions, extractions.c.version == versions.c.id),
                extractions.c.text_digest,
            ),
        )
        known: set[tuple[str, str, str | None]] = set()
        for kind, query, column in queries:
            here: ColumnElement[bool] = column.in_(named.get(kind, ()))
            owner = query.selected_columns[0]
            found = self.connection.execute(query.where(owner.in_(portals), here))
            known.update((portal, kind, name) for portal, name in found)
        return known


def _article(one: Arrival) -> dict[str, Any]:
    at, url = one.capture.fetched_at, one.capture.lead_url
    row = {"id": one.article, "portal": one.capture.portal, "key": one.key, "url": url, "status": "active"}
    return {**row, "first_seen": at, "last_seen": at}


def _key(one: Arrival) -> dict[str, Any]:
    return {"portal": one.capture.portal, "key": one.key, "article": one.article, "answer": one.answer}


def _url(one: Arrival) -> dict[str, Any]:
    at = one.capture.fetched_at
    return {"article": one.article, "url": one.capture.lead_url, "first_seen": at, "last_seen": at}


def _version(one: Arrival, capture: int) -> dict[str, Any]:
    at = one.capture.fetched_at
    seen = {"capture": capture, "first_seen": at, "last_seen": at}
    state = {
        "number": 1,
        "current": True,
        "change": "first",
        "changes": "",
        "silent": False,
        "measures": None,
    }
    return {"id": one.version, "article": one.article, **seen, **state}


def _reading(one: Arrival, capture: int) -> dict[str, Any]:
    reader = {name: getattr(one.reader, name) for name in Reader.__slots__}
    row = {"version": one.version, "capture": capture, **reader}
    return {**row, "current": True, "text_digest": one.text_digest}


def told_in(one: Arrival) -> Told:
    """What the index says of its text beside the words."""
    return told_of(one.article, one.version, one.capture.portal, one.capture.fetched_at, one.extraction)


def _signers(one: Arrival) -> list[dict[str, Any]]:
    return signed(one.article, one.capture.portal, one.extraction)
