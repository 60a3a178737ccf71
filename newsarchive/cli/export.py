"""`newsarchive export`: the articles that answer a query, as one file that appears only when it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, cast

import typer

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.asking import ByLine, Exact, Place, Portals, Section, Since, Until
from newsarchive.cli.main import State
from newsarchive.errors import UsageError
from newsarchive.export.jsonl import write_jsonl
from newsarchive.export.output import STDOUT, Output, output
from newsarchive.export.table import write_csv
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import held
from storage.repositories.stories import Story

HELP = """Write the articles that answer a query (see `newsarchive search`) to one file, by id.

jsonl: one object a line, all keys always there, times in UTC with the portal's offset beside them.
csv: one row an article; a cell that would be a formula begins with an apostrophe, unless --as-stored.
The file appears under its name when it is whole; "-" is standard output.

Example: newsarchive export jsonl corpus.jsonl 'title:lua from:2026' --portal baolangson
"""
Write = Callable[[Iterable[Story], Mapping[str, str | None], Output], int]


class Format(StrEnum):
    jsonl = "jsonl"
    csv = "csv"


def register(app: typer.Typer) -> None:
    app.command("export", help=HELP)(command)


def command(
    context: typer.Context,
    form: Annotated[Format, typer.Argument(metavar="FORMAT", help="jsonl or csv.")],
    target: Annotated[str, typer.Argument(metavar="OUT", help="A file to write, or - for standard output.")],
    query: Annotated[str, typer.Argument(help="Which articles; all without one.")] = "",
    portal: Portals = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    byline: ByLine = None,
    section: Section = None,
    exact: Exact = False,
    as_stored: Annotated[bool, typer.Option("--as-stored", help="csv: guard no cell.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Say on stdout, as JSON, what was written.")
    ] = False,
) -> None:
    if as_json and target == STDOUT:
        raise UsageError("--json needs standard output for itself; name a file to write")
    if as_stored and form is not Format.csv:
        raise UsageError("--as-stored is for csv; jsonl is always as stored")
    state: State = context.obj
    choice = Choice(query, portal or (), place, since, until, byline, section, exact)
    write: Write = write_jsonl if form is Format.jsonl else partial(write_csv, guard=not as_stored)
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        _outside(archive.path, target)
        asked = held(unit, choice.parsed()).query
        places = {portal.slug: portal.place for portal in unit.portals.all()}
        # Whoever reads a pipe may leave early; the stream must end before its connection does.
        stream = cast("Generator[Story]", unit.articles.stream(asked))
        with closing(stream) as stories, output(target) as out:
            count = write((story for story in stories if not story.article.withheld), places, out)
    written = {
        "format": form.value,
        "out": target,
        "articles": count,
        "bytes": out.size,
        "sha256": out.sha256,
    }
    if as_json:
        typer.echo(json.dumps(written, ensure_ascii=False))
    else:
        typer.echo(f"{count} article{'s' * (count != 1)} written to {target}, {out.size:,} bytes", err=True)


def _outside(archive: Path, target: str) -> None:
    """An export must not take the place of what it is made from."""
    if target != STDOUT and Path(target).resolve().is_relative_to(archive.resolve()):
        raise UsageError(f"{target}: lies inside the archive {archive}; name a file outside it")
