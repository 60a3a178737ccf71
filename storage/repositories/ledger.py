"""What became of every lead of every run, counted per portal and local day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, cast, func, select

from storage.records import Outcome, Tally
from storage.tables import ledger, runs
from storage.tables.upsert import upsert

IMPORT = "import"
"""The command of runs that take in what others fetched."""


@dataclass(frozen=True, slots=True)
class Day:
    """What became of a portal's leads on one of its local days."""

    portal: str
    date: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class End:
    """What became of one lead of one run; `date` is the portal's local day."""

    run: str
    portal: str
    url: str
    date: str
    outcome: Outcome
    reason: str | None
    fetched: bool
    at: datetime


class Ledger:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._commands: dict[str, str | None] = {}

    def count(
        self,
        run: str,
        portal: str,
        date: str,
        url: str,
        outcome: Outcome,
        reason: str | None,
        *,
        fetched: bool,
        at: datetime,
    ) -> None:
        """A lead has one outcome a run: of two, that of the later fetch."""
        named = f"{url} {at.isoformat()}" if self._imported(run) else url
        lead = {"run": run, "portal": portal, "url": named}
        end = {"date": date, "outcome": outcome, "reason": reason, "fetched": fetched, "at": at}
        upsert(self.connection, ledger, lead | end, tuple(lead), newer="at")

    def _imported(self, run: str) -> bool:
        """Of an import every copy counts, on the day of its fetch; a crawl has one end for each lead."""
        if run not in self._commands:
            self._commands[run] = self.connection.scalar(select(runs.c.command).where(runs.c.id == run))
        return self._commands[run] == IMPORT

    def count_all(self, ends: Sequence[End]) -> None:
        """The same for many leads."""
        rows = [{name: getattr(end, name) for name in End.__slots__} for end in ends]
        upsert(self.connection, ledger, rows, ("run", "portal", "url"), newer="at")

    def tally(self, run: str, portal: str) -> Tally:
        query = select(
            ledger.c.outcome, ledger.c.reason, func.count(), func.sum(cast(ledger.c.fetched, Integer))
        )
        query = query.where(ledger.c.run == run, ledger.c.portal == portal)
        rows = self.connection.execute(query.group_by(ledger.c.outcome, ledger.c.reason))
        return _tally([(row[0], row[1], row[2], row[3]) for row in rows])

    def coverage(
        self, portal: str | None = None, since: str | None = None, until: str | None = None
    ) -> list[Day]:
        """By portal and day; the days are inclusive, "YYYY-MM-DD"."""
        query = select(
            ledger.c.portal,
            ledger.c.date,
            ledger.c.outcome,
            ledger.c.reason,
            func.count(),
            func.sum(cast(ledger.c.fetched, Integer)),
        ).group_by(ledger.c.portal, ledger.c.date, ledger.c.outcome, ledger.c.reason)
        if portal:
            query = query.where(ledger.c.portal == portal)
        if since:
            query = query.where(ledger.c.date >= since)
        if until:
            query = query.where(ledger.c.date <= until)
        days: dict[tuple[str, str], list[tuple[str, str | None, int, int]]] = {}
        for row in self.connection.execute(query.order_by(ledger.c.portal, ledger.c.date)):
            days.setdefault((row[0], row[1]), []).append((row[2], row[3], row[4], row[5]))
        return [Day(portal, date, _tally(rows)) for (portal, date), rows in days.items()]


def _tally(rows: list[tuple[str, str | None, int, int]]) -> Tally:
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for outcome, reason, count, _ in rows:
        outcomes[outcome] += count
        if outcome == "refused":
            reasons[reason or "unknown"] += count
    return Tally(**outcomes, fetched=sum(row[3] for row in rows), refused_by=dict(sorted(reasons.items())))
