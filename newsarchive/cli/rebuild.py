"""`newsarchive rebuild`: the database made anew from the WARC files, or from a backup and them."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless
from newsarchive.errors import Exit

HELP = """Make the archive's database anew from its WARC files alone: the same ids, the same rows.

It is built beside the old one and takes its place when it is whole; the old one is kept under a dated name.
With --from-backup, what a file by `newsarchive db backup` holds is put back first, and the WARC files give
what came after it. On PostgreSQL the database or schema must be empty. Pages are read with today's profiles,
each with what its run had learnt. What was withdrawn stays withdrawn. Stopped, nothing has changed.

Exit code 6 where WARC files are damaged: what is whole in them and in the others is in the database.

Example: newsarchive rebuild --force
"""


def register(app: typer.Typer) -> None:
    app.command("rebuild", help=HELP)(command)


def command(
    context: typer.Context,
    into: Annotated[
        str | None, typer.Option(help="Another archive's directory, or the URL of an empty database.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the archive's own database.")] = False,
    backup: Annotated[
        Path | None, typer.Option("--from-backup", help="Begin with this backup of the database.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    from newsarchive.operations.rebuilding import Order, rebuild_database
    from newsarchive.portals import Catalogue

    state: State = context.obj
    order = Order(into, force, backup)
    done = rebuild_database(state.archive, Catalogue(state.portals), order, datetime.now(UTC), _progress)
    exit_code = Exit.STORAGE if done.damaged else Exit.DONE
    if as_json:
        typer.echo(json.dumps({**asdict(done), "exit": int(exit_code)}, ensure_ascii=False))
    else:
        typer.echo(harmless(f"{done.database}: {done.records} records of {len(done.portals)} portals"))
        if done.kept:
            typer.echo(harmless(f"the old database is {done.kept}"))
        if done.other_profiles:
            names = ", ".join(done.other_profiles)
            typer.echo(f"read with today's profiles, which are not those of then: {names}", err=True)
    for what in done.damaged:
        typer.echo(harmless(what), err=True)
    if exit_code:
        raise typer.Exit(int(exit_code))


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {of} records " if done < of else "\r\x1b[K")
