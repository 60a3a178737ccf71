"""Fetches and refusals: records in, records out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from storage.records import Capture, Hints, Refusal
from storage.tables import articles, captures, extractions, refusals, versions
from storage.tables.upsert import upsert, upsert_returning

BATCH = 500
HIDDEN = select(articles.c.id).where(articles.c.withdrawn)
_TELLING = (
    captures.c.kind == "article",
    captures.c.status == 200,
    captures.c.article.is_not(None),
    captures.c.outcome.in_(("stored", "changed", "unchanged")),
    captures.c.revisit.is_(False),
)
"""Whole answers that tell a story: parts that another part followed have no outcome."""


class Captures:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, capture: Capture, article: str | None, outcome: str | None) -> int:
        """Remember a fetch; a place in the WARC has one row however often it is added."""
        hints = {name: value for name, value in asdict(capture.hints).items() if value is not None}
        row = {**asdict(capture), "hints": hints, "article": article, "outcome": outcome}
        number: int = upsert_returning(self.connection, captures, row, ("warc", "offset"), "id")
        return number

    def last(self, portal: str, url: str) -> Capture | None:
        """The latest fetch of `url` that gave a page: status 200, or a revisit of one."""
        query = (
            select(captures)
            .where(captures.c.portal == portal, captures.c.url == url)
            .where(or_(captures.c.status == 200, captures.c.revisit))
            .order_by(captures.c.fetched_at.desc(), captures.c.id.desc())
            .limit(1)
        )
        row = self.connection.execute(query).first()
        return capture_of(row) if row else None

    def of_article(self, article: str) -> list[Capture]:
        """Oldest first."""
        query = select(captures).where(captures.c.article == article)
        rows = self.connection.execute(query.order_by(captures.c.fetched_at, captures.c.id))
        return [capture_of(row) for row in rows]

    def stories(
        self, portals: Sequence[str] = (), since: datetime | None = None
    ) -> Iterator[tuple[Capture, str | None]]:
        """What a re-extraction reads, in the order of the fetches: for each version the capture that its
        current extraction was read from, and for each refused URL its latest refused capture."""
        read = (
            select(extractions.c.capture, versions.c.article)
            .join(versions, versions.c.id == extractions.c.version)
            .where(extractions.c.current)
        )
        refused = select(func.max(refusals.c.capture)).group_by(refusals.c.portal, refusals.c.url)
        of_version = read.subquery()
        query = (
            select(captures, of_version.c.article.label("of"))
            .outerjoin(of_version, of_version.c.capture == captures.c.id)
            .where(or_(of_version.c.article.is_not(None), captures.c.id.in_(refused)))
            .where(captures.c.kind == "article")
            .where(or_(captures.c.article.is_(None), captures.c.article.not_in(HIDDEN)))
        )
        if portals:
            query = query.where(captures.c.portal.in_(portals))
        if since:
            query = query.where(captures.c.fetched_at >= since)
        query = query.order_by(captures.c.fetched_at, captures.c.id)
        with self.connection.execute(query.execution_options(yield_per=BATCH)) as rows:
            for row in rows:
                yield capture_of(row), row.of

    def newest(self, portal: str, most: int) -> list[tuple[Capture, str]]:
        """The last pages fetched of the portal's articles, latest first, with the article of each; answers
        that were seen before, byte for byte, left out."""
        query = select(captures).where(*_TELLING, captures.c.portal == portal)
        query = query.order_by(captures.c.fetched_at.desc(), captures.c.id.desc()).limit(most)
        return [(capture_of(row), row.article) for row in self.connection.execute(query)]

    def count(self, portal: str) -> int:
        """How many pages of the portal's articles `newest` could give."""
        query = select(func.count()).select_from(captures).where(*_TELLING, captures.c.portal == portal)
        return self.connection.scalar(query) or 0

    def extent(self, warc: str) -> int:
        """Where the furthest known record of the file ends; 0 for a file not known."""
        query = select(func.max(captures.c.offset + captures.c.length)).where(captures.c.warc == warc)
        return self.connection.scalar(query) or 0

    def exists(self, warc: str, offset: int) -> bool:
        return self.find(warc, offset) is not None

    def find(self, warc: str, offset: int) -> int | None:
        """The number `add` gave to the capture at this place."""
        query = select(captures.c.id).where(captures.c.warc == warc, captures.c.offset == offset)
        return self.connection.scalar(query)

    def move(self, warc: str, offset: int, new_warc: str, new_offset: int, length: int) -> None:
        """The answer at a place lies whole at another one from now on."""
        here = (captures.c.warc == warc) & (captures.c.offset == offset)
        values = {"warc": new_warc, "offset": new_offset, "length": length, "revisit": False}
        self.connection.execute(update(captures).where(here).values(values))

    def refuse(self, capture: int, portal: str, url: str, refusal: Refusal) -> None:
        """The page is no article."""
        row = {"capture": capture, "portal": portal, "url": url, **asdict(refusal)}
        upsert(self.connection, refusals, row, ("capture",))

    def accept(self, capture: int, article: str, outcome: str | None = None) -> None:
        """The page is an article after all: better rules saw it."""
        self.connection.execute(delete(refusals).where(refusals.c.capture == capture))
        self.connection.execute(
            update(captures)
            .where(captures.c.id == capture)
            .values(article=article, outcome=func.coalesce(outcome, captures.c.outcome))
        )


_FIELDS = tuple(Capture.__dataclass_fields__)


def capture_of(row: Row[Any]) -> Capture:
    """The record of a row that holds all columns of `captures`."""
    values = {name: row._mapping[captures.c[name]] for name in _FIELDS}
    return Capture(**{**values, "hints": Hints(**values["hints"])})
