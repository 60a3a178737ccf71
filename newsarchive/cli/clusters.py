"""`newsarchive clusters`: copies of one story, who had it first, and how alike they are."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.article import day
from newsarchive.cli.asking import Portals
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.dedup.report import Listed, Report, listed, report
from newsarchive.errors import UsageError
from newsarchive.search import parse
from newsarchive.search.holdings import held, must_hold
from storage.repositories import Unit
from storage.search.query import Bounds

HELP = """List stories that several articles tell in the same words, or show one with all its copies.

A cluster has the id of the article that was first captured; former ids, and the id of any article in it, lead
to it. The origin is the article of the portal that the others' credit lines name; where none is named, the
earliest is only the earliest. Reports from one template with other figures and names are no copies.

Example: newsarchive clusters --portal baolangson --min 5 --sort newest
"""
MOST_HITS = 1_000


class Order(StrEnum):
    size = "size"
    newest = "newest"


def register(app: typer.Typer) -> None:
    app.command("clusters", help=HELP, context_settings={"ignore_unknown_options": True})(command)


def command(
    context: typer.Context,
    sought: Annotated[
        str | None, typer.Argument(metavar="[QUERY|ID]", help="Words of articles in it, or an id.")
    ] = None,
    portal: Portals = None,
    least: Annotated[int, typer.Option("--min", min=2, help="Of so many articles at least.")] = 2,
    sort: Annotated[Order, typer.Option(help="Largest first, or last seen first.")] = Order.size,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to list.")] = 20,
    pairs: Annotated[bool, typer.Option("--pairs", help="Print the pairs that made the cluster.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        for slug in portal or ():
            must_hold(unit, slug)
        if (waiting := unit.clusters.waiting()) and not as_json:
            typer.echo(
                f"{waiting} articles are not compared yet; the next crawl or reextract does it", err=True
            )
        named = _named(unit, sought) if sought else None
        if named:
            one = report(unit, named)
            known: list[Listed] = []
        else:
            one = None
            found = _hits(unit, sought) if sought else None
            known = listed(unit, portal or (), found, least, sort.value, limit)
    if one:
        if as_json:
            typer.echo(json.dumps({"asked": sought, **one.json()}, ensure_ascii=False))
        else:
            _print_report(out(wide=True), one, sought or "", pairs)
    elif as_json:
        typer.echo(json.dumps([each.json() for each in known], ensure_ascii=False))
    else:
        _print_list(out(wide=True), known)


def _named(unit: Unit, sought: str) -> str | None:
    """The cluster that an id leads to; None for what is no id."""
    now = unit.clusters.present(sought)
    if len(now) > 1:
        raise UsageError(f"{sought}: its articles are in several clusters now: {', '.join(now)}; name one")
    if now:
        return now[0]
    article = unit.articles.resolve(sought)
    if article is None and not unit.clusters.was_cluster(sought):
        return None
    stories = unit.articles.many([article]) if article else []
    if stories and stories[0].article.cluster:
        return stories[0].article.cluster
    raise UsageError(f"{sought}: the archive knows no copy of this article now")


def _hits(unit: Unit, sought: str) -> list[str]:
    query = held(unit, parse(sought, exact=False, bounds=Bounds())).query
    return [hit.article for hit in unit.search.run(query, MOST_HITS).hits]


def _print_list(console: Console, known: list[Listed]) -> None:
    if not known:
        typer.echo("no copies found; fewer words or a smaller --min find more", err=True)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for name in ("articles", "portals"):
        table.add_column(name, justify="right")
    table.add_column("first seen", no_wrap=True)
    table.add_column("story")
    table.add_column("cluster", no_wrap=True, style="dim")
    for one in known:
        counts = (str(one.summary.articles), str(one.summary.portals), f"{one.summary.first:%Y-%m-%d}")
        table.add_row(*counts, Text(harmless(one.title)), Text(harmless(one.summary.cluster)))
    console.print(table)


def _print_report(console: Console, one: Report, sought: str, pairs: bool) -> None:
    title = f"{one.title}"
    console.print(Text(harmless(title), style="bold"))
    where = f"cluster {one.cluster}" + (f", once {', '.join(one.former)}" if one.former else "")
    if sought not in (one.cluster, *one.former):
        where += f"; {sought} is in it"
    console.print(Text(harmless(where), style="dim"))
    console.print(Text(harmless(one.told())))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("part", no_wrap=True)
    table.add_column("alike", justify="right")
    table.add_column("published", no_wrap=True)
    table.add_column("portal", no_wrap=True)
    table.add_column("title")
    table.add_column("article", no_wrap=True, style="dim")
    for member in one.members:
        reading = member.story.version.extraction
        part = member.part.role + ("" if member.part.certain else "?")
        facts = (member.story.article.portal, reading.title or "(no title)", member.story.article.id)
        when = day(reading.published)
        table.add_row(part, f"{member.part.overlap:.0%}", when, *(Text(harmless(fact)) for fact in facts))
    console.print(table)
    if pairs:
        for pair in one.pairs:
            alike = f"{pair.overlap:>4.0%} alike, {pair.contained:>4.0%} of the shorter"
            console.print(Text(harmless(f"{alike}  {pair.a}  {pair.b}")))
    else:
        count = len(one.pairs)
        typer.echo(f"{count} pair{'s' * (count != 1)} made it; --pairs prints them", err=True)
