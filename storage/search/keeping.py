"""Texts into the full-text index and out of it again, leaving nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, insert, select, update

from storage.records import Extraction, SearchText
from storage.search import plan
from storage.search.finding import engine
from storage.search.layers import pack, unpack
from storage.search.numbering import BITS, EARLIER, room
from storage.search.source import Facts
from storage.tables import articles, extractions, names, search_layers, search_texts, versions

WAITING = "newsarchive texts to index"
MOST_WAITING = 1_000
SERIALS = "search_serials"
"""The sequence that numbers of texts are taken from on PostgreSQL."""
SPREAD_TRIES = 8


def _facts(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What is told of an article beside the text of the version that `which` names."""
    told = select(
        articles.c.portal,
        articles.c.first_seen,
        versions.c.id.label("version"),
        extractions.c.id.label("reading"),
        extractions.c.published_date,
        extractions.c.section,
        extractions.c.language,
    )
    return (
        told.outerjoin(versions, (versions.c.article == articles.c.id) & which)
        .outerjoin(extractions, (extractions.c.version == versions.c.id) & extractions.c.current)
        .where(articles.c.id == bindparam("of"))
    )


OF_ARTICLE = _facts(versions.c.current)
OF_VERSION = _facts(versions.c.id == bindparam("at"))
NAMED = (
    select(names.c.name)
    .where(names.c.extraction == bindparam("of"), names.c.kind == "person")
    .order_by(names.c.position)
)
KNOWN = select(search_texts).where(search_texts.c.article == bindparam("of"))
HIGHEST = select(func.max(search_texts.c.id)).where(
    search_texts.c.id >= bindparam("low"), search_texts.c.id <= bindparam("high")
)
LATEST = select(func.coalesce(func.max(search_texts.c.arrived), 0))
TAKEN = select(search_texts.c.id).where(search_texts.c.id == bindparam("of"))
STANDS = select(versions.c.id).where(versions.c.id == bindparam("of"))
TOUCHED = ("portal", "sections", "language")


@dataclass(frozen=True, slots=True)
class Told:
    """What a row of `search_texts` says beside its number."""

    article: str
    version: str | None
    portal: str
    date: str
    sections: str
    people: str
    language: str
    first_seen: datetime


