"""`newsarchive show`: one article as a reader would want it, and everything that is known about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from newsarchive.archive import Archive, open_archive, storage_trouble
from newsarchive.cli.article import print_differences, print_evidence, print_story
from newsarchive.cli.main import State
from newsarchive.cli.provenance import print_provenance
from newsarchive.cli.terminal import hanging, harmless, indented, out
from newsarchive.cli.withdrawn import say_withdrawn
from newsarchive.diff import compare
from newsarchive.errors import Exit, StorageTrouble, UsageError
from newsarchive.export.changes import difference_record
from newsarchive.export.citations import STYLES, Cited
from newsarchive.export.provenance import provenance as provenance_of
from newsarchive.export.records import history_record
from newsarchive.portals import Catalogue
from newsarchive.text import decode
from storage.records import Capture, Page
from storage.repositories import Unit
from storage.repositories.stories import History, VersionRecord
from storage.warc import Place, WarcError, earlier_parts, read_exchange

HELP = """Show one article: its text, versions, evidence, provenance, differences, citation or raw page.

ID is an article's, one it was once given, that of one version (…@20260301T071500Z), or an address at which
the article was seen.

Example: newsarchive show baolangson-0123456789abcdef --diff 1 2
"""


MARGIN = 3


class Style(StrEnum):
    bibtex = "bibtex"
    ris = "ris"
    csl = "csl"


def register(app: typer.Typer) -> None:
    app.command("show", help=HELP)(command)


def command(
    context: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ID", help="An article's or a version's id, or its URL.")],
    version: Annotated[str | None, typer.Option(help="Its number (1 is the first), id or time.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Every candidate of every field.")] = False,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="From each value to rule, capture, WARC record and run.")
    ] = False,
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
    if sum(map(bool, (evidence, provenance, versions, diff, cite, raw))) > 1:
        raise UsageError(
            "--evidence, --provenance, --versions, --diff, --cite, --raw: each shows something else; take one"
        )
    if as_json and (cite or raw):
        raise UsageError("--json goes with neither --cite nor --raw, which have forms of their own")
    state: State = context.obj
    with storage_trouble(), open_archive(state.archive) as archive:
        with archive.database.reading() as unit:
            stem, _, at = _found(unit, state, article).partition("@")
            history = unit.articles.get(stem)
            portals = {portal.slug: portal.name for portal in unit.portals.all()}
            withdrawn = [] if history else unit.withdrawals.of(stem)
            former = unit.articles.former_versions(history.article.id) if history else {}
        if withdrawn:
            say_withdrawn(article, withdrawn, as_json=as_json)
            raise typer.Exit(Exit.FAILED)
        if history is None:
            raise UsageError(f"{article}: no such article here; `newsarchive search` finds ids")
        shown = pick(history, version or (f"{stem}@{at}" if at else None), former)
        portal = portals.get(history.article.portal, history.article.portal)
        if provenance:
            _print_provenance(archive, shown, as_json=as_json)
        elif raw:
            _print_raw(archive, shown.capture)
        elif cite:
            typer.echo(STYLES[cite](_cited(history, shown, portal)))
        elif diff:
            _print_diff(archive, history, former, *diff, as_json=as_json)
        elif as_json:
            typer.echo(json.dumps(history_record(history, shown), ensure_ascii=False))
        elif versions:
            _print_versions(out(), history)
        elif evidence:
            print_evidence(out(wide=True), shown.extraction.evidence)
        else:
            _print(archive, out(), portal, history, shown)


def _found(unit: Unit, state: State, article: str) -> str:
    """The id itself; for an address, that of the article which was seen there."""
    if "://" not in article:
        return article
    profile = Catalogue(state.portals).for_url(article)
    for portal in unit.portals.all():
        known = unit.articles.find_by_url(portal.slug, article)
        if known is None and profile and profile.slug == portal.slug:
            known = unit.articles.find(portal.slug, profile.key(article))
        if known:
            return known
    raise UsageError(f"{article}: no article was seen at this address; `newsarchive search` finds others")


def pick(history: History, wanted: str | None, former: Mapping[str, str]) -> VersionRecord:
    """The version of that number, id or time; the current one for None. `former`: ids that versions had
    before articles were joined, each with the one it is now."""
    if wanted is None:
        return history.version
    own = {version.id: version for version in history.versions}
    named = {**{name: own[version] for name, version in former.items() if version in own}, **own}
    numbers = {str(version.number): version for version in history.versions}
    times = {name.partition("@")[2]: version for name, version in named.items()}
    moment = wanted.partition("@")[2] or wanted
    if found := named.get(wanted) or numbers.get(wanted) or times.get(moment):
        return found
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


def _places(archive: Archive, capture: Capture) -> list[Place]:
    """Where the pages of the story lie; of one whose WARC file is not here, the place of the last."""
    own = capture.warc, capture.offset
    try:
        return [*earlier_parts(read_exchange(archive.warc_root, *own).exchange), own]
    except (WarcError, OSError):
        return [own]


def _print_provenance(archive: Archive, shown: VersionRecord, *, as_json: bool) -> None:
    with archive.database.reading() as unit:
        way = provenance_of(archive, unit, shown)
    if as_json:
        typer.echo(json.dumps(way, ensure_ascii=False))
    else:
        print_provenance(out(), way)


def _print_diff(
    archive: Archive, history: History, former: Mapping[str, str], first: str, second: str, *, as_json: bool
) -> None:
    before, after = pick(history, first, former), pick(history, second, former)
    with archive.database.reading() as unit:
        found = compare(*unit.changes.pair(before.id, after.id))
    if as_json:
        changes = [difference_record(one) for one in found if one.mark != "same"]
        document = {"id": history.article.id, "before": before.id, "after": after.id, "changes": changes}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    console = out()
    console.print(Text(f"{before.id} → {after.id}", style="dim"))
    print_differences(console, found, plain=console.color_system is None)


def _print_versions(console: Console, history: History) -> None:
    for version in history.versions:
        current = " · current" if version.current else ""
        seen = f"{version.first_seen:%Y-%m-%d %H:%M} to {version.last_seen:%Y-%m-%d %H:%M} UTC"
        facts = f"{version.number}  {version.change} · {seen}{current}"
        hanging(console, Text(facts, style="bold" if version.current else ""), MARGIN)
        for line in (version.extraction.title or "(no title)", version.id):
            indented(console, Text(harmless(line), style="dim" if line == version.id else ""), MARGIN)


def _print(archive: Archive, console: Console, portal: str, history: History, shown: VersionRecord) -> None:
    print_story(console, portal, shown.extraction)
    console.print()
    console.print(Text("─" * 40, style="dim"))
    places = _places(archive, shown.capture)
    facts = [
        ("version", f"{shown.id}, {shown.number} of {len(history.versions)}"),
        (
            "seen",
            f"{history.article.first_seen:%Y-%m-%d %H:%M} to {history.article.last_seen:%Y-%m-%d %H:%M} UTC",
        ),
        *(("url", seen.url) for seen in history.urls),
        *((event.kind, f"{event.at:%Y-%m-%d %H:%M} {event.detail}") for event in history.events),
        *(("problem", f"{problem.code} {problem.detail}") for problem in shown.extraction.problems),
        *(("raw page", f"{warc} at {offset}") for warc, offset in places),
    ]
    for name, value in facts:
        console.print(Text(f"{harmless(name):<10} {harmless(value)}", style="dim"))
