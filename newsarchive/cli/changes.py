"""`newsarchive changes`: what publishers changed after they had published it, and what became of articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.changes import CLASSES
from newsarchive.cli.article import print_differences
from newsarchive.cli.asking import Place, Portals
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, indented, out
from newsarchive.diff import compare
from newsarchive.errors import UsageError
from newsarchive.export.changes import change_record, difference_record, event_record
from newsarchive.operations.judging import judge_again
from newsarchive.search.bounds import first_day, last_day
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import held
from storage.repositories import Unit
from storage.repositories.happenings import ChangeRecord, EventRecord, Wanted

HELP = """What publishers changed after publishing, latest first: when it was noticed, the kind of change, how
much it was, and whether a notice says so.

Classes: correction (with a notice), headline, rewording, deletion, addition, details (captions, byline,
date), cosmetic. Silent is what changed words or facts without a notice. --events lists articles that were
gone, returned, redirected or merged. QUERY narrows it to articles, as in `newsarchive search`.

Example: newsarchive changes --silent --class headline --from 2026-03 --diff
"""
EVENTS = ("gone", "returned", "redirected", "merged")
MARGIN = 4
ONE_DAY = timedelta(days=1)


def register(app: typer.Typer) -> None:
    app.command("changes", help=HELP, context_settings={"ignore_unknown_options": True})(command)


def command(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Only articles that answer it, as in search.")] = "",
    portal: Portals = None,
    place: Place = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Noticed on or after (UTC): 2026-03-01, 2026-03 or 2026.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Noticed on or before.")] = None,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="Only this class, or kind of event; repeatable.")
    ] = None,
    silent: Annotated[
        bool | None, typer.Option("--silent/--said", help="Only without a notice, or only the others.")
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="Gone, returned, redirected, merged; not changes of the text.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the words that changed.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 20,
    after: Annotated[
        str | None, typer.Option(help="Go on after this one: what the page before ended with.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--judge", help="First class every change anew, by today's rules.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    if events and (silent is not None or diff):
        raise UsageError("--events has neither --silent nor --diff: an event is no change of the text")
    state: State = context.obj
    wanted = Wanted(
        tuple(portal or ()),
        _midnight(first_day(since)) if since else None,
        _day_after(last_day(until)) if until else None,
        tuple(_known(name, EVENTS if events else CLASSES) for name in classes or ()),
        silent,
    )
    with storage_trouble(), open_archive(state.archive) as archive:
        if again:
            judged = judge_again(archive, everything=True, progress=_progress)
            typer.echo(f"{judged} articles judged again", err=True)
        with archive.database.reading() as unit:
            found = _articles(unit, query, portal or (), place)
            wanted = _placed(unit, wanted, after, events=events)
            if events:
                _show_events(unit.changes.events(wanted, limit + 1, found), limit, as_json=as_json)
            else:
                _show(unit, unit.changes.listed(wanted, limit + 1, found), limit, diff=diff, as_json=as_json)
            if left := unit.changes.left():
                typer.echo(
                    f"{left} articles have changes not judged yet; the next crawl does it, or --judge",
                    err=True,
                )


def _articles(
    unit: Unit, query: str, portals: Sequence[str], place: str | None
) -> Iterable[Sequence[str]] | None:
    """The articles asked for; None for all, or all of some portals, which the list itself can tell."""
    asked = held(unit, Choice(query, portals, place).parsed()).query
    return unit.search.walk(asked) if query.strip() or place else None


def _placed(unit: Unit, wanted: Wanted, after: str | None, *, events: bool) -> Wanted:
    """With the place where the page before ended."""
    if after is None:
        return wanted
    if events:
        at, _, name = after.partition(" ")
        try:
            place = datetime.fromisoformat(at), name
        except ValueError:
            raise UsageError(f"--after {after}: no event; take what the page before ended with") from None
        if place[0].tzinfo is None:
            raise UsageError(f"--after {after}: no event; take what the page before ended with")
    elif (found := unit.changes.place(after)) is not None:
        place = found
    else:
        raise UsageError(f"--after {after}: no version of this archive; take what the page before ended with")
    return Wanted(wanted.portals, wanted.since, wanted.until, wanted.classes, wanted.silent, place)


def _known(name: str, names: Sequence[str]) -> str:
    if name.lower() in names:
        return name.lower()
    near = get_close_matches(name.lower(), names, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
    raise UsageError(f"--class {name}: no such class ({hint})")


def _midnight(day: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError as error:
        raise UsageError(f"{day}: not a day; write it as 2026-01-31") from error


def _day_after(day: str) -> datetime | None:
    """Its midnight; None after the last day there is."""
    midnight = _midnight(day)
    return midnight + ONE_DAY if midnight.date() < date.max else None


def _show(unit: Unit, found: list[ChangeRecord], limit: int, *, diff: bool, as_json: bool) -> None:
    found, more = found[:limit], len(found) > limit
    following = found[-1].version if more else None
    if as_json:
        records = [
            {**change_record(one), **({"differences": _differences(unit, one)} if diff else {})}
            for one in found
        ]
        typer.echo(json.dumps({"changes": records, "next": following}, ensure_ascii=False))
        return
    console = out()
    for one in found:
        _print(console, one)
        if diff:
            before, after = unit.changes.pair(one.before, one.version)
            print_differences(console, compare(before, after), plain=console.color_system is None)
            console.print()
    _end(len(found), following, "no change found")


def _differences(unit: Unit, one: ChangeRecord) -> list[dict[str, object]]:
    before, after = unit.changes.pair(one.before, one.version)
    return [difference_record(found) for found in compare(before, after) if found.mark != "same"]


def _print(console: Console, one: ChangeRecord) -> None:
    heading = Text(f"{one.noticed:%Y-%m-%d %H:%M}  {harmless(one.portal)}  ", style="dim")
    heading.append(harmless(one.title or "(no title)"), style="bold not dim")
    console.print(heading)
    indented(console, Text(in_words(one)), MARGIN)
    indented(console, Text(f"{one.before} → @{one.version.partition('@')[2]}", style="dim"), MARGIN)


def in_words(one: ChangeRecord) -> str:
    """Its classes, how much it was, and whether a notice or the page's own time says so."""
    words = [", ".join(one.classes) or one.leading]
    if one.measures:
        added, removed = one.measures.get("words_added"), one.measures.get("words_removed")
        words.append(f"+{added} −{removed} words")
        words.append(_said(one))
        words.append(MODIFIED[one.measures.get("modified_moved")])
    return " · ".join(filter(None, words))


