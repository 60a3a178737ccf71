"""The versions of an article in the order of time: two articles' rows made one, and rows set aside while an
article is told again from its captures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from storage.repositories import identities
from storage.tables import (
    article_aliases,
    article_events,
    article_keys,
    article_urls,
    articles,
    captures,
    extractions,
    version_aliases,
    versions,
)
from storage.tables.upsert import upsert

TOLD = ("gone", "returned", "redirected", "merged", "reverted", "not_joined")
"""The kinds of events that captures tell; others (a withdrawal) are nobody's to forget."""

FAR_BELOW = -1_000_000
"""Below the numbers of versions that are aside while an article is told again."""

_READER = (extractions.c.extractor, extractions.c.profile, extractions.c.learnt)


def version_id(article: str, at: datetime, taken: Collection[str]) -> str:
    """The article's id with the time; a number tells those of one second apart."""
    stem = f"{article}@{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stem}-{more}" if more > 1 else stem for more in count(1))
    return next(name for name in names if name not in taken)


def resolve(connection: Connection, version: str) -> str | None:
    given = select(version_aliases.c.version).where(version_aliases.c.id == version)
    own = select(versions.c.id).where(versions.c.id == version)
    return connection.scalar(own) or connection.scalar(given)


def former(connection: Connection, article: str) -> dict[str, str]:
    query = select(version_aliases).join(versions, versions.c.id == version_aliases.c.version)
    return {row.id: row.version for row in connection.execute(query.where(versions.c.article == article))}


# Two articles that are one


def merge(connection: Connection, old: str, article: str) -> None:
    both = {
        row.id: row for row in connection.execute(select(articles).where(articles.c.id.in_([old, article])))
    }
    identities.retire(connection, old, article)
    if old not in both:
        return
    _interleave(connection, old, article)
    one, other = both[article], both[old]
    told: dict[str, Any] = {
        "first_seen": min(one.first_seen, other.first_seen),
        "last_seen": max(one.last_seen, other.last_seen),
    }
    if one.status != "active" and other.status == "active":
        told |= {"status": "active", "url": other.url}
    connection.execute(update(articles).where(articles.c.id == article).values(**told))
    identities.let_go(connection, old, article)


def _interleave(connection: Connection, old: str, article: str) -> None:
    query = (
        select(versions, extractions.c.text_digest.label("digest"))
        .join(extractions, (extractions.c.version == versions.c.id) & extractions.c.current)
        .where(versions.c.article.in_([old, article]), versions.c.number > 0)
        .order_by(versions.c.first_seen, versions.c.article != article, versions.c.number)
    )
    rows = connection.execute(query).all()
    # Those that are aside keep their numbers, which no others have.
    aside = (versions.c.article == old) & (versions.c.number < 0)
    connection.execute(update(versions).where(aside).values(article=article))
    _put_aside(connection, [row.id for row in rows], FAR_BELOW)
    taken = {row.id for row in rows}
    number, kept, digest = 0, "", None
    for row in rows:
        if row.digest == digest:
            last = update(versions).where(versions.c.id == kept, versions.c.last_seen < row.last_seen)
            connection.execute(last.values(last_seen=row.last_seen))
            _absorb(connection, row.id, kept)
            _answer_to(connection, row.id, kept)
            continue
        number += 1
        kept, digest = row.id, row.digest
        if row.article == article:
            connection.execute(update(versions).where(versions.c.id == kept).values(number=number))
            continue
        kept = version_id(article, row.first_seen, taken)
        taken.add(kept)
        values = {column.name: row._mapping[column] for column in versions.c}
        values |= {"id": kept, "article": article, "number": number, "current": False}
        upsert(connection, versions, values, ("id",))
        _absorb(connection, kept, row.id)
        connection.execute(update(extractions).where(extractions.c.version == row.id).values(version=kept))
        _answer_to(connection, row.id, kept)
    connection.execute(update(versions).where(versions.c.id == kept).values(current=True))


def _put_aside(connection: Connection, names: Collection[str], below: int = 0) -> None:
    """Out of sight: numbered downwards from `below`, no two alike, for their articles may become one."""
    for number, name in enumerate(names, 1):
        mine = update(versions).where(versions.c.id == name)
        connection.execute(mine.values(number=below - number, current=False))


def _absorb(connection: Connection, old: str, version: str) -> None:
    """The readings of the version `old` are kept beside another's, which goes on counting."""
    mine = extractions.c.version == old
    connection.execute(update(extractions).where(mine).values(current=False))
    identity = (extractions.c.capture, *_READER)
    there = select(*identity).where(extractions.c.version == version)
    known = {tuple(row) for row in connection.execute(there)}
    for row in connection.execute(select(extractions.c.id, *identity).where(mine)).all():
        which = extractions.c.id == row.id
        if tuple(row)[1:] in known:
            connection.execute(delete(extractions).where(which))
        else:
            connection.execute(update(extractions).where(which).values(version=version))


