"""Clusters as they are listed and shown: how large, the pairs that made one, what its former names were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from storage.tables import articles, cluster_pairs, copy_sketches, former_clusters

Sort = Literal["size", "newest"]


@dataclass(frozen=True, slots=True)
class Summary:
    """`first` and `last`: when its articles were first seen."""

    cluster: str
    articles: int
    portals: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class NamedPair:
    a: str
    b: str
    overlap: float
    contained: float


def summaries(
    connection: Connection,
    portals: Sequence[str],
    having: Sequence[str] | None,
    least: int,
    sort: Sort,
    limit: int,
) -> list[Summary]:
    """Clusters with articles of any of these portals, and any of the articles `having`."""
    size, last = func.count(), func.max(articles.c.first_seen)
    query = (
        select(
            articles.c.cluster.label("cluster"),
            size.label("articles"),
            func.count(articles.c.portal.distinct()).label("portals"),
            func.min(articles.c.first_seen).label("first"),
            last.label("last"),
        )
        .where(articles.c.cluster.is_not(None), articles.c.withdrawn.is_(False))
        .group_by(articles.c.cluster)
        .having(size >= least)
    )
    for column, wanted in ((articles.c.portal, portals or None), (articles.c.id, having)):
        if wanted is not None:
            there = select(articles.c.cluster).where(column.in_(wanted), articles.c.withdrawn.is_(False))
            query = query.where(articles.c.cluster.in_(there))
    first = size.desc() if sort == "size" else last.desc()
    rows = connection.execute(query.order_by(first, last.desc(), articles.c.cluster).limit(limit))
    return [Summary(row.cluster or "", *row[1:]) for row in rows]


def pairs_in(connection: Connection, cluster: str) -> list[NamedPair]:
    """The pairs that made the cluster, closest first."""
    a, b = articles.alias("article_a"), articles.alias("article_b")
    of_a, of_b = copy_sketches.alias("of_a"), copy_sketches.alias("of_b")
    query = (
        select(a.c.id, b.c.id, cluster_pairs.c.overlap, cluster_pairs.c.contained)
        .select_from(a)
        .join(of_a, of_a.c.article == a.c.id)
        .join(cluster_pairs, cluster_pairs.c.a == of_a.c.number)
        .join(of_b, of_b.c.number == cluster_pairs.c.b)
        .join(b, b.c.id == of_b.c.article)
        .where(a.c.cluster == cluster, b.c.cluster == cluster)
        .where(a.c.withdrawn.is_(False), b.c.withdrawn.is_(False))
    )
    found = [NamedPair(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda pair: (-pair.overlap, pair.a, pair.b))


def present(connection: Connection, name: str) -> list[str]:
    """The clusters that a name leads to, its own or those its articles went to; none where they have no
    copies now, or where no cluster was ever called so."""
    found: set[str] = set()
    seen, todo = {name}, [name]
    while todo:
        one = todo.pop()
        if _is_there(connection, one):
            found.add(one)
            continue
        later = select(former_clusters.c.cluster).where(former_clusters.c.id == one)
        following = set(connection.scalars(later)) - seen - {""}
        seen |= following
        todo.extend(following)
    return sorted(found)


def former(connection: Connection, cluster: str) -> list[str]:
    """Names that lead to the cluster now, other than its own."""
    seen, todo = {cluster}, [cluster]
    while todo:
        earlier = select(former_clusters.c.id).where(former_clusters.c.cluster == todo.pop())
        new = [name for name in connection.scalars(earlier) if name not in seen]
        seen.update(new)
        todo.extend(new)
    return sorted(name for name in seen - {cluster} if not _is_there(connection, name))


def was_cluster(connection: Connection, name: str) -> bool:
    found = select(former_clusters.c.id).where(former_clusters.c.id == name).limit(1)
    return connection.scalar(found) is not None


def _is_there(connection: Connection, cluster: str) -> bool:
    query = select(articles.c.id).where(articles.c.cluster == cluster, articles.c.withdrawn.is_(False))
    return connection.scalar(query.limit(1)) is not None