class Keeper:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.engine = engine(connection.dialect.name)

    def put(self, article: str, text: SearchText) -> None:
        told = self._told(article)
        rows = self.connection.execute(KNOWN, {"of": article}).all()
        self._forget([row for row in rows if not row.current and row.version == told.version])
        current = [row for row in rows if row.current]
        for row in current:
            if row.version not in (None, told.version) and self._stands(row.version):
                self._retire(row)
            elif self._refresh(row, told, text):
                return
            else:
                self._forget([row])
        self._insert(told, pack(text), current=True)

    def put_earlier(self, article: str, version: str, text: SearchText) -> None:
        self._insert(self._told(article, version), pack(text), current=False)

    def remove(self, article: str) -> None:
        self._forget(self.connection.execute(KNOWN, {"of": article}).all())

    def flush(self, most: int = MOST_WAITING) -> None:
        """Index what waits for it, in the order of its numbers."""
        if not self.connection.info.pop(WAITING, 0):
            return
        self.index_waiting(most)

    def index_waiting(self, most: int = MOST_WAITING) -> int:
        done = 0
        while rows := self._waiting(most):
            self.engine.add(self.connection, rows)
            numbers = [number for number, *_ in rows]
            table = search_texts
            inside = (table.c.id >= numbers[0]) & (table.c.id <= numbers[-1]) & ~table.c.indexed
            self.connection.execute(update(table).where(inside).values(indexed=True))
            done += len(rows)
        return done

    def index_again(self, batch: int = MOST_WAITING) -> int:
        done, last = 0, -1
        while rows := self._texts(search_texts.c.indexed & (search_texts.c.id > last), batch):
            self.engine.add(self.connection, rows)
            done, last = done + len(rows), rows[-1][0]
        return done

    def _told(self, article: str, version: str | None = None) -> Told:
        if version:
            row = self.connection.execute(OF_VERSION, {"of": article, "at": version}).one()
        else:
            row = self.connection.execute(OF_ARTICLE, {"of": article}).one()
        people = () if row.reading is None else tuple(self.connection.scalars(NAMED, {"of": row.reading}))
        sections = [plan.folded(name) for name in (row.section or "").split("\n") if name]
        return Told(
            article=article,
            version=row.version,
            portal=row.portal,
            date=row.published_date or "",
            sections=lines(sections),
            people=lines(people),
            language=row.language or "",
            first_seen=row.first_seen,
        )

    def _refresh(self, row: Any, told: Told, text: SearchText) -> bool:
        """Bring a row up to date where it is; false if the story's place among the days is another now."""
        low, high = room(told.date)
        if not low <= row.id <= high:
            return False
        packed = pack(text)
        before = self.connection.scalar(select(search_layers.c.layers).where(search_layers.c.id == row.id))
        values = {name: getattr(told, name) for name in Told.__slots__}
        same = before == packed and all(getattr(row, name) == values[name] for name in TOUCHED)
        if not same:
            self._take_out([row])
            self.connection.execute(
                update(search_layers).where(search_layers.c.id == row.id).values(layers=packed)
            )
            values["indexed"] = False
            self._wait()
        self.connection.execute(update(search_texts).where(search_texts.c.id == row.id).values(**values))
        return True

    def _insert(self, told: Told, packed: bytes, *, current: bool) -> None:
        number = self.number(told.date, 0 if current else EARLIER)
        arrived = (self.connection.scalar(LATEST) or 0) + 1
        values = {name: getattr(told, name) for name in Told.__slots__}
        state = {"id": number, "current": current, "arrived": arrived, "indexed": False}
        self.connection.execute(insert(search_texts), {**values, **state})
        self.connection.execute(insert(search_layers), {"id": number, "layers": packed})
        self._wait()

    def _retire(self, row: Any) -> None:
        """The text of a version that is no longer the current one goes among the earlier ones."""
        packed = self.connection.scalar(select(search_layers.c.layers).where(search_layers.c.id == row.id))
        assert packed is not None
        self._forget([row])
        told = Told(**{name: getattr(row, name) for name in Told.__slots__})
        self._insert(told, packed, current=False)

    def number(self, date: str, shift: int = 0) -> int:
        """A free one for a text of that date."""
        low, high = (end + shift for end in room(date))
        if self.connection.dialect.name == "postgresql":
            # Two programs that write at once must not take the same number, nor wait for each other.
            for _ in range(SPREAD_TRIES):
                serial = self.connection.scalar(select(func.nextval(SERIALS))) or 0
                number = low + serial % (high - low + 1)
                if self.connection.scalar(TAKEN, {"of": number}) is None:
                    return int(number)
        highest = self.connection.scalar(HIGHEST, {"low": low, "high": high})
        while highest is not None and highest >= high:
            low, high = high + 1, high + (1 << BITS)
            highest = self.connection.scalar(HIGHEST, {"low": low, "high": high})
        return low if highest is None else highest + 1

    def _stands(self, version: str) -> bool:
        return self.connection.scalar(STANDS, {"of": version}) is not None

    def _forget(self, rows: Sequence[Any]) -> None:
        if not rows:
            return
        self._take_out(rows)
        numbers = [row.id for row in rows]
        for table in (search_layers, search_texts):
            self.connection.execute(delete(table).where(table.c.id.in_(numbers)))

    def _take_out(self, rows: Sequence[Any]) -> None:
        indexed = [row.id for row in rows if row.indexed]
        if indexed:
            self.engine.drop(self.connection, self._texts(search_texts.c.id.in_(indexed), len(indexed)))

    def _waiting(self, most: int) -> list[tuple[int, Any]]:
        return self._texts(~search_texts.c.indexed, most)

    def _texts(self, condition: Any, most: int) -> list[tuple[int, Any]]:
        texts, words = search_texts, search_layers
        query = (
            select(texts.c.id, texts.c.portal, texts.c.sections, texts.c.language, words.c.layers)
            .join(words, words.c.id == texts.c.id)
            .where(condition)
            .order_by(texts.c.id)
            .limit(most)
        )
        return [
            (row.id, self.engine.made(unpack(row.layers), facts_of(row)))
            for row in self.connection.execute(query)
        ]

    def _wait(self) -> None:
        info = self.connection.info
        info[WAITING] = info.get(WAITING, 0) + 1
        if info[WAITING] >= MOST_WAITING:
            self.flush()


def told_of(article: str, version: str, portal: str, first_seen: datetime, read: Extraction) -> Told:
    """What the row of a new article's text says, without asking the database."""
    names = dict.fromkeys(person.name for person in read.byline.people)
    return Told(
        article=article,
        version=version,
        portal=portal,
        date=read.published.date if read.published else "",
        sections=lines(plan.folded(name) for part in read.section for name in part.split("\n") if name),
        people=lines(names),
        language=read.language,
        first_seen=first_seen,
    )


def facts_of(row: Any) -> Facts:
    return Facts(row.portal, listed(row.sections), row.language)


def listed(lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines.split("\n") if line)


def lines(values: Any) -> str:
    """Each between line breaks, so that one can be looked for."""
    return "".join(f"\n{value}\n" for value in dict.fromkeys(values))
