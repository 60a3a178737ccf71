"""`newsarchive show`: one article as a reader would want it, and everything that is known about it."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.archive import Archive, open_archive, storage_trouble
from newsarchive.cli.article import print_changes, print_evidence, print_story
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.cli.withdrawn import say_withdrawn
from newsarchive.diff import compare
from newsarchive.errors import Exit, StorageTrouble, UsageError
from newsarchive.export.citations import STYLES, Cited
from newsarchive.export.records import history_record
from newsarchive.text import decode
from storage.records import Capture, Page
from storage.repositories.stories import History, VersionRecord
from storage.warc import WarcError

HELP = """Show one article: its text, versions, evidence, differences, citation or raw page.

ID is an article's, one it was once given, or that of one version (…@20260301T071500Z).

Example: newsarchive show baolangson-0123456789abcdef --diff 1 2
"""


class Style(StrEnum):
    bibtex = "bibtex"
    ris = "ris"
    csl = "csl"


def register(app: typer.Typer) -> None:
    app.command("show", help=HELP)(command)


def command(
    context: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ID", help="An article's or a version's id.")],
    version: Annotated[str | None, typer.Option(help="Its number (1 is the first), id or time.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Every candidate of every field.")] = False,
    versions: Annotated[
        bool, typer.Option("--versions", help="What it was called and when, by version.")
    ] = False,
    diff: Annotated[tuple[str, str] | None, typer.Option(help="What changed between two versions.")] = None,
    cite: Annotated[Style | None, typer.Option(help="A citation of the version.")] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="The page as it came over the wire, decompressed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    if sum(map(bool, (evidence, versions, diff, cite, raw))) > 1:
        raise UsageError(
            "--evidence, --versions, --diff, --cite and --raw each show something else; take one"
        )
    if as_json and (cite or raw):
        raise UsageError("--json goes with neither --cite nor --raw, which have forms of their own")
    state: State = context.obj
    stem, _, at = article.partition("@")
    with storage_trouble(), open_archive(state.archive) as archive:
        with archive.database.reading() as unit:
            history = unit.articles.get(stem)
            portals = {portal.slug: portal.name for portal in unit.portals.all()}
            withdrawn = [] if history else unit.withdrawals.of(stem)
        if withdrawn:
            say_withdrawn(article, withdrawn, as_json=as_json)
            raise typer.Exit(Exit.FAILED)
        if history is None:
            raise UsageError(f"{article}: no such article here; `newsarchive search` finds ids")
        shown = pick(history, version or (f"{stem}@{at}" if at else None))
        portal = portals.get(history.article.portal, history.article.portal)
        if raw:
            _print_raw(archive, shown.capture)
        elif cite:
            typer.echo(STYLES[cite](_cited(history, shown, portal)))
        elif diff:
            _print_diff(history, *diff, as_json=as_json)
        elif as_json:
            typer.echo(json.dumps(history_record(history, shown), ensure_ascii=False))
        elif versions:
            out(wide=True).print(_versions(history))
        elif evidence:
            print_evidence(out(wide=True), shown.extraction.evidence)
        else:
            _print(out(), portal, history, shown)


def pick(history: History, wanted: str | None) -> VersionRecord:
    """The version of that number, id or time; the current one for None."""
    if wanted is None:
        return history.version
    moment = wanted.partition("@")[2] or wanted
    for version in history.versions:
        if wanted == str(version.number) or moment == version.id.partition("@")[2]:
            return version
    known = ", ".join(f"{version.number} ({version.id.partition('@')[2]})" for version in history.versions)
    raise UsageError(f"{wanted}: {history.article.id} has no such version; it has {known}")


def _cited(history: History, shown: VersionRecord, portal: str) -> Cited:
    capture = shown.capture
    return Cited(
        history.article.id, shown.id, portal, history.article.url, capture.fetched_at, shown.extraction
    )


def _print_raw(archive: Archive, capture: Capture) -> None:
    for page in _pages(archive, capture):
        if sys.stdout.isatty():
            typer.echo(harmless(decode(page.body, page.content_type).text, lines=True))
        else:
            sys.stdout.buffer.write(page.body)
            sys.stdout.buffer.flush()


def _pages(archive: Archive, capture: Capture) -> tuple[Page, ...]:
    try:
        return archive.pages_of(capture)
    except (WarcError, OSError) as error:
        raise StorageTrouble(f"the raw page cannot be read: {error}") from error


def _print_diff(history: History, first: str, second: str, *, as_json: bool) -> None:
    before, after = pick(history, first), pick(history, second)
    changes = compare(before.extraction, after.extraction)
    if not as_json:
        console = out()
        console.print(Text(f"{before.id} → {after.id}", style="dim"))
        print_changes(console, changes, plain=console.color_system is None)
        return
    document = {
        "id": history.article.id,
        "before": before.id,
        "after": after.id,
        "changes": [
            {
                "field": change.field,
                "change": change.mark,
                "pieces": [{"mark": piece.mark, "text": piece.text} for piece in change.pieces],
            }
            for change in changes
            if change.mark != "same"
        ],
    }
    typer.echo(json.dumps(document, ensure_ascii=False))


def _versions(history: History) -> Table:
    table = Table(box=None, header_style="dim")
    for heading in ("", "version", "change", "first seen (UTC)", "last seen (UTC)"):
        table.add_column(heading, no_wrap=True)
    table.add_column("title")
    for version in history.versions:
        table.add_row(
            str(version.number),
            version.id,
            version.change,
            f"{version.first_seen:%Y-%m-%d %H:%M}",
            f"{version.last_seen:%Y-%m-%d %H:%M}",
            Text(harmless(version.extraction.title or "")),
            style="bold" if version.current else "",
        )
    return table


def _print(console: Console, portal: str, history: History, shown: VersionRecord) -> None:
    print_story(console, portal, shown.extraction)
    console.print()
    console.print(Text("─" * 40, style="dim"))
    capture = shown.capture
    facts = [
        ("version", f"{shown.id}, {shown.number} of {len(history.versions)}"),
        (
            "seen",
            f"{history.article.first_seen:%Y-%m-%d %H:%M} to {history.article.last_seen:%Y-%m-%d %H:%M} UTC",
        ),
        *(("url", seen.url) for seen in history.urls),
        *((event.kind, f"{event.at:%Y-%m-%d %H:%M} {event.detail}") for event in history.events),
        *(("problem", f"{problem.code} {problem.detail}") for problem in shown.extraction.problems),
        ("raw page", f"{capture.warc} at {capture.offset}"),
    ]
    for name, value in facts:
        console.print(Text(f"{harmless(name):<10} {harmless(value)}", style="dim"))
