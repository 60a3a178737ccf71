"""What kind of change each version is: judgements in; pairs to be judged, and changes by time, out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from storage.records import Extraction, Judgement
from storage.repositories import readings
from storage.tables import extractions, versions

FIRST = "first"
KEEP = update(versions).where(versions.c.id == bindparam("of"))
WAITING = (
    select(versions.c.article)
    .where(versions.c.measures.is_(None), versions.c.number > 1)
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
    .where(versions.c.article == bindparam("of"))
    .order_by(versions.c.number, extractions.c.current.desc(), extractions.c.id.desc())
)


class Changes:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # Judging

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
        later = (versions.c.article == article) & (versions.c.number > 1)
        self.connection.execute(update(versions).where(later).values(measures={}))

    def pairs(self, article: str) -> Iterator[tuple[str, Extraction, Extraction]]:
        """Each later version with the one before it and itself, as one reader read both if there is one;
        else in the readings that count."""
        by_version: dict[str, list[Any]] = {}
        for row in self.connection.execute(READERS, {"of": article}).all():
            by_version.setdefault(row.version, []).append(row)
        known = list(by_version)
        for earlier, later in pairwise(known):
            chosen = _by_one_reader(by_version[earlier], by_version[later])
            before, after = self._readings(*chosen)
            yield later, before, after

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