MODIFIED = {True: "its time of change moved", False: "its time of change did not move", None: ""}


def _said(one: ChangeRecord) -> str:
    if one.silent:
        return "silent"
    return "with a notice" if one.measures.get("notice") == "new" else ""


def _show_events(found: list[EventRecord], limit: int, *, as_json: bool) -> None:
    found, more = found[:limit], len(found) > limit
    last = found[-1] if more else None
    following = f"{last.event.at.isoformat()} {last.article} {last.event.kind}" if last else None
    if as_json:
        records = [event_record(one) for one in found]
        typer.echo(json.dumps({"events": records, "next": following}, ensure_ascii=False))
        return
    console = out()
    for one in found:
        heading = Text(f"{one.event.at:%Y-%m-%d %H:%M}  {harmless(one.portal)}  ", style="dim")
        heading.append(harmless(f"{one.event.kind}  "), style="yellow not dim")
        heading.append(harmless(one.title or "(no title)"), style="bold not dim")
        console.print(heading)
        indented(console, Text(harmless(one.event.detail or one.url)), MARGIN)
        indented(console, Text(one.article, style="dim"), MARGIN)
    _end(len(found), following, "no event found")


def _end(count: int, following: str | None, none: str) -> None:
    if not count:
        typer.echo(none, err=True)
    elif following:
        typer.echo(f"{count} shown; the next ones: the same command with --after '{following}'", err=True)


def _progress(articles: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{articles} articles judged ")
