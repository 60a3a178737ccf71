"""What happened to articles, by time: changes of their text and events beside them, the latest first.

A list of any length is read a page at a time: the last line's version (or event) is where the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select

from storage.repositories.stories import Event
from storage.tables import article_events, articles, extractions, versions
from storage.tables.stories import LATER, of_class

EVENT = article_events.c.article + " " + article_events.c.kind
EARLIER, EARLIER_READING = versions.alias("earlier"), extractions.alias("earlier_reading")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: noticed from `since` on and before `until`; of any of the classes (or kinds of event);
    silent or not, or None for either; `after` where the page before ended."""

    portals: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    classes: tuple[str, ...] = ()
    silent: bool | None = None
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One version, and what it changed of the one before it."""

    version: str
    before: str
    article: str
    portal: str
    url: str
    noticed: datetime
    title: str | None
    title_before: str | None
    leading: str
    classes: tuple[str, ...]
    silent: bool
    measures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRecord:
    article: str
    portal: str
    url: str
    title: str | None
    event: Event


def changes(
    connection: Connection, wanted: Wanted, limit: int, found: Iterable[Sequence[str]] | None = None
) -> list[ChangeRecord]:
    """Up to `limit`; `found` are batches of the only articles to look at."""
    query = _changes(wanted)
    rows = _latest(connection, query, versions.c.first_seen, versions.c.id, limit, found)
    return [_change(row) for row in rows]


def events(
    connection: Connection, wanted: Wanted, limit: int, found: Iterable[Sequence[str]] | None = None
) -> list[EventRecord]:
    query = (
        select(article_events, articles.c.portal, articles.c.url, extractions.c.title)
        .join(articles, articles.c.id == article_events.c.article)
        .outerjoin(versions, and_(versions.c.article == articles.c.id, versions.c.current))
        .outerjoin(extractions, and_(extractions.c.version == versions.c.id, extractions.c.current))
        .where(*_which(wanted, article_events.c.at, EVENT))
    )
    if wanted.classes:
        query = query.where(article_events.c.kind.in_(wanted.classes))
    rows = _latest(connection, query, article_events.c.at, EVENT, limit, found)
    return [
        EventRecord(row.article, row.portal, row.url, row.title, Event(row.kind, row.at, row.detail))
        for row in rows
    ]


def version_at(connection: Connection, version: str) -> tuple[datetime, str] | None:
    """Where in the list of changes a version stands."""
    at = connection.scalar(select(versions.c.first_seen).where(versions.c.id == version))
    return (at, version) if at else None


def _changes(wanted: Wanted) -> Select[Any]:
    query = (
        select(
            versions,
            EARLIER.c.id.label("before"),
            articles.c.portal,
            articles.c.url,
            extractions.c.title,
            EARLIER_READING.c.title.label("title_before"),
        )
        .join(articles, articles.c.id == versions.c.article)
        .join(extractions, and_(extractions.c.version == versions.c.id, extractions.c.current))
        .join(
            EARLIER, and_(EARLIER.c.article == versions.c.article, EARLIER.c.number == versions.c.number - 1)
        )
        .join(
            EARLIER_READING, and_(EARLIER_READING.c.version == EARLIER.c.id, EARLIER_READING.c.current)
        )
        .where(LATER, *_which(wanted, versions.c.first_seen, versions.c.id))
    )  # fmt: skip
    if wanted.classes:
        query = query.where(or_(*map(of_class, wanted.classes)))
    if wanted.silent is not None:
        query = query.where(versions.c.silent.is_(wanted.silent))
    return query


def _which(
    wanted: Wanted, at: ColumnElement[datetime], name: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [articles.c.withdrawn.is_(False)]
    if wanted.portals:
        found.append(articles.c.portal.in_(wanted.portals))
    if wanted.since:
        found.append(at >= wanted.since)
    if wanted.until:
        found.append(at < wanted.until)
    if wanted.after:
        last, last_name = wanted.after
        found.append(or_(at < last, and_(at == last, name < last_name)))
    return found


def _latest(
    connection: Connection,
    query: Select[Any],
    at: ColumnElement[datetime],
    name: ColumnElement[str],
    limit: int,
    found: Iterable[Sequence[str]] | None,
) -> list[Row[Any]]:
    query = query.add_columns(at.label("listed_at"), name.label("listed")).order_by(at.desc(), name.desc())
    query = query.limit(limit)
    if found is None:
        return list(connection.execute(query))
    kept: list[Row[Any]] = []
    for batch in found:
        rows = connection.execute(query.where(articles.c.id.in_(batch))).all()
        kept = nlargest(limit, [*kept, *rows], key=lambda row: (row.listed_at, row.listed))
    return kept


def _change(row: Row[Any]) -> ChangeRecord:
    return ChangeRecord(
        version=row.id,
        before=row.before,
        article=row.article,
        portal=row.portal,
        url=row.url,
        noticed=row.first_seen,
        title=row.title,
        title_before=row.title_before,
        leading=row.change,
        classes=tuple(row.changes.split()),
        silent=row.silent,
        measures=row.measures or {},
    )
