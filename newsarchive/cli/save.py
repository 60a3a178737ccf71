"""`newsarchive save`: URLs in, each captured now, through the whole conveyor."""

from __future__ import annotations

from typing import Annotated

import typer

from newsarchive.cli.crawl import show
from newsarchive.cli.main import State

HELP = """Capture these pages now, whether or not they are due: robots.txt, wall and pace as in a crawl.

Each URL must belong to a portal of the catalogue.

Example: newsarchive save https://baolangson.vn/some-story-5012345.html
"""


def register(app: typer.Typer) -> None:
    app.command("save", help=HELP)(command)


def command(
    context: typer.Context,
    urls: Annotated[list[str], typer.Argument(help="Addresses of stories.")],
    host_map: Annotated[
        list[str] | None,
        typer.Option("--host-map", help="HOST=ADDR:PORT: send a name to a loopback port, for tests."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as one JSON document.")] = False,
) -> None:
    from newsarchive.crawl.fetch import save
    from newsarchive.crawl.hostmap import HostMap

    state: State = context.obj
    show(save(urls, state, HostMap.parse(host_map or [])), as_json=as_json)
