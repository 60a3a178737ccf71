"""What finds copies of a story over all portals: signatures, candidates, pairs, clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, or_, select, update

from storage.tables import article_signatures, articles, cluster_pairs, dirty_articles, signature_bands
from storage.tables.upsert import insert_new, upsert


@dataclass(frozen=True, slots=True)
class Signature:
    article: str
    shingles: int
    signature: bytes


class Clusters:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def mark_dirty(self, article: str) -> None:
        """The article's text is new or changed: its copies must be looked for again."""
        insert_new(self.connection, dirty_articles, {"article": article})

    def dirty(self, limit: int) -> list[str]:
        query = select(dirty_articles.c.article).order_by(dirty_articles.c.article).limit(limit)
        return list(self.connection.scalars(query))

    def clean(self, done: Sequence[str]) -> None:
        self.connection.execute(delete(dirty_articles).where(dirty_articles.c.article.in_(done)))

    def signature(self, article: str, bands: Sequence[bytes], signature: bytes, shingles: int = 0) -> None:
        """Replace the article's signature and its bands."""
        row = {"article": article, "shingles": shingles, "signature": signature}
        upsert(self.connection, article_signatures, row, ("article",))
        self.connection.execute(delete(signature_bands).where(signature_bands.c.article == article))
        rows = [{"article": article, "band": band, "hash": hash} for band, hash in enumerate(bands)]
        if rows:
            self.connection.execute(signature_bands.insert(), rows)

    def candidates(self, bands: Sequence[bytes], without: str | None = None) -> list[Signature]:
        """Every article that shares a band with these, by id. A band's hash tells it from other bands."""
        shared = select(signature_bands.c.article).where(signature_bands.c.hash.in_(bands))
        query = (
            select(article_signatures)
            .where(article_signatures.c.article.in_(shared))
            .order_by(article_signatures.c.article)
        )
        if without:
            query = query.where(article_signatures.c.article != without)
        return [Signature(row.article, row.shingles, row.signature) for row in self.connection.execute(query)]

    def link(self, a: str, b: str, overlap: float) -> None:
        a, b = sorted((a, b))
        upsert(self.connection, cluster_pairs, {"a": a, "b": b, "overlap": overlap}, ("a", "b"))

    def unlink(self, article: str) -> None:
        """Forget the article's pairs, as before it is compared again."""
        self.connection.execute(
            delete(cluster_pairs).where(or_(cluster_pairs.c.a == article, cluster_pairs.c.b == article))
        )

    def pairs(self, article: str) -> list[tuple[str, float]]:
        """The articles this one overlaps with, closest first."""
        query = select(cluster_pairs).where(or_(cluster_pairs.c.a == article, cluster_pairs.c.b == article))
        rows = self.connection.execute(query)
        found = [(row.b if row.a == article else row.a, row.overlap) for row in rows]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def assign(self, members: Iterable[str], cluster: str | None) -> None:
        query = update(articles).where(articles.c.id.in_(list(members)))
        self.connection.execute(query.values(cluster=cluster))

    def members(self, cluster: str) -> list[str]:
        query = select(articles.c.id).where(articles.c.cluster == cluster).order_by(articles.c.id)
        return list(self.connection.scalars(query))
