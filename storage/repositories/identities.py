"""Who an article is: its id, the URL keys that lead to it, every URL and id it ever had."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from storage.repositories.upsert import insert
from storage.tables import (
    article_aliases,
    article_events,
    article_keys,
    article_signatures,
    article_urls,
    articles,
    captures,
    cluster_pairs,
    dirty_articles,
    search_texts,
    signature_bands,
    versions,
)


def find(connection: Connection, portal: str, key: str) -> str | None:
    query = select(article_keys.c.article).where(article_keys.c.portal == portal, article_keys.c.key == key)
    return connection.scalar(query)


def resolve(connection: Connection, article: str) -> str | None:
    given = connection.scalar(select(article_aliases.c.article).where(article_aliases.c.id == article))
    return given or connection.scalar(select(articles.c.id).where(articles.c.id == article))


def open_article(connection: Connection, article: str, portal: str, key: str, url: str, at: datetime) -> None:
    values = {"id": article, "portal": portal, "key": key, "url": url, "status": "active"}
    statement = insert(connection, articles).values(**values, first_seen=at, last_seen=at)
    connection.execute(statement.on_conflict_do_nothing())
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
    statement = insert(connection, article_urls)
    statement = statement.values(article=article, url=url, first_seen=at, last_seen=at)
    later = article_urls.c.last_seen < statement.excluded.last_seen
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["article", "url"], set_={"last_seen": statement.excluded.last_seen}, where=later
        )
    )


def _lead_to(connection: Connection, portal: str, key: str, article: str) -> None:
    statement = insert(connection, article_keys).values(portal=portal, key=key, article=article)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["portal", "key"], set_={"article": article})
    )


def _retire(connection: Connection, old: str, article: str) -> None:
    """`old` is another name of `article`: whatever led to it, and all it had, is the article's now."""
    for table in (article_aliases, article_keys, captures):
        connection.execute(update(table).where(table.c.article == old).values(article=article))
    statement = insert(connection, article_aliases).values(id=old, article=article)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"article": article}))
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
        values = {**row._mapping, "article": article}
        connection.execute(insert(connection, article_events).values(values).on_conflict_do_nothing())
    for table in (
        article_urls,
        article_events,
        search_texts,
        dirty_articles,
        signature_bands,
        article_signatures,
    ):
        connection.execute(delete(table).where(table.c.article == old))
    connection.execute(delete(cluster_pairs).where(or_(cluster_pairs.c.a == old, cluster_pairs.c.b == old)))
    connection.execute(delete(articles).where(articles.c.id == old))
