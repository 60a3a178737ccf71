"""The command line: global options in, one of the commands run, an exit code out."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from newsarchive import __version__
from newsarchive.cli import Commands
from newsarchive.errors import Exit, NewsarchiveError


@dataclass
class State:
    """What stands before the command: where the archive is, and profiles from outside."""

    archive: Path = Path("archive")
    portals: list[Path] = field(default_factory=list)


app = typer.Typer(
    name="newsarchive",
    cls=Commands,
    help="Crawl news portals, keep every version of every article, search it, publish corpora.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsarchive {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    archive: Annotated[
        Path, typer.Option(envvar="NEWSARCHIVE_ARCHIVE", help="The archive's directory.")
    ] = Path("archive"),
    portals: Annotated[
        list[Path] | None, typer.Option("--portals", help="A directory of further profiles; repeatable.")
    ] = None,
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    context.obj = State(archive, list(portals or []))


def run() -> None:
    """Entry point: every error we know becomes one line on stderr and its exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that knows fewer letters shows escapes for the others.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except NewsarchiveError as error:
        typer.echo(f"newsarchive: {error}", err=True)
        sys.exit(int(error.exit))
    except OSError as error:
        typer.echo(f"newsarchive: {error}; make room or mend what it names, then run it again", err=True)
        sys.exit(int(Exit.STORAGE))
    except KeyboardInterrupt:
        typer.echo("newsarchive: interrupted; the same command goes on where it stopped", err=True)
        sys.exit(int(Exit.INTERRUPTED))
