"""Stories in, hits out: the full-text index of an archive on either database, with the same hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from storage.records import SearchText
from storage.search import plan, postgresql, sqlite
from storage.search.query import Query
from storage.search.signing import sign, unsign
from storage.tables import articles, extractions, search_texts, versions
from storage.tables.upsert import upsert_returning

MOST_RANKED = 20_000
"""Beyond so many hits ranking takes seconds and means nothing: they come newest first."""

BATCH = 200


FACTS = (
    select(articles.c.portal, extractions.c.published_date, extractions.c.section)
    .outerjoin(versions, (versions.c.article == articles.c.id) & versions.c.current)
    .outerjoin(extractions, (extractions.c.version == versions.c.id) & extractions.c.current)
    .where(articles.c.id == bindparam("of"))
)


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is higher for better ones, 0 where hits come newest first."""

    article: str
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """`total` counts no further than `MOST_RANKED`; `more` says that there are more, and that they
    are not ranked but newest first."""

    total: int
    hits: list[Hit]
    more: bool = False


class Search:
    def __init__(self, connection: Connection, most_ranked: int = MOST_RANKED) -> None:
        self.connection = connection
        self.most_ranked = most_ranked
        self.on_postgresql = connection.dialect.name == "postgresql"

    def put(self, article: str, text: SearchText) -> None:
        """Index the current text of an article in place of the one before."""
        row = {"article": article, **self._facts(article), **asdict(text)}
        number = upsert_returning(self.connection, search_texts, row, ("article",), "id")
        if self.on_postgresql:
            self._put_vectors(number, text)
        sign(self.connection, article)

    def remove(self, article: str) -> None:
        self.connection.execute(delete(search_texts).where(search_texts.c.article == article))
        unsign(self.connection, article)

    def words(self, article: str) -> list[str]:
        """The folded words of the body, as copies are compared by; none for what is not indexed."""
        query = select(search_texts.c.body_fold).where(search_texts.c.article == article)
        return (self.connection.scalar(query) or "").split()

    def run(self, query: Query, limit: int = 20, offset: int = 0) -> Hits:
        """The best hits; the newest, where the query has no words or too many hits."""
        query = plan.prepared(query)
        rows = self._rows(query).limit(self.most_ranked + 1)
        total = self.connection.scalar(select(func.count()).select_from(rows.subquery())) or 0
        if total == 0:
            return Hits(0, [])
        more = total > self.most_ranked
        ranked = query.root is not None and not more and query.sort == "relevance"
        found = self._best(query) if ranked else self._newest(query)
        rows_of_page = self.connection.execute(found.limit(limit).offset(offset))
        hits = [Hit(article, float(score or 0)) for article, score in rows_of_page]
        return Hits(min(total, self.most_ranked), hits, more)

    def walk(self, query: Query) -> Iterator[list[str]]:
        """Every article that answers, by id, in batches."""
        query = plan.prepared(query)
        found = self._rows(query).order_by(search_texts.c.article)
        with self.connection.execute(found.execution_options(yield_per=BATCH)) as rows:
            for batch in rows.scalars().partitions(BATCH):
                yield list(batch)

    def _facts(self, article: str) -> dict[str, Any]:
        portal, date, section = self.connection.execute(FACTS, {"of": article}).one()
        names = [plan.folded(name) for name in (section or "").split("\n") if name]
        sections = "".join(f"\n{name}\n" for name in names)
        return {"portal": portal, "date": date or "", "sections": sections}

    def _put_vectors(self, number: int, text: SearchText) -> None:
        table = postgresql.vectors
        layers = {}
        long = False
        for layer in ("exact", "fold"):
            parts = [(field, getattr(text, f"{field}_{layer}")) for field in postgresql.FIELDS]
            written, cut = postgresql.vector(parts)
            layers[layer] = cast(written, TSVECTOR)
            long = long or cut
        values = {**layers, "long": long}
        statement = insert(table).values(id=number, **values)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))

    def _from(self, statement: Select[*tuple[Any, ...]], query: Query) -> Select[*tuple[Any, ...]]:
        statement = statement.select_from(search_texts)
        statement = statement.join(articles, articles.c.id == search_texts.c.article)
        if self.on_postgresql and query.root:
            statement = statement.join(postgresql.vectors, postgresql.vectors.c.id == search_texts.c.id)
        return statement.where(*plan.bounded(query.bounds))

    def _rows(self, query: Query) -> Select[*tuple[Any, ...]]:
        found = self._from(select(search_texts.c.article), query)
        return found.where(self._once(query)) if query.root else found

    def _once(self, query: Query) -> ColumnElement[bool]:
        assert query.root
        return postgresql.condition(query.root) if self.on_postgresql else sqlite.chosen(query.root)

    def _newest(self, query: Query) -> Select[*tuple[Any, ...]]:
        found = self._from(select(search_texts.c.article, literal(0.0)), query)
        if query.root:
            one = postgresql.condition if self.on_postgresql else sqlite.condition
            found = found.where(one(query.root))
        first = articles.c.first_seen if query.sort == "seen" else search_texts.c.date
        return found.order_by(first.desc(), search_texts.c.article)

    def _best(self, query: Query) -> Select[*tuple[Any, ...]]:
        assert query.root
        scored = (postgresql if self.on_postgresql else sqlite).scores(query.root).subquery()
        found = self._from(select(search_texts.c.article, scored.c.score), query)
        found = found.join(scored, scored.c.id == search_texts.c.id)
        if not self.on_postgresql and plan.layer_of(query.root) is None:
            found = found.where(self._once(query))
        return found.order_by(scored.c.score.desc(), search_texts.c.article)
