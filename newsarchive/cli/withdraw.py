"""`newsarchive withdraw`: an article taken out of what the archive shows, and what was taken out before."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from newsarchive.archive import Archive, open_archive, storage_trouble
from newsarchive.cli.main import State
from newsarchive.cli.withdrawn import in_words, print_list, record
from newsarchive.errors import LockedError, UsageError
from newsarchive.withdrawal import Request, catch_up, lift, removal, withdraw
from storage.repositories.withdrawals import Scope as Wanted
from storage.repositories.withdrawals import Withdrawal

HELP = """Take an article out of search, lists, exports and every crawl to come; the fact of it stays.

ID is an article's, one it was once given, or one of its addresses. Scope view hides it everywhere; export
keeps it readable here but out of all exports; content hides it and removes its bytes for good.

Example: newsarchive withdraw baolangson-0123456789abcdef --reason "court order 12/2026"
"""


class Scope(StrEnum):
    view = "view"
    export = "export"
    content = "content"


def register(app: typer.Typer) -> None:
    app.command("withdraw", help=HELP)(command)


def command(
    context: typer.Context,
    article: Annotated[str | None, typer.Argument(metavar="ID|URL", help="Which article.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept and shown.")] = "",
    scope: Annotated[Scope, typer.Option(help="view, export or content.")] = Scope.view,
    authority: Annotated[str | None, typer.Option(help="Who asked for it.")] = None,
    until: Annotated[str | None, typer.Option(help="The last day it holds: 2027-03-01.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything else worth keeping.")] = None,
    redact: Annotated[
        str | None, typer.Option(metavar="PHRASE", help="Only take these words out, wherever they stand.")
    ] = None,
    lifted: Annotated[bool, typer.Option("--lift", help="Show it again.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="All withdrawals, lifted ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    if listed == bool(article):
        raise UsageError("name an article to withdraw, or --list, and not both")
    if redact is not None and (lifted or scope is not Scope.view):
        raise UsageError("--redact takes words out of an article that stays; leave --scope out")
    if lifted and (until or note or scope is not Scope.view):
        raise UsageError("--lift goes with --reason and --authority only")
    state: State = context.obj
    now = datetime.now(UTC)
    with storage_trouble(), _opened(state.archive) as archive:
        catch_up(archive, now)
        _remove(archive, now)
        if article and lifted:
            numbers = lift(archive, article, reason, authority, now)
            _say([one for one in _all(archive) if one.id in numbers], as_json=as_json)
        elif article:
            meant: Wanted = "redaction" if redact is not None else scope.value
            asked = Request(article, reason, meant, authority, _day(until), note, redact)
            made = withdraw(archive, asked, now)
            remains = _remove(archive, now)
            _say([one for one in _all(archive) if one.id == made.id], as_json=as_json)
            for where in remains:
                typer.echo(f"{made.article}: may still be in {where}", err=True)
        elif as_json:
            typer.echo(json.dumps([record(one) for one in _all(archive)], ensure_ascii=False))
        else:
            print_list(_all(archive))


def _remove(archive: Archive, now: datetime) -> list[str]:
    """Remove what is still to be removed; what could not be reached."""
    remains: list[str] = []
    for one in removal.pending(archive):
        try:
            with archive.lock(one.portal):
                removal.sweep(archive, one.portal)
                remains += removal.finish(archive, one, now)
        except LockedError as error:
            raise LockedError(
                f"{one.article}: out of sight; its bytes go when the run on {one.portal} is over: run "
                "`newsarchive withdraw --list` then, or let the next crawl do it"
            ) from error
    return remains


def _opened(folder: Path) -> Archive:
    """The archive, brought up to date: an older one has no place for withdrawals."""
    open_archive(folder, create=folder.exists() and _holds(folder)).close()
    return open_archive(folder)


def _holds(folder: Path) -> bool:
    return (folder / "newsarchive.db").exists() or (folder / "newsarchive.toml").exists()


def _all(archive: Archive) -> list[Withdrawal]:
    with archive.database.reading() as unit:
        return unit.withdrawals.all()


def _say(made: list[Withdrawal], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([record(one) for one in made], ensure_ascii=False))
        return
    for one in made:
        typer.echo(f"{one.article}: {in_words(one)}", err=True)


def _day(printed: str | None) -> date | None:
    if printed is None:
        return None
    try:
        return date.fromisoformat(printed)
    except ValueError as error:
        raise UsageError(f"--until {printed}: no day; write it as 2027-03-01") from error
