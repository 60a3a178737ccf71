"""Stories in, hits out: the full-text index of an archive on either database, with the same hits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sqlalchemy import Connection, func, select

from storage.records import SearchText
from storage.search import explaining, facets, ordering, paging, plan, upkeep
from storage.search.finding import CHUNK, Finder, read
from storage.search.keeping import Keeper
from storage.search.limits import within_seconds
from storage.search.numbering import EARLIER
from storage.search.ordering import Place
from storage.search.paging import Cursor, Order
from storage.search.query import Query
from storage.search.results import CursorError, Explanation, Facets, Hit, Hits, SearchCut
from storage.search.signing import sign, unsign
from storage.tables import search_texts

__all__ = ["MOST_RANKED", "CursorError", "Explanation", "Facets", "Hit", "Hits", "Search", "SearchCut"]

MOST_RANKED = 20_000
"""Beyond so many hits ranking means nothing: they come newest first."""

BATCH = 200


class Search:
    def __init__(self, connection: Connection, most_ranked: int = MOST_RANKED) -> None:
        self.connection = connection
        self.most_ranked = most_ranked
        self.keeper = Keeper(connection)

    # In and out

    def put(self, article: str, text: SearchText) -> None:
        """Index the text of the article's current version; that of the version before stays findable as
        an earlier one."""
        self.keeper.put(article, text)
        sign(self.connection, article)

    def put_earlier(self, article: str, version: str, text: SearchText) -> None:
        """Index the text of a version that is not the current one, and is not in the index."""
        self.keeper.put_earlier(article, version, text)

    def remove(self, article: str) -> None:
        """Take out every text of the article. `purge` then leaves no trace in the files either."""
        self.keeper.remove(article)
        unsign(self.connection, article)

    def flush(self) -> None:
        """Index what was put and waits: done before every question, and before a unit of work ends."""
        self.keeper.flush()

    def words(self, article: str) -> list[str]:
        """The folded words of the body, as copies are compared by; none for what is not indexed."""
        mine = (search_texts.c.article == article) & search_texts.c.current
        numbers = list(self.connection.scalars(select(search_texts.c.id).where(mine)))
        texts = read(self.connection, numbers)
        return [word for text in texts.values() for word in text.words("body", exact=False)]

    def reindex(self) -> int:
        """Make the index anew from the stored words; how many texts it has."""
        return upkeep.reindex(self.keeper)

    def purge(self) -> None:
        """Leave nothing in the index of what was taken out of it."""
        upkeep.purge(self.connection)

    def check(self) -> list[str]:
        """What is wrong with the index, in words; nothing for a sound one."""
        self.flush()
        return upkeep.check(self.connection)

    # Questions

    def run(
        self,
        query: Query,
        limit: int = 20,
        offset: int = 0,
        *,
        cursor: str | None = None,
        seconds: float | None = None,
    ) -> Hits:
        """One page of hits, in the order that `query.sort` asks for; the newest first where it has no
        words, or too many hits to rank. `cursor` is the one that the page before gave.

        Raises CursorError, and SearchCut after so many seconds.
        """
        self.flush()
        with within_seconds(self.connection, seconds):
            return self._page(query, limit, offset, paging.read(cursor, query) if cursor else None)

    def walk(self, query: Query) -> Iterator[list[str]]:
        """Every article that answers, by id, in batches."""
        self.flush()
        finder = Finder(self.connection, plan.prepared(replace(query, versions="current"), self.connection))
        kept = finder.every()
        texts = search_texts.c
        found = select(texts.article, texts.id).where(texts.current).order_by(texts.article)
        batch: list[str] = []
        with self.connection.execute(found.execution_options(yield_per=CHUNK)) as rows:
            for article, number in rows:
                if number in kept:
                    batch.append(article)
                if len(batch) == BATCH:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def facets(
        self,
        query: Query,
        names: Sequence[str] = facets.NAMES,
        most: int = 20,
        *,
        seconds: float | None = None,
    ) -> Facets:
        """How the hits spread over portals, places, sections, bylines and months."""
        self.flush()
        with within_seconds(self.connection, seconds):
            finder = self._finder(query)
            return facets.counted(finder, self.most_ranked, names, most)

    def explain(self, query: Query, article: str) -> Explanation | None:
        """Why the article stands where it does among the hits; None for one that is not indexed."""
        self.flush()
        return explaining.one(self._finder(query), article, self.most_ranked)

    def reasons(self, query: Query, found: Hits) -> dict[Hit, Explanation]:
        """The same for the hits of one page, without running the query again."""
        self.flush()
        return explaining.page(self._finder(query), found)

    def _finder(self, query: Query) -> Finder:
        return Finder(self.connection, plan.prepared(query, self.connection))

    def _page(self, query: Query, limit: int, offset: int, after: Cursor | None) -> Hits:
        finder = self._finder(query)
        begun_ranked = after is not None and after.order == "relevance"
        if not begun_ranked and finder.is_more_than(self.most_ranked):
            numbers, more = list[int](), True
        else:
            numbers, more = finder.counted(self.most_ranked)
        if not numbers and not more:
            return Hits(0, [])
        order = after.order if after else self._order(finder.query, more)
        start = after or Cursor(paging.digest(query), order, 0, arrived=self._latest())
        if order == "relevance" and not (after and after.rarity):
            assert finder.query.root
            start = replace(start, rarity=ordering.rarities(finder, finder.query.root))
        places = self._places(finder, numbers, more, order, start, after)
        page = list(islice(places, offset, offset + limit + 1))
        shown = page[:limit]
        last = self._cursor(start, shown[-1]) if len(page) > limit and shown else None
        total = self.most_ranked if more and not numbers else len(numbers)
        return Hits(total, self._hits(shown), more, order == "relevance", last, start.rarity)

    def _order(self, query: Query, more: bool) -> Order:
        if query.sort == "relevance":
            return "date" if more or query.root is None else "relevance"
        return query.sort

    def _places(
        self,
        finder: Finder,
        numbers: list[int],
        more: bool,
        order: Order,
        start: Cursor,
        after: Cursor | None,
    ) -> Iterator[Place]:
        if order == "relevance":
            known = self._known(numbers, start) if after else numbers
            return iter(ordering.rest(ordering.ranked(finder, known, start.rarity), after))
        if order == "seen":
            if more:
                return ordering.walk_seen(finder, after)
            if len(numbers) >= ordering.MANY and not finder.everywhere:
                return ordering.pick_seen(finder, numbers, after)
            return iter(ordering.rest(ordering.by_seen(self.connection, numbers), after))
        if more:
            return (Place(number) for number in finder.walk(after.number if after else None))
        return iter(ordering.rest([Place(number) for number in numbers], after))

    def _known(self, numbers: list[int], start: Cursor) -> list[int]:
        """Without the texts that came after the first page was made."""
        new = select(search_texts.c.id).where(search_texts.c.arrived > start.arrived)
        arrived = set(self.connection.scalars(new))
        return [number for number in numbers if number not in arrived]

    def _latest(self) -> int:
        return self.connection.scalar(select(func.max(search_texts.c.arrived))) or 0

    def _cursor(self, start: Cursor, last: Place) -> str:
        seen = last.seen.isoformat() if last.seen else None
        return paging.written(replace(start, number=last.number, score=last.score, seen=seen))

    def _hits(self, places: Sequence[Place]) -> list[Hit]:
        texts = search_texts.c
        query = select(texts.id, texts.article, texts.version)
        query = query.where(texts.id.in_([place.number for place in places]))
        known = {number: (article, version) for number, article, version in self.connection.execute(query)}
        hits = []
        for place in places:
            if place.number in known:
                article, version = known[place.number]
                hits.append(Hit(article, place.score or 0.0, version if place.number >= EARLIER else None))
        return hits