def _answer_to(connection: Connection, old: str, version: str) -> None:
    """`old` is no version any more, but an id of another."""
    mine = version_aliases.c.version == old
    connection.execute(update(version_aliases).where(mine).values(version=version))
    connection.execute(delete(versions).where(versions.c.id == old))
    upsert(connection, version_aliases, {"id": old, "version": version}, ("id",))


# Told again


@dataclass(frozen=True, slots=True)
class Aside:
    """What articles were before they are told again: by id, portal and key; former ids; versions; the
    readings that counted, by version."""

    articles: dict[str, tuple[str, str]]
    aliases: dict[str, str]
    versions: list[str]
    counted: dict[str, tuple[Any, ...]]


def set_aside(connection: Connection, names: Collection[str]) -> Aside:
    """Take keys, URLs, aliases and told events from the articles, and put their versions out of sight. Rows
    that others refer to stay until `settle`."""
    own = articles.c.id.in_(names)
    known = {row.id: (row.portal, row.key) for row in connection.execute(select(articles).where(own))}
    former = select(article_aliases).where(article_aliases.c.article.in_(names))
    aliases = {row.id: row.article for row in connection.execute(former)}
    counted = (
        select(versions.c.id.label("of"), extractions.c.id, *_READER)
        .join(extractions, extractions.c.version == versions.c.id)
        .where(versions.c.article.in_(names), extractions.c.current)
    )
    readings = {str(row[0]): tuple(row)[1:] for row in connection.execute(counted)}
    for table in (article_keys, article_urls, article_aliases):
        connection.execute(delete(table).where(table.c.article.in_(names)))
    told = article_events.c.article.in_(names) & article_events.c.kind.in_(TOLD)
    connection.execute(delete(article_events).where(told))
    own_versions = select(versions.c.id).where(versions.c.article.in_(names)).order_by(versions.c.id)
    told_before = list(connection.scalars(own_versions))
    _put_aside(connection, told_before)
    return Aside(known, aliases, told_before, readings)


def settle(connection: Connection, aside: Aside, read_by: Collection[tuple[str, str, str]]) -> dict[str, str]:
    """Bring what was set aside and not told again to what took its place. Returns the articles that are no
    more, each with the one it is now. `read_by`: the readers of the new telling; a reading by any other that
    counted goes on counting where its version stands."""
    now = {name: _successor(connection, name, *where) for name, where in aside.articles.items()}
    for row in connection.execute(
        select(versions).where(versions.c.id.in_(aside.versions), versions.c.number < 0)
    ).all():
        version = _covering(connection, row, now.get(row.article, row.article))
        _absorb(connection, row.id, version)
        _answer_to(connection, row.id, version)
    gone = {old: article for old, article in now.items() if old != article}
    for old, article in gone.items():
        identities.retire(connection, old, article)
        identities.let_go(connection, old, article)
    for old, article in aside.aliases.items():
        if identities.resolve(connection, old) is None:
            upsert(connection, article_aliases, {"id": old, "article": now[article]}, ("id",))
    for version, reading in aside.counted.items():
        if reading[1:] not in read_by:
            _count_again(connection, version, reading[0])
    return gone


def _successor(connection: Connection, article: str, portal: str, key: str) -> str:
    if connection.scalar(select(versions.c.id).where(versions.c.article == article, versions.c.number > 0)):
        return article
    told = select(captures.c.article).join(versions, versions.c.capture == captures.c.id)
    told = told.where(versions.c.article == article, captures.c.article.is_not(None))
    found = identities.find(connection, portal, key) or connection.scalar(
        told.order_by(captures.c.fetched_at).limit(1)
    )
    if found is None:
        raise LookupError(f"{article}: none of its captures tells a story any more")
    return found


def _covering(connection: Connection, old: Row[Any], article: str) -> str:
    """The version that stood when the old one was first seen."""
    of_capture = select(captures.c.article).where(captures.c.id == old.capture)
    article = connection.scalar(of_capture) or article
    told = select(versions.c.id).where(versions.c.article == article, versions.c.number > 0)
    before = told.where(versions.c.first_seen <= old.first_seen).order_by(versions.c.number.desc())
    found = connection.scalar(before.limit(1)) or connection.scalar(told.order_by(versions.c.number).limit(1))
    assert found
    return found


def _count_again(connection: Connection, version: str, reading: int) -> None:
    mine = (extractions.c.id == reading) & (extractions.c.version == version)
    if connection.scalar(select(extractions.c.id).where(mine)):
        other = (extractions.c.version == version) & extractions.c.current
        connection.execute(update(extractions).where(other).values(current=False))
        connection.execute(update(extractions).where(mine).values(current=True))
