"""`newsarchive import`: what others kept of our portals, into the archive."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from newsarchive.ingest.foreign.tally import Count

HELP = """Take in pages that others kept: folders or files of WARC (wget, Heritrix, browsertrix, Common Crawl,
ours), ARC, WACZ, saved HTML, or JSON lines as `extract --jsonl` reads them.

Only pages of portals in the catalogue are taken, closed ones too. What is not taken is counted by its reason.
The same files again add nothing; an import that was stopped goes on where it was.

Example: newsarchive import crawls/2019 --portal baolangson
"""
COLUMNS = ("discovered", "stored", "changed", "unchanged", "refused", "failed")


def register(app: typer.Typer) -> None:
    app.command("import", help=HELP)(command)


def command(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Folders or files.")],
    portals: Annotated[
        list[str] | None, typer.Option("--portal", help="Take only pages of this portal; repeatable.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="warc, wacz, html or jsonl, where it cannot be seen from the file.")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", help="The address that a folder of saved pages stands for."),
    ] = None,
    fetched_at: Annotated[
        str | None,
        typer.Option("--fetched-at", help="When pages were fetched that do not say: 2019-05-01T08:00+07:00."),
    ] = None,
    by_mtime: Annotated[
        bool,
        typer.Option("--dates-from-mtime", help="Take the time of its file for a saved page's."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only; keep nothing.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Take at most so many pages.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON document.")] = False,
) -> None:
    from newsarchive.archive import open_archive
    from newsarchive.ingest.foreign.files import KINDS, sources
    from newsarchive.ingest.foreign.run import Import, Wish
    from newsarchive.ingest.foreign.saved import Told
    from newsarchive.portals import Catalogue
    from newsarchive.withdrawal import catch_up, reapply

    state: State = context.obj
    catalogue = Catalogue(state.portals)
    known = next((each for each in KINDS if each == kind), None)
    if kind and known is None:
        raise UsageError(f"--kind {kind}: not known; say {', '.join(KINDS)}")
    wish = Wish(
        sources=list(sources(paths, known)),
        portals=[catalogue.get(slug).slug for slug in dict.fromkeys(portals or [])],
        told=Told(_address(base_url), _moment(fetched_at), by_mtime),
        limit=limit,
        dry_run=dry_run,
    )
    if dry_run:
        try:
            archive = open_archive(state.archive)
        except UsageError:
            archive = None
    else:
        archive = open_archive(state.archive, create=True)
    try:
        if archive and not dry_run:
            catch_up(archive, datetime.now(UTC))
        report = Import(archive, catalogue, wish, lambda: datetime.now(UTC), _progress, reapply).go()
    finally:
        if archive:
            archive.close()
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    if report["exit"]:
        raise typer.Exit(report["exit"])


def _address(text: str | None) -> str | None:
    from newsarchive.urls import canonical

    if text is not None:
        try:
            canonical(text)
        except ValueError as error:
            raise UsageError(f"--base-url: {error}") from None
    return text


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--fetched-at {text}: not a time; write it as 2019-05-01T08:00+07:00") from None
    if at.tzinfo is None:
        raise UsageError(f"--fetched-at {text}: a time without an offset; add +07:00 or Z")
    return at.astimezone(UTC)


_shown = 0


def _progress(count: Count) -> None:
    global _shown
    if sys.stderr.isatty() and count.found // 50 != _shown:
        _shown = count.found // 50
        passed = sum(count.not_taken.values())
        sys.stderr.write(f"\r{count.files} files, {count.found} pages, {count.taken} taken, {passed} not ")


def _print(report: dict[str, Any]) -> None:
    told = report["import"]
    console = out()
    if report["portals"]:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("portal")
        for name in COLUMNS:
            table.add_column(name, justify="right")
        for portal in report["portals"]:
            table.add_row(portal["slug"], *(str(portal[name]) for name in COLUMNS))
        console.print(table)
    word = "would be taken" if told["dry_run"] else "taken"
    console.print(f"{told['files']} files, {told['found']} pages found in them, {told['taken']} {word}")
    for reason, number in told["not_taken"].items():
        example = told["examples"][reason][0]
        shown = " ".join(str(example[key]) for key in ("file", "detail") if example.get(key))
        console.print(harmless(f"  not taken: {reason} {number}, such as {shown}"), markup=False)
    for damage in told["damaged"]:
        typer.echo(harmless(f"{damage['file']}: offset {damage['offset']}: {damage['what']}"), err=True)
    for portal in report["portals"]:
        for problem in portal["problems"]:
            typer.echo(harmless(f"{portal['slug']}: {problem['code']}: {problem['detail']}"), err=True)
    if trouble := report.get("trouble"):
        typer.echo(harmless(trouble), err=True)
    typer.echo(f"run {report['run']}", err=True)
