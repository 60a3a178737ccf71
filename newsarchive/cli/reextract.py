"""`newsarchive reextract`: stored pages through today's rules, no network."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from newsarchive.archive import open_archive
from newsarchive.cli.main import State
from newsarchive.errors import UsageError
from newsarchive.operations.reextract import Comparison, reextract
from newsarchive.portals import Catalogue
from newsarchive.workers import WorkerPool

HELP = """Read every stored page again with today's rules and profiles, without the network.

Better rules add an extraction to a version; they never make a version. A crawl learns which blocks repeat
on a portal and where its dates stand; --learn does it now, from the stored pages.

Example: newsarchive reextract baolangson --dry-run
"""


def register(app: typer.Typer) -> None:
    app.command("reextract", help=HELP)(command)


def command(
    context: typer.Context,
    portals: Annotated[list[str] | None, typer.Argument(help="Portals; all when none is named.")] = None,
    since: Annotated[str | None, typer.Option(help="Only pages fetched since this day, YYYY-MM-DD.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Compare only; keep nothing.")] = False,
    learn: Annotated[
        bool, typer.Option("--learn", help="Learn from the stored pages first what their portals repeat.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    catalogue = Catalogue(state.portals)
    with open_archive(state.archive, create=not dry_run) as archive:
        with archive.database.reading() as unit:
            stored = [portal.slug for portal in unit.portals.all()]
        if unknown := sorted(set(portals or []) - set(stored)):
            held = ", ".join(stored) or "no portal"
            raise UsageError(f"{', '.join(unknown)}: not in this archive; it holds {held}")
        profiles = {
            slug: catalogue.get(slug) for slug in portals or stored if portals or _known(catalogue, slug)
        }
        if not profiles:
            raise UsageError(
                "no portal of this archive has a profile here; name their directory with --portals"
            )
        with WorkerPool(archive.settings.workers or None) as pool:
            comparison = reextract(
                archive, profiles, pool, portals=sorted(profiles), since=_midnight(since), dry_run=dry_run,
                learn=learn, progress=_progress,
            )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(comparison.to_json()))
    else:
        _print(comparison, dry_run=dry_run)


def _known(catalogue: Catalogue, slug: str) -> bool:
    """A portal whose profile lies elsewhere must not keep the others from being read."""
    known = slug in catalogue.slugs()
    if not known:
        typer.echo(f"{slug}: passed over, no profile here; name its directory with --portals", err=True)
    return known


def _midnight(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError as error:
        raise UsageError(f"--since {day}: not a day; write it as 2026-01-31") from error


def _progress(pages: int) -> None:
    if sys.stderr.isatty() and pages % 20 == 0:
        sys.stderr.write(f"\r{pages} pages read ")


def _print(comparison: Comparison, *, dry_run: bool) -> None:
    console = Console()
    table = Table("field", "same", "changed", "gained", "lost", title=f"{comparison.pages} pages read again")
    for name, counts in comparison.fields.items():
        table.add_row(name, *(str(counts[word]) for word in ("same", "changed", "gained", "lost")))
    console.print(table)
    if comparison.articles or comparison.refusals:
        console.print(
            f"{comparison.articles} refused pages would be articles, {comparison.refusals} the reverse"
        )
    if dry_run:
        console.print("Nothing was kept; run it without --dry-run to keep the new readings.")
