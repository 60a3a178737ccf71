"""What kind of change each version is: judgements in; pairs to be judged, and changes by time, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update

from storage.records import Extraction, Judgement
from storage.repositories import happenings, readings
from storage.repositories.happenings import ChangeRecord, EventRecord, Wanted
from storage.tables import extractions, versions
from storage.tables.stories import LATER

FIRST = "first"
KEEP = update(versions).where(versions.c.id == bindparam("of"))
WAITING = (
    select(versions.c.article)
    .where(versions.c.measures.is_(None), LATER)
    .distinct()
    .order_by(versions.c.article)
)
READERS = (
    select(
        versions.c.id.label("version"),
        versions.c.number,
        extractions.c.id,
        extractions.c.current,
        extractions.c.extractor,
        extractions.c.profile,
        extractions.c.learnt,
    )
    .join(extractions, extractions.c.version == versions.c.id)
    .order_by(versions.c.number, extractions.c.current.desc(), extractions.c.id.desc())
)


class Changes:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # By time

    def listed(
        self, wanted: Wanted, limit: int, found: Iterable[Sequence[str]] | None = None
    ) -> list[ChangeRecord]:
        """The latest changes, up to `limit`; `found` are batches of the only articles to look at."""
        return happenings.changes(self.connection, wanted, limit, found)

    def events(
        self, wanted: Wanted, limit: int, found: Iterable[Sequence[str]] | None = None
    ) -> list[EventRecord]:
        """The same of what happened beside changes of the text: gone, returned, redirected, merged."""
        return happenings.events(self.connection, wanted, limit, found)

    def place(self, version: str) -> tuple[datetime, str] | None:
        """Where the list goes on after a version; None for an unknown one."""
        return happenings.version_at(self.connection, version)

    # Judging

    def left(self) -> int:
        """How many articles are still to be judged."""
        return (
            self.connection.scalar(select(func.count()).select_from(WAITING.order_by(None).subquery())) or 0
        )

    def waiting(self, most: int) -> list[str]:
        """Articles with a version that is still to be judged."""
        return list(self.connection.scalars(WAITING.limit(most)))

    def forget(self, article: str | None = None) -> None:
        """The versions of the article, or of all, are to be judged anew: their order has changed, or the
        rules have."""
        query = update(versions).where(versions.c.measures.is_not(None)).values(measures=None)
        self.connection.execute(query.where(versions.c.article == article) if article else query)

    def begin(self, article: str) -> None:
        """The earliest version changed nothing: it is the first."""
        earliest = (versions.c.article == article) & (versions.c.number == 1)
        values = {"change": FIRST, "changes": "", "silent": False, "measures": None}
        self.connection.execute(update(versions).where(earliest, versions.c.change != FIRST).values(values))
        later = versions.c.article == article
        self.connection.execute(update(versions).where(later, LATER).values(measures={}))

    def pairs(self, article: str) -> Iterator[tuple[str, Extraction, Extraction]]:
        """Each later version with the one before it and itself, as one reader read both if there is one;
        else in the readings that count."""
        for earlier, later in pairwise(self._by_version(versions.c.article == article)):
            before, after = self._readings(*_by_one_reader(earlier, later))
            yield later[0].version, before, after

    def pair(self, before: str, after: str) -> tuple[Extraction, Extraction]:
        """Two versions of an article as one reader read both if there is one."""
        if before == after:
            [(row, *_)] = self._by_version(versions.c.id == before)
            [reading] = self._readings(row.id)
            return reading, reading
        found = self._by_version(versions.c.id.in_((before, after)))
        earlier, later = sorted(found, key=lambda rows: rows[0].version != before)
        one, other = self._readings(*_by_one_reader(earlier, later))
        return one, other

    def _by_version(self, which: ColumnElement[bool]) -> list[list[Any]]:
        """The readings of each version in order, the one that counts first."""
        rows = self.connection.execute(READERS.where(which)).all()
        return [list(of_version) for _, of_version in groupby(rows, key=lambda row: row.version)]

    def _readings(self, *numbers: int) -> list[Extraction]:
        rows = self.connection.execute(select(extractions).where(extractions.c.id.in_(numbers))).all()
        found = readings.load(self.connection, rows)
        return [found[number] for number in numbers]

    def keep(self, version: str, judged: Judgement) -> None:
        values = {
            "change": judged.leading,
            "changes": " ".join(judged.classes),
            "silent": judged.silent,
            "measures": judged.measures,
        }
        self.connection.execute(KEEP.values(values), {"of": version})


def _by_one_reader(earlier: list[Row[Any]], later: list[Row[Any]]) -> tuple[int, int]:
    """The numbers of two readings; those that count, and later ones, are preferred."""
    before = {_reader(row): row.id for row in reversed(earlier)}
    for row in later:
        if (number := before.get(_reader(row))) is not None:
            return number, row.id
    return earlier[0].id, later[0].id


def _reader(row: Row[Any]) -> tuple[str, str, str]:
    return row.extractor, row.profile, row.learnt
