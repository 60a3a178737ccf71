"""`newsarchive crawl`: portals in, one polite incremental crawl, a report out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.errors import UsageError
from newsarchive.portals import Catalogue

if TYPE_CHECKING:
    from newsarchive.profile import Profile

HELP = """Fetch what is new on these portals, one polite request after another, all portals side by side.

Stories already in the archive are not fetched again before they are due. Stopped by Ctrl-C or worse, the
same command goes on where it was. The report stands in the archive's runs/ directory.

Example: newsarchive crawl baolangson --since 2026-01-01
"""

COLUMNS = ("discovered", "fetched", "stored", "changed", "unchanged", "refused", "failed")


def register(app: typer.Typer) -> None:
    app.command("crawl", help=HELP)(command)


def command(
    context: typer.Context,
    portals: Annotated[list[str] | None, typer.Argument(help="Slugs; `newsarchive portals list`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every active portal of the catalogue.")] = False,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="Every active portal of this place's code.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only stories published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only stories published on this day or before.")] = None,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Walk every listing and sitemap to its end.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many stories a portal.")] = None,
    host_map: Annotated[
        list[str] | None,
        typer.Option("--host-map", help="HOST=ADDR:PORT: send a name to a loopback port, for tests."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON document.")] = False,
) -> None:
    from newsarchive.crawl.hostmap import HostMap
    from newsarchive.crawl.options import Options
    from newsarchive.crawl.progress import watch
    from newsarchive.crawl.run import crawl

    state: State = context.obj
    catalogue = Catalogue(state.portals)
    report = crawl(
        state.archive,
        chosen(catalogue, portals or [], every=every, places=place or []),
        Options.parse(since, until, limit, backfill),
        host_map=HostMap.parse(host_map or []),
        places=catalogue.places(),
        watcher=watch,
    )
    show(report, as_json=as_json)


def chosen(
    catalogue: Catalogue, slugs: Sequence[str], *, every: bool, places: Sequence[str]
) -> list[Profile]:
    """The profiles a command means; UsageError for none, or for one that is closed to crawls."""
    profiles = [catalogue.get(slug) for slug in dict.fromkeys(slugs)]
    for profile in profiles:
        if profile.status == "closed":
            raise UsageError(f"{profile.slug}: closed to crawls, as its profile says; feed it by import")
    if every or places:
        for portal in catalogue.summaries():
            wanted = portal.status == "active" and (every or portal.place in places)
            if wanted and portal.slug not in slugs:
                profiles.append(catalogue.get(portal.slug))
    if not profiles:
        raise UsageError(
            "no portal to crawl; name some (`newsarchive portals list`), or use --all or --place"
        )
    return profiles


def show(report: dict[str, Any], *, as_json: bool) -> None:
    """Print the report and end with its exit code."""
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    if report["exit"]:
        raise typer.Exit(report["exit"])


def _print(report: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("portal")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for portal in report["portals"]:
        table.add_row(portal["slug"], *(str(portal[name]) for name in COLUMNS))
    console = out()
    console.print(table)
    for portal in report["portals"]:
        for problem in portal["problems"]:
            typer.echo(harmless(f"{portal['slug']}: {problem['code']}: {problem['detail']}"), err=True)
    if trouble := report.get("trouble"):
        typer.echo(harmless(trouble), err=True)
    typer.echo(f"run {report['run']}", err=True)
