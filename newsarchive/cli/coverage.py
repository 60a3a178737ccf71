"""`newsarchive coverage`: what was found, fetched, kept, refused and missed, by portal and day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.search.bounds import first_day, last_day
from newsarchive.search.holdings import must_hold
from storage.records import Tally
from storage.repositories.ledger import Day

HELP = """What became of every lead, by portal and local day; days on which no run looked are marked as gaps.

Each lead ends in exactly one column: stored, changed, unchanged, refused or failed.

Example: newsarchive coverage baolangson --from 2026-03-01 --to 2026-03-31
"""
COLUMNS = ("discovered", "fetched", "stored", "changed", "unchanged", "refused", "failed")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a portal, both ends included, on which no run looked."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def register(app: typer.Typer) -> None:
    app.command("coverage", help=HELP)(command)


def command(
    context: typer.Context,
    portal: Annotated[str | None, typer.Argument(help="A portal; all when none is named.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="First day: 2026-03-01, 2026-03 or 2026.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    first = first_day(since) if since else None
    last = last_day(until) if until else None
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        if portal:
            must_hold(unit, portal)
        days = unit.ledger.coverage(portal, first, last)
    if as_json:
        typer.echo(json.dumps([_row(day) for day in days]))
        return
    if not days:
        typer.echo("no run looked in that time", err=True)
        return
    end = date.fromisoformat(last) if last else datetime.now(UTC).date() - ONE_DAY
    out(wide=True).print(_table(days, date.fromisoformat(first) if first else None, end))


def with_gaps(days: Iterable[Day], first: date | None, last: date) -> Iterator[Day | Gap]:
    """One portal's days in order, with the gaps between them and towards `first` and `last`."""
    following = first
    for day in days:
        at = date.fromisoformat(day.date)
        if following and following < at:
            yield Gap(following, at - ONE_DAY)
        yield day
        following = at + ONE_DAY
    if following and following <= last:
        yield Gap(following, last)


def _row(day: Day) -> dict[str, object]:
    counts = {name: getattr(day.tally, name) for name in COLUMNS}
    return {"portal": day.portal, "date": day.date, **counts, "refused_by": day.tally.refused_by}


def _table(days: list[Day], first: date | None, last: date) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("portal", no_wrap=True)
    table.add_column("day", no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("refused because", min_width=16)
    for portal, of_portal in groupby(days, key=lambda day: day.portal):
        for entry in with_gaps(of_portal, first, last):
            if isinstance(entry, Gap):
                table.add_row(portal, *_gap_cells(entry), style="yellow")
            else:
                table.add_row(portal, entry.date, *_counts(entry.tally), Text(_reasons(entry.tally)))
    return table


def _gap_cells(gap: Gap) -> tuple[str, ...]:
    when = str(gap.first) if gap.days == 1 else f"{gap.first} … {gap.last}"
    return (when, *["–"] * len(COLUMNS), f"gap: no run looked for {gap.days} day{'s' * (gap.days > 1)}")


def _counts(tally: Tally) -> list[str]:
    return [str(getattr(tally, name) or "·") for name in COLUMNS]


def _reasons(tally: Tally) -> str:
    return harmless(", ".join(f"{reason} {count}" for reason, count in tally.refused_by.items()))
