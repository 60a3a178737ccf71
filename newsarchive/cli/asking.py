"""The options with which commands choose articles."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Order(StrEnum):
    relevance = "relevance"
    date = "date"
    seen = "seen"


Portals = Annotated[list[str] | None, typer.Option("--portal", help="Only this portal; repeatable.")]
Place = Annotated[
    str | None, typer.Option(help="Only portals of this place, by code or name, today's or a former one.")
]
Since = Annotated[
    str | None, typer.Option("--from", help="Published on or after: 2026-03-01, 2026-03 or 2026.")
]
Until = Annotated[str | None, typer.Option("--to", help="Published on or before.")]
SeenSince = Annotated[str | None, typer.Option("--seen-from", help="First seen on or after this day (UTC).")]
SeenUntil = Annotated[str | None, typer.Option("--seen-to", help="First seen on or before.")]
ByLine = Annotated[str | None, typer.Option("--byline", help="Only what is signed so.")]
Section = Annotated[str | None, typer.Option(help="Only this section.")]
Changed = Annotated[
    list[str] | None,
    typer.Option(
        "--changed",
        metavar="CLASS|DAYS",
        help="Only what the publisher changed: headline, correction, addition, deletion, rewording, "
        "cosmetic, details, silent, any, or the days of it; repeatable.",
    ),
]
Cluster = Annotated[
    str | None, typer.Option(help="Only copies of one text: a cluster, by any name it had, or an article.")
]
Language = Annotated[str | None, typer.Option(help="Only this language: vi, en …")]
Exact = Annotated[bool, typer.Option("--exact", help="Every word as it is spelt, diacritics and all.")]
Earlier = Annotated[bool, typer.Option("--versions", help="Look through earlier versions too.")]
Sorted = Annotated[Order, typer.Option("--sort", help="Best, last published or last found first.")]
