"""Who an article is: its id, the URL keys that lead to it, every URL and id it ever had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.repositories.clusters import Clusters
from storage.search.index import Search
from storage.tables import (
    article_aliases,
    article_events,
    article_keys,
    article_urls,
    articles,
    captures,
    withdrawals,
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
URL_SEEN = (article_urls.c.article == bindparam("of")) & (article_urls.c.url == bindparam("at_url"))
SEEN_LATER = (
    update(article_urls)
    .where(URL_SEEN, article_urls.c.last_seen < bindparam("at"))
    .values(last_seen=bindparam("at"))
)
SEEN_BEFORE = (
    update(article_urls)
    .where(URL_SEEN, article_urls.c.first_seen > bindparam("at"))
    .values(first_seen=bindparam("at"))
)
ANSWER = select(article_keys.c.answer).where(
    article_keys.c.portal == bindparam("of"), article_keys.c.key == bindparam("at_key")
)
ANSWERED = (
    update(article_keys)
    .where(article_keys.c.portal == bindparam("of"), article_keys.c.key == bindparam("at_key"))
    .values(answer=bindparam("how"))
)


def find(connection: Connection, portal: str, key: str) -> str | None:
    return connection.scalar(FIND, {"of": portal, "at_key": key})


def find_by_url(connection: Connection, portal: str, url: str) -> str | None:
    return connection.scalar(BY_URL, {"of": portal, "at_url": url})


def lives(connection: Connection, article: str) -> bool:
    return connection.scalar(OWN, {"of": article}) is not None


def resolve(connection: Connection, article: str) -> str | None:
    return connection.scalar(GIVEN, {"of": article}) or connection.scalar(OWN, {"of": article})


def open_article(connection: Connection, article: str, portal: str, key: str, url: str, at: datetime) -> None:
    row = {"id": article, "portal": portal, "key": key, "url": url, "status": "active"}
    # An article that was set aside, to be told again, has its row already.
    upsert(connection, articles, {**row, "first_seen": at, "last_seen": at}, ("id",))
    connection.execute(delete(article_aliases).where(article_aliases.c.id == article))
    _lead_to(connection, portal, key, article)
    url_seen(connection, article, url, at)


def alias(connection: Connection, portal: str, key: str, url: str, article: str, at: datetime) -> None:
    _lead_to(connection, portal, key, article)
    url_seen(connection, article, url, at)


def claim(connection: Connection, portal: str, key: str, article: str, old: str) -> None:
    _lead_to(connection, portal, key, article)
    answered(connection, portal, key, "claimed")
    retire(connection, old, article)


def answer(connection: Connection, portal: str, key: str) -> str | None:
    return connection.scalar(ANSWER, {"of": portal, "at_key": key})


def answered(connection: Connection, portal: str, key: str, how: str) -> None:
    connection.execute(ANSWERED, {"of": portal, "at_key": key, "how": how})


def url_seen(
    connection: Connection, article: str, url: str, at: datetime, until: datetime | None = None
) -> None:
    last = until or at
    row = {"article": article, "url": url, "first_seen": at, "last_seen": last}
    insert_new(connection, article_urls, row)
    connection.execute(SEEN_LATER, {"of": article, "at_url": url, "at": last})
    if until:
        connection.execute(SEEN_BEFORE, {"of": article, "at_url": url, "at": at})


def _lead_to(connection: Connection, portal: str, key: str, article: str) -> None:
    row = {"portal": portal, "key": key, "article": article, "answer": None}
    upsert(connection, article_keys, row, ("portal", "key"))


def retire(connection: Connection, old: str, article: str) -> None:
    """The id `old` is another name of `article`, and so is every id that led to it."""
    for table in (article_aliases, article_keys, captures):
        connection.execute(update(table).where(table.c.article == old).values(article=article))
    upsert(connection, article_aliases, {"id": old, "article": article}, ("id",))


def let_go(connection: Connection, old: str, article: str) -> None:
    """The row of `old` is no more: all it had is the article's."""
    for row in connection.execute(select(article_urls).where(article_urls.c.article == old)).all():
        url_seen(connection, article, row.url, row.first_seen, row.last_seen)
    for row in connection.execute(select(article_events).where(article_events.c.article == old)).all():
        insert_new(connection, article_events, {**row._mapping, "article": article})
    connection.execute(update(withdrawals).where(withdrawals.c.article == old).values(article=article))
    Search(connection).remove(old)
    for table in (article_urls, article_events):
        connection.execute(delete(table).where(table.c.article == old))
    Clusters(connection).forget(old)
    connection.execute(delete(articles).where(articles.c.id == old))
