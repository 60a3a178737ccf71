"""`newsarchive extract`: one page, as a file, a URL or standard input, or many as JSON lines → its fields."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.cli.main import State
from newsarchive.cli.terminal import harmless, out
from newsarchive.errors import Exit, UsageError
from storage.records import Extraction, Page, Refusal

HELP = """Read one page and print its fields: title, dates, byline, body, captions and the rest.

SOURCE is a file (HTML, or the bare text of a page), a URL (fetched politely, as in a crawl) or - for
standard input. --jsonl reads many pages: lines {"id", "url", "html_b64", "fetched_at"?, "content_type"?,
"portal"?, "hints"?} from standard input, one answer a line, in the same order, on all processors.

Example: newsarchive extract page.html --url https://portal.example/a-1.html --fetched-at 2022-05-18T08:30Z
"""
_UNKNOWN_URL = "about:blank"
_LONGEST_VALUE = 110
_FIELD_WIDTH = 11


def register(app: typer.Typer) -> None:
    app.command("extract", help=HELP)(command)


def command(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="File, URL, or - for standard input.")] = "-",
    url: Annotated[str | None, typer.Option("--url", help="The address the page came from.")] = None,
    fetched_at: Annotated[
        str | None, typer.Option("--fetched-at", help="When it was fetched: ISO 8601 with offset.")
    ] = None,
    portal: Annotated[str | None, typer.Option("--portal", help="Try this portal's rules first.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was taken for each field, and why.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Many pages: JSON lines in, JSON lines out.")
    ] = False,
) -> None:
    state: State = context.obj
    if url is not None:
        _check_url(url)
    if jsonl:
        if source != "-":
            raise UsageError(
                f"--jsonl reads lines from standard input: newsarchive extract --jsonl < {source}"
            )
        from newsarchive.manypages import answers

        for answer in answers(sys.stdin.buffer, state.portals):
            sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()
        return
    page = _page(source, url, _moment(fetched_at), state)
    result = _read(page, portal, state)
    if as_json:
        from newsarchive.extraction.lines import to_json

        typer.echo(json.dumps(to_json(None, page.url, result), ensure_ascii=False))
    elif isinstance(result, Refusal):
        typer.echo(
            f"no article: {result.reason}" + (f" ({harmless(result.detail)})" if result.detail else "")
        )
    elif explain:
        _print_explanation(result)
    else:
        _print_story(result)
    if isinstance(result, Refusal):
        raise typer.Exit(int(Exit.FAILED))


def _read(page: Page, portal: str | None, state: State) -> Extraction | Refusal:
    """In a worker, like the pages of a crawl: whatever the page is, an answer comes within seconds."""
    from newsarchive.portals import Catalogue
    from newsarchive.workers import Job, WorkerPool

    profile = Catalogue(state.portals).get(portal) if portal else None
    with WorkerPool(1) as pool:
        result = pool.read(Job(page, "article", profile.to_json() if profile else None)).result
    assert result is not None
    return result


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"--url {url}: {error}") from None
    if not parts.scheme:
        raise UsageError(f"--url {url!r}: no address; write it whole, as https://portal.example/a-1.html")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--fetched-at: {text!r} is no ISO 8601 time; write 2022-05-18T08:30:00+07:00"
        ) from None
    if moment.tzinfo is None:
        raise UsageError(f"--fetched-at: {text!r} has no offset; add one, such as +07:00 or Z")
    return moment


def _page(source: str, url: str | None, fetched_at: datetime | None, state: State) -> Page:
    if source.startswith(("http://", "https://")):
        from newsarchive.crawl.fetch import fetch_page

        return fetch_page(source, state)
    if source == "-":
        return Page(url or _UNKNOWN_URL, sys.stdin.buffer.read(), fetched_at)
    path = Path(source)
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or error}") from None
    return Page(url or path.absolute().as_uri(), body, fetched_at)


def _print_story(story: Extraction) -> None:
    """As a reader would want it: headline, who and when, the text, the captions."""
    lines = [story.kicker, story.title, None]
    when = story.published
    said = [
        story.byline.raw,
        when.value.isoformat(timespec="minutes") if when and when.value else when and when.date,
    ]
    lines += [" · ".join(one for one in said if one) or None, " › ".join(story.section) or None, None]
    for paragraph in story.body:
        lines += [paragraph, None]
    for caption in story.captions:
        lines.append(f"[{caption.text}]" + (f" ({caption.credit})" if caption.credit else ""))
    previous: str | None = None
    for line in lines:
        if line or previous:
            typer.echo(harmless(line or ""))
        previous = line


def _print_explanation(story: Extraction) -> None:
    """Two lines a row, whatever the width: what, then how sure, by which rule, where."""
    from newsarchive.extraction.explain import rows_of

    console = out()
    before = ""
    for row in rows_of(story):
        field = row.field if row.field != before else ""
        before = row.field
        value = harmless(row.value if len(row.value) <= _LONGEST_VALUE else row.value[:_LONGEST_VALUE] + "…")
        text = Text(value, style="" if row.mark in "✓!" else "dim")
        reasons = " · ".join(one for one in (row.why, row.rule, row.where) if one)
        if reasons:
            text.append("\n" + harmless(reasons), style="dim")
        _print_row(console, f"{field:<{_FIELD_WIDTH}}{row.mark} ", text)


def _print_row(console: Console, label: str, text: Text) -> None:
    if console.soft_wrap:
        first, *more = text.plain.split("\n")
        typer.echo("\n".join([label + first, *(" " * len(label) + line for line in more)]))
        return
    grid = Table.grid()
    grid.add_column(no_wrap=True, width=len(label))
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row(Text(label, style="bold"), text)
    console.print(grid)
