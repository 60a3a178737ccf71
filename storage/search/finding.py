"""A query → the numbers of the texts that answer, newest first, however many there are or up to a bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

from sqlalchemy import Connection, func, select

from storage.search import plan, postgresql, sqlite
from storage.search.layers import Layers, unpack
from storage.search.numbering import EARLIER, LAST, Span, span
from storage.search.query import Query
from storage.tables import search_layers, search_texts

CHUNK = 500
FIRST_STEP, LONGEST_STEP = 200, 2_000
MOST_READ = 2_000
"""Texts that may be read to make sure that they answer, before a count is given up."""

Found = tuple[int, bool]


def engine(dialect: str) -> ModuleType:
    return postgresql if dialect == "postgresql" else sqlite


def day_order(number: int) -> tuple[int, bool]:
    """What newest-first sorts by; of two texts in one place the current one is first."""
    return number & LAST, number < EARLIER


class Finder:
    """Runs one query. It has been through `plan.prepared`."""

    def __init__(self, connection: Connection, query: Query) -> None:
        self.connection = connection
        self.query = query
        self.source = engine(connection.dialect.name).source(query)
        self.span = span(query.bounds.since, query.bounds.until)
        self.everywhere = query.versions == "all"

    def counted(self, most: int) -> tuple[list[int], bool]:
        """The newest, up to so many, and whether there are more."""
        rows = self._rows(self.span, most + 1)
        found, read = [], 0
        for at in range(0, len(rows), CHUNK):
            chunk = rows[at : at + CHUNK]
            read += sum(not sure for _, sure in chunk)
            found += self.sure_of(chunk)
            if read >= MOST_READ and at + CHUNK < len(rows):
                return self._once(found)[:most], True
        return self._once(found)[:most], len(rows) > most

    def is_more_than(self, most: int) -> bool:
        """Whether surely more answer; quicker than to count them, and no when texts must be read for it."""
        if self.everywhere or self.source.doubtful:
            return False
        rows = self.source.newest(self.span).order_by(None).limit(most + 1).subquery()
        return (self.connection.scalar(select(func.count()).select_from(rows)) or 0) > most

    def walk(self, after: int | None = None) -> Iterator[int]:
        """All that answer, newest first, from the one after a number on."""
        step = FIRST_STEP
        while True:
            rows = self._rows(self.span, step, after)
            yield from self._once(self.sure_of(rows))
            if len(rows) < step:
                return
            after, step = rows[-1][0], min(step * 2, LONGEST_STEP)

    def newest(self, most: int, within: Span | None = None) -> list[int]:
        """Candidates, not all of them sure."""
        return [number for number, _ in self._rows(within or self.span, most)]

    def by_month(self) -> dict[int, int] | None:
        """How many answer, by the numbers of months; None where that is not known without reading texts."""
        if self.everywhere or self.source.doubtful:
            return None
        rows = self.connection.execute(self.source.by_month(self.span))
        return {row[0]: row[1] for row in rows}

    def every(self) -> set[int]:
        """The numbers of all current texts that answer, in no order."""
        found = self.source.newest(self.span).order_by(None).execution_options(yield_per=CHUNK)
        kept: set[int] = set()
        for rows in self.connection.execute(found).partitions(CHUNK):
            kept.update(self.sure_of([(number, sure) for number, sure in rows]))
        return kept

    def layers(self, numbers: Sequence[int]) -> dict[int, Layers]:
        return read(self.connection, numbers)

    def _rows(self, within: Span, most: int, after: int | None = None) -> list[Found]:
        rows = self._part(within, most, after, earlier=False)
        if self.everywhere:
            rows += self._part(within, most, after, earlier=True)
            rows.sort(key=lambda row: day_order(row[0]), reverse=True)
        return rows[:most]

    def _part(self, within: Span, most: int, after: int | None, *, earlier: bool) -> list[Found]:
        found = self.source.newest(within, earlier=earlier)
        if after is not None:
            below = (after & LAST) + (EARLIER if earlier else 0)
            # A current text stands before the earlier one in the same place.
            number = self.source.number
            found = found.where(number <= below if earlier and after < EARLIER else number < below)
        return [(number, bool(sure)) for number, sure in self.connection.execute(found.limit(most)).all()]

    def sure_of(self, rows: Sequence[Found]) -> list[int]:
        """Those that are sure, and of the others those whose text answers."""
        root = self.query.root
        doubted = [number for number, sure in rows if not sure]
        if not doubted or root is None:
            return [number for number, _ in rows]
        texts = self.layers(doubted)
        return [number for number, sure in rows if sure or (number in texts and texts[number].holds(root))]

    def _once(self, numbers: list[int]) -> list[int]:
        """One text of each article: the current one if it answers, else the newest that does."""
        earlier = [number for number in numbers if number >= EARLIER]
        if not earlier:
            return numbers
        better = self._outdone(earlier)
        return [number for number in numbers if number not in better]

    def _outdone(self, earlier: list[int]) -> set[int]:
        mine, other = search_texts, search_texts.alias()
        query = (
            select(mine.c.id, other.c.id)
            .join(other, other.c.article == mine.c.article)
            .where(mine.c.id.in_(earlier), other.c.id != mine.c.id)
        )
        ahead: dict[int, list[int]] = {}
        for number, sibling in self.connection.execute(query).all():
            inside = self.span.holds(sibling & LAST)
            if inside and (sibling < EARLIER or sibling > number):
                ahead.setdefault(number, []).append(sibling)
        texts = self.layers(sorted({sibling for siblings in ahead.values() for sibling in siblings}))
        root = self.query.root
        answering = {number for number, text in texts.items() if root is None or text.holds(root)}
        return {number for number, siblings in ahead.items() if answering.intersection(siblings)}


def read(connection: Connection, numbers: Sequence[int]) -> dict[int, Layers]:
    found: dict[int, Layers] = {}
    table = search_layers
    for at in range(0, len(numbers), CHUNK):
        chunk = list(numbers[at : at + CHUNK])
        rows = connection.execute(select(table.c.id, table.c.layers).where(table.c.id.in_(chunk)))
        found.update((number, unpack(packed)) for number, packed in rows)
    return found


def prepared(connection: Connection, query: Query) -> Finder:
    return Finder(connection, plan.prepared(query, connection))
