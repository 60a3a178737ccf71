"""Who an article is: its id, the URL keys that lead to it, every URL and id it ever had."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from storage.repositories.clusters import Clusters
from storage.tables import (
    article_aliases,
    article_events,
    article_keys,
    article_urls,
    articles,
    captures,
    search_texts,
    versions,
)
from storage.tables.upsert import insert_new, upsert

FIND = select(article_keys.c.article).where(
    article_keys.c.portal == bindparam("of"), article_keys.c.key == bindparam("at_key")
)
BY_URL = (
    select(article_urls.c.article)
    .join(articles, articles.c.id == article_urls.c.article)
    .where(articles.c.portal == bindparam("of"), article_urls.c.url == bindparam("at_url"))
    .order_by(article_urls.c.first_seen, article_urls.c.article)
    .limit(1)
)
GIVEN = select(article_aliases.c.article).where(article_aliases.c.id == bindparam("of"))
OWN = select(articles.c.id).where(articles.c.id == bindparam("of"))
SEEN_AGAIN = (
    update(article_urls)
    .where(article_urls.c.article == bindparam("of"), article_urls.c.url == bindparam("at_url"))
    .where(article_urls.c.last_seen < bindparam("at"))
    .values(last_seen=bindparam("at"))
)


def find(connection: Connection, portal: str, key: str) -> str | None:
    return connection.scalar(FIND, {"of": portal, "at_key": key})


def find_by_url(connection: Connection, portal: str, url: str) -> str | None:
    return connection.scalar(BY_URL, {"of": portal, "at_url": url})


def resolve(connection: Connection, article: str) -> str | None:
    return connection.scalar(GIVEN, {"of": article}) or connection.scalar(OWN, {"of": article})


def open_article(connection: Connection, article: str, portal: str, key: str, url: str, at: datetime) -> None:
    row = {"id": article, "portal": portal, "key": key, "url": url, "status": "active"}
    insert_new(connection, articles, {**row, "first_seen": at, "last_seen": at})
    _lead_to(connection, portal, key, article)
    url_seen(connection, article, url, at)


def alias(
    connection: Connection, portal: str, key: str, url: str, article: str, at: datetime, old: str | None
) -> None:
    _lead_to(connection, portal, key, article)
    url_seen(connection, article, url, at)
    if old and old != article:
        _retire(connection, old, article)


def url_seen(connection: Connection, article: str, url: str, at: datetime) -> None:
    connection.execute(SEEN_AGAIN, {"of": article, "at_url": url, "at": at})
    row = {"article": article, "url": url, "first_seen": at, "last_seen": at}
    insert_new(connection, article_urls, row)


def _lead_to(connection: Connection, portal: str, key: str, article: str) -> None:
    row = {"portal": portal, "key": key, "article": article}
    upsert(connection, article_keys, row, ("portal", "key"))


def _retire(connection: Connection, old: str, article: str) -> None:
    """`old` is another name of `article`: whatever led to it, and all it had, is the article's now."""
    for table in (article_aliases, article_keys, captures):
        connection.execute(update(table).where(table.c.article == old).values(article=article))
    upsert(connection, article_aliases, {"id": old, "article": article}, ("id",))
    if connection.scalar(select(articles.c.id).where(articles.c.id == old)):
        _move(connection, old, article)


def _move(connection: Connection, old: str, article: str) -> None:
    for row in connection.execute(select(article_urls).where(article_urls.c.article == old)).all():
        url_seen(connection, article, row.url, row.first_seen)
        url_seen(connection, article, row.url, row.last_seen)
    last = connection.scalar(select(func.max(versions.c.number)).where(versions.c.article == article)) or 0
    moved: dict[str, Any] = {"article": article, "number": versions.c.number + last}
    if last:
        moved["current"] = False
    connection.execute(update(versions).where(versions.c.article == old).values(moved))
    for row in connection.execute(select(article_events).where(article_events.c.article == old)).all():
        insert_new(connection, article_events, {**row._mapping, "article": article})
    for table in (
        article_urls,
        article_events,
        search_texts,
    ):
        connection.execute(delete(table).where(table.c.article == old))
    Clusters(connection).forget(old)
    connection.execute(delete(articles).where(articles.c.id == old))
