"""A running session → one line a portal on a terminal; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table

from newsarchive.crawl.session import Session


@contextmanager
def watch(session: Session) -> Iterator[None]:
    if not sys.stderr.isatty():
        yield
        return
    with Live(
        get_renderable=lambda: _table(session),
        console=Console(stderr=True),
        refresh_per_second=2,
        transient=True,
    ):
        yield


def _table(session: Session) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("portal")
    for name in ("requests", "new", "changed", "unchanged", "refused", "failed"):
        table.add_column(name, justify="right")
    table.add_column("")
    for slug, visit in list(session.visits.items()):
        counts = [visit.outcomes[name] for name in ("stored", "changed", "unchanged", "refused", "failed")]
        state = "done" if visit.ended else visit.breaker.open or ("stopping" if visit.stopped else "")
        table.add_row(slug, str(visit.asked), *map(str, counts), state)
    return table
