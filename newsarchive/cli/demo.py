"""`newsarchive demo`: the whole conveyor on invented papers, and a look at what came out."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from newsarchive.demo.run import Outcome
    from newsarchive.demo.summary import Summary, Title

HELP = """See it work: four invented papers are served on this machine, crawled, changed and crawled again.

Nothing leaves the machine. Without --keep the archive is removed at the end.

Example: newsarchive demo --keep demo-archive
"""
SUGGESTED = "demo-archive"


def register(app: typer.Typer) -> None:
    app.command("demo", help=HELP)(command)


def command(
    keep: Annotated[
        Path | None, typer.Option(help="Leave the archive in this directory, new or of an earlier demo.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The summary as one JSON document.")] = False,
) -> None:
    from newsarchive.demo.run import demonstrate, place

    with place(keep) as folder:
        outcome = demonstrate(folder, lambda words: typer.echo(words, err=True))
    if as_json:
        typer.echo(json.dumps(_document(outcome, keep), ensure_ascii=False))
    else:
        _print(outcome, keep)


def _document(outcome: Outcome, keep: Path | None) -> dict[str, object]:
    return {
        "archive": str(keep) if keep else None,
        "seconds": round(outcome.seconds, 1),
        **outcome.summary.to_json(),
        "runs": [outcome.first, outcome.second],
        "try": _to_try(outcome.summary, keep),
    }


def _to_try(summary: Summary, keep: Path | None) -> list[str]:
    """Three commands that show what the archive is good for."""
    start = shlex.join([_program(), "--archive", str(keep or SUGGESTED)])
    changed = f"show {summary.changed[0].id} --diff 1 2" if summary.changed else "coverage"
    return [f'{start} search "ho chua"', f"{start} {changed}", f"{start} export jsonl stories.jsonl"]


def _program() -> str:
    """What a person must type to start us: the bare name only where the shell would find it."""
    script = Path(sys.argv[0])
    if shutil.which("newsarchive") or script.name != "newsarchive":
        return "newsarchive"
    here = Path.cwd()
    return str(script.relative_to(here) if script.is_relative_to(here) else script)


def _print(outcome: Outcome, keep: Path | None) -> None:
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    from newsarchive.cli.terminal import out

    console = out()
    parts: list[RenderableType] = [_table(outcome.summary), *_findings(outcome.summary)]
    title = f"[bold]What two crawls of four invented papers left[/bold] ({outcome.seconds:.0f} s)"
    console.print(Panel(Group(*parts), title=title, title_align="left", border_style="cyan", padding=(1, 2)))
    if keep is None:
        console.print(
            f"The archive was temporary and is gone; [bold]demo --keep {SUGGESTED}[/bold] leaves it."
        )
    else:
        console.print(Text(f"The archive is in {keep}."))
    console.print("Try next:")
    for line in _to_try(outcome.summary, keep):
        console.print(Text(f"  {line}", style="green"), soft_wrap=True)


def _table(summary: Summary) -> RenderableType:
    from rich.table import Table

    totals = summary.to_json()["totals"]
    columns = ("articles", "versions", "captions", "bylines", "refused")
    table = Table(box=None, pad_edge=False, header_style="dim", show_footer=True, footer_style="bold")
    table.add_column("portal", footer="together")
    for name in columns:
        table.add_column(name, justify="right", footer=str(totals[name]))
    for portal in summary.portals:
        table.add_row(portal.name, *(str(getattr(portal, name)) for name in columns))
    return table


def _findings(summary: Summary) -> list[RenderableType]:
    from rich.text import Text

    refused = ", ".join(f"{reason} {count}" for reason, count in summary.refused_by.items()) or "none"
    lines = [
        Text(),
        _line("people", f"{summary.people} named in the bylines"),
        _line("refused", refused),
        *(_line("copies", _group(group)) for group in summary.copies),
        Text(),
        Text("What changed between the crawls", style="bold"),
        _line("as before", f"{summary.unchanged} stories looked at again"),
    ]
    lines += [_line("new", one.title) for one in summary.new]
    lines += [_line("corrected", f"{one.title}: “{one.before}” → “{one.after}”") for one in summary.changed]
    return [*lines, *(_line("removed", one.title) for one in summary.gone)]


def _line(label: str, words: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    from newsarchive.cli.terminal import harmless

    row = Table.grid(padding=(0, 1))
    row.add_column(width=10)
    row.add_column()
    row.add_row(Text(label, style="cyan"), Text(harmless(words)))
    return row


def _group(group: list[Title]) -> str:
    portals = ", ".join(sorted({one.portal for one in group}))
    return f"{len(group)} of one story: {group[0].title} ({portals})"
