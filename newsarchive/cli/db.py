"""`newsarchive db`: the archive's database looked over, brought up to date, backed up, moved."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive import __version__
from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.errors import Exit
from newsarchive.operations import safekeeping
from storage.records import BackupRecord
from storage.safekeeping import Status
from storage.safekeeping.rows import Progress, nobody

HELP = "The archive's database: how it is, bring it up to date, back it up, move it to PostgreSQL and back."
STATUS = """How the database is: its version, size, rows, whether it is whole, when it was last backed up.

Exit code 6 where it is damaged. Without --thorough only some seconds are spent on looking for damage.

Example: newsarchive db status --thorough
"""
UPGRADE = """Bring a database that an earlier version made up to date: whole, or left as it was.

The first crawl or reextract does the same. Back it up before: there is no way down again.

Example: newsarchive db upgrade
"""
BACKUP = """Write the whole database into one SQLite file, while crawls go on.

The file appears under its name only when it was read back and found whole. Named newsarchive.db, its
directory is an archive of its own. WARC files are not in it: copy the archive's warc/ after it, with any tool
that copies files. The archive remembers where its backups are, so that what is withdrawn can be taken out of
them too; do not move them about.

Example: newsarchive db backup /mnt/backup/newsarchive.db --force
"""
COPY = """Copy the database into an empty one, SQLite or PostgreSQL: every row, or nothing.

TARGET is a URL or the path of a file. Afterwards name it as database_url in newsarchive.toml.
No crawl may be at work. WARC files stay where they are.

Example: newsarchive db copy postgresql://archive@localhost/news
"""

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False)
    group.command("status", help=STATUS)(status)
    group.command("upgrade", help=UPGRADE)(upgrade)
    group.command("backup", help=BACKUP)(backup)
    group.command("copy", help=COPY)(copy)
    app.add_typer(group, name="db", help=HELP)


def status(
    context: typer.Context,
    thorough: Annotated[bool, typer.Option("--thorough", help="Look at every row, however long.")] = False,
    as_json: Json = False,
) -> None:
    state: State = context.obj
    found = safekeeping.status(state.archive, thorough=thorough)
    if as_json:
        typer.echo(json.dumps(_document(found), ensure_ascii=False))
    else:
        _print(found)
    if found.damaged:
        raise typer.Exit(int(Exit.STORAGE))


def upgrade(context: typer.Context, as_json: Json = False) -> None:
    state: State = context.obj
    done = safekeeping.upgrade(state.archive)
    if as_json:
        steps = [asdict(step) for step in done.steps]
        document = {"database": done.database, "from": done.before, "to": done.now, "steps": steps}
        typer.echo(json.dumps(document, ensure_ascii=False))
    elif done.steps:
        for step in done.steps:
            typer.echo(f"{step.revision}  {step.brings}")
        typer.echo(f"{harmless(done.database)}: from {done.before or 'nothing'} to {done.now}")
    else:
        typer.echo(f"{harmless(done.database)}: is up to date ({done.now})")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    as_json: Json = False,
) -> None:
    state: State = context.obj
    with _progress() as progress:
        made = safekeeping.back_up(
            state.archive,
            file,
            datetime.now(UTC),
            f"newsarchive {__version__}",
            over=force,
            progress=progress,
        )
    if as_json:
        typer.echo(json.dumps(_backup(made), ensure_ascii=False))
        return
    typer.echo(f"{harmless(made.path)}: {_size(made.bytes)}, read back and found whole ({made.digest})")
    typer.echo(f"The WARC files are not in it; copy {state.archive / 'warc'} too, after this.", err=True)


def copy(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="URL, or path of a SQLite file.")],
    source: Annotated[
        str | None, typer.Option("--from", help="Another database than the archive's: URL or path.")
    ] = None,
    as_json: Json = False,
) -> None:
    state: State = context.obj
    with _progress() as progress:
        done = safekeeping.copy(state.archive, source, target, progress)
    if as_json:
        tables = {name: {"rows": one.rows, "digest": one.digest} for name, one in done.tables.items()}
        document = {"from": done.source, "to": done.target, "rows": done.rows, "tables": tables}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(
        f"{harmless(done.target)}: {done.rows} rows in {len(done.tables)} tables, the same as in "
        f"{harmless(done.source)}"
    )
    if source is None:
        typer.echo("Name it as database_url in newsarchive.toml to go on with it.", err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """What is at work and how far, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield nobody
        return
    counted: dict[str, int] = {}
    with Console(stderr=True).status("") as shown:

        def tell(what: str, done: int) -> None:
            counted[what] = counted.get(what, 0) + done
            shown.update(Text(f"{what}: {counted[what]}"))

        yield tell


def _document(found: Status) -> dict[str, Any]:
    document = asdict(found)
    document["last_backup"] = _backup(found.last_backup) if found.last_backup else None
    return {**document, "damaged": found.damaged, "to_do": found.to_do}


def _backup(made: BackupRecord) -> dict[str, Any]:
    return {**asdict(made), "made_at": made.made_at.isoformat()}


def _print(found: Status) -> None:
    console = out()
    table = Table.grid(padding=(0, 2))
    last = found.last_backup
    size = _size(found.bytes) + (f" and {_size(found.wal_bytes)} in its log" if found.wal_bytes else "")
    known = f"{found.revision or 'none'} of {found.newest}"
    for label, words in (
        ("database", f"{found.database} ({found.server})"),
        ("schema", known if found.revision != found.newest else f"{found.newest}, the newest"),
        *((f"  {step.revision}", step.brings) for step in found.pending if found.revision),
        ("size", size),
        ("letters", f"{found.encoding}, {found.locale}"),
        *((name, str(rows)) for name, rows in found.counts.items()),
        ("whole", found.integrity),
        ("backup", f"{last.made_at:%Y-%m-%d %H:%M} UTC, {last.path}" if last else "none"),
        *([("to do", found.to_do)] if found.to_do else []),
    ):
        table.add_row(Text(label, style="cyan"), Text(harmless(words)))
    console.print(table)


def _size(count: int) -> str:
    amount, units = float(count), ["B", "KiB", "MiB", "GiB"]
    while amount >= 1024 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.0f} {units[0]}" if amount >= 10 or units[0] == "B" else f"{amount:.1f} {units[0]}"
