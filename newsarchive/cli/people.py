"""`newsarchive people`: who signs, in which portal, how often, from when to when."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.asking import Portals
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.people import Line, Listing, listing, near
from newsarchive.search.bounds import portal_slug
from newsarchive.search.holdings import must_hold

HELP = """List who signs articles: names as their bylines have them, with roles, portals, first and last day.

NAME finds names with all of its words; a word without diacritics in any spelling. Sorted by the Vietnamese
alphabet and by the word that lists go by in the portal's language: in Vietnamese the given name, the last.
A name in two portals is two lines; nothing says that it is one person. Staff, agencies and sources follow.

Example: newsarchive people 'tri dung' --portal baolangson
"""
MANY = 50
ALSO = "*"


class Order(StrEnum):
    name = "name"
    articles = "articles"
    last = "last"


def register(app: typer.Typer) -> None:
    app.command("people", help=HELP)(command)


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Words of a name; everybody without one.")] = "",
    portal: Portals = None,
    sort: Annotated[
        Order, typer.Option(help="By name, by number of articles, or by who signed last.")
    ] = Order.name,
    limit: Annotated[int, typer.Option(min=1, help="How many people to show, and how many others.")] = MANY,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    slugs = [portal_slug(slug) for slug in portal or ()]
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        for slug in slugs:
            must_hold(unit, slug)
        found = listing(unit, name, slugs, sort.value, limit)
        alike = near(unit, name) if name and not found.total + found.others_total else []
    if as_json:
        typer.echo(json.dumps(_answer(found), ensure_ascii=False))
        return
    _print(out(wide=True), found)
    if alike:
        typer.echo(harmless(f"nobody is called so; spelt alike: {', '.join(alike)}"), err=True)


def _answer(found: Listing) -> dict[str, object]:
    return {
        "total": found.total,
        "people": [asdict(line) for line in found.people],
        "others_total": found.others_total,
        "others": [asdict(line) for line in found.others],
    }


def _print(console: Console, found: Listing) -> None:
    if found.people:
        console.print(_table("name", found.people, what=False))
    if found.others:
        if found.people:
            console.print()
        console.print(_table("no person", found.others, what=True))
    if any(line.also_in for line in (*found.people, *found.others)):
        typer.echo(f"{ALSO} signs so in another portal too; nothing says that they are one", err=True)
    typer.echo(_count(found), err=True)


def _table(heading: str, lines: list[Line], *, what: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column(heading, overflow="fold")
    table.add_column("portal", overflow="fold")
    table.add_column("articles", justify="right", no_wrap=True)
    table.add_column("first", no_wrap=True)
    table.add_column("last", no_wrap=True)
    table.add_column("what" if what else "roles")
    for line in lines:
        roles = line.kind if what else ", ".join(line.roles)
        cells = (_name(line), line.portal, str(line.articles), line.first or "–", line.last or "–", roles)
        table.add_row(*(Text(harmless(cell)) for cell in cells))
    return table


def _name(line: Line) -> str:
    """With other spellings than the name, unless they are only its capitals."""
    others = [one for one in line.printed if one.casefold() != line.name.casefold()]
    printed = f" ({', '.join(others)})" if others else ""
    return line.name + (ALSO if line.also_in else "") + printed


def _count(found: Listing) -> str:
    shown = f", {len(found.people)} shown" if len(found.people) < found.total else ""
    others = f" and {found.others_total} that are no persons" if found.others_total else ""
    return f"{found.total} name{'s' * (found.total != 1)}{shown}{others}"
