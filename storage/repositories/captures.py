"""Fetches and refusals: records in, records out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, or_, select, update

from storage.records import Capture, Hints, Refusal
from storage.tables import article_keys, articles, captures, extractions, refusals, versions
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


_LAST = (
    select(captures.c.fetched_at, captures.c.warc, captures.c.offset)
    .where(captures.c.outcome.is_not(None))
    .order_by(captures.c.fetched_at.desc(), captures.c.warc.desc(), captures.c.offset.desc())
    .limit(1)
)
LAST_ASKED = _LAST.where(captures.c.portal == bindparam("of"), captures.c.key == bindparam("at_key"))
LAST_OF = _LAST.where(captures.c.article == bindparam("of"))


class Order(NamedTuple):
    """Where a capture stands among others: by time, those of one time by their place."""

    fetched_at: datetime
    warc: str
    offset: int


def order_of(capture: Capture) -> Order:
    return Order(capture.fetched_at, capture.warc, capture.offset)


@dataclass(frozen=True, slots=True)
class Told:
    """A capture that ended a lead, its number, and the article it was found to be of."""

    number: int
    capture: Capture
    article: str | None


class Captures:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, capture: Capture, article: str | None, outcome: str | None, key: str | None = None) -> int:
        """Remember a fetch; a place in the WARC has one row however often it is added. `key` is that of the
        story asked for."""
        row = row_of(capture, article, outcome)
        if key is not None:
            row["key"] = key
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

    def last_asked(self, portal: str, key: str) -> Order | None:
        """Where the last end of a lead stands that was asked for under the key."""
        row = self.connection.execute(LAST_ASKED, {"of": portal, "at_key": key}).first()
        return Order(*row) if row else None

    def last_of(self, article: str) -> Order | None:
        """Where the last end of a lead to the article stands."""
        row = self.connection.execute(LAST_OF, {"of": article}).first()
        return Order(*row) if row else None

    def told_of(self, portal: str, articles: Collection[str]) -> list[Told]:
        """Every end of a lead to one of the articles, also under a key of theirs, in a rebuild's order."""
        keys = select(article_keys.c.key).where(article_keys.c.portal == portal)
        keys = keys.where(article_keys.c.article.in_(articles))
        return self._told(portal, or_(captures.c.article.in_(articles), captures.c.key.in_(keys)))

    def told_under(self, portal: str, keys: Collection[str]) -> list[Told]:
        """The same for keys, be there an article or not."""
        return self._told(portal, captures.c.key.in_(keys))

    def _told(self, portal: str, which: ColumnElement[bool]) -> list[Told]:
        query = select(captures).where(captures.c.portal == portal, captures.c.outcome.is_not(None), which)
        query = query.order_by(captures.c.fetched_at, captures.c.warc, captures.c.offset)
        rows = self.connection.execute(query)
        return [Told(row.id, capture_of(row), row.article) for row in rows]

    def forget_meaning(self, numbers: Collection[int], articles: Collection[str]) -> None:
        """These captures, and those of the articles, are of no article and refused for no reason: they are
        about to be told again."""
        self.connection.execute(delete(refusals).where(refusals.c.capture.in_(numbers)))
        mine = or_(captures.c.id.in_(numbers), captures.c.article.in_(articles))
        self.connection.execute(update(captures).where(mine).values(article=None))

    def exists(self, warc: str, offset: int) -> bool:
        return self.find(warc, offset) is not None

    def find(self, warc: str, offset: int) -> int | None:
        """The number `add` gave to the capture at this place."""
        query = select(captures.c.id).where(captures.c.warc == warc, captures.c.offset == offset)
        return self.connection.scalar(query)

    def move(self, warc: str, offset: int, new_warc: str, new_offset: int, length: int, digest: str) -> None:
        """The answer at a place lies whole at another one from now on."""
        here = (captures.c.warc == warc) & (captures.c.offset == offset)
        values = {
            "warc": new_warc,
            "offset": new_offset,
            "length": length,
            "digest": digest,
            "revisit": False,
        }
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


def row_of(capture: Capture, article: str | None, outcome: str | None) -> dict[str, Any]:
    """The values of a capture's row; one that is there keeps its key unless another is given."""
    hints = {name: value for name, value in asdict(capture.hints).items() if value is not None}
    row = {name: getattr(capture, name) for name in _FIELDS}
    return {**row, "hints": hints, "article": article, "outcome": outcome}


def capture_of(row: Row[Any]) -> Capture:
    """The record of a row that holds all columns of `captures`."""
    values = {name: row._mapping[captures.c[name]] for name in _FIELDS}
    return Capture(**{**values, "hints": Hints(**values["hints"])})
