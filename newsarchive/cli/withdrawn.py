"""Withdrawals → what a person or a program is told of them: the fact, never the text."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typer
from rich.table import Table
from rich.text import Text

from newsarchive.cli.terminal import harmless, out
from newsarchive.export.records import instant
from storage.repositories.withdrawals import Withdrawal


def record(one: Withdrawal) -> dict[str, object]:
    return {
        "withdrawal": one.id,
        "id": one.article,
        "portal": one.portal,
        "scope": one.scope,
        "reason": one.reason,
        "authority": one.authority,
        "note": one.note,
        "at": instant(one.at),
        "until": one.until,
        "holds": one.holds,
        "lifted": instant(one.lifted) if one.lifted else None,
        "lifted_reason": one.lifted_reason,
        "removed": instant(one.removed) if one.removed else None,
    }


def in_words(one: Withdrawal) -> str:
    """One line: what, since when, by whom, why, until when, and what became of it."""
    parts = [
        f"{one.scope}, {one.at:%Y-%m-%d}",
        f"by {one.authority}" if one.authority else "",
        one.reason,
        f"to {one.until}" if one.until else "",
        f"bytes removed {one.removed:%Y-%m-%d}" if one.removed else "",
        f"lifted {one.lifted:%Y-%m-%d}: {one.lifted_reason}" if one.lifted else "",
    ]
    return harmless("; ".join(filter(None, parts)))


def say_withdrawn(article: str, found: Sequence[Withdrawal], *, as_json: bool) -> None:
    """In place of an article that may not be shown."""
    held = [one for one in found if one.holds] or list(found)
    if as_json:
        told = {"id": held[0].article, "portal": held[0].portal, "withdrawn": [record(one) for one in held]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in held:
        typer.echo(f"{harmless(article)}: withdrawn: {in_words(one)}", err=True)


def print_list(found: Sequence[Withdrawal]) -> None:
    table = Table(box=None, header_style="dim")
    for heading in ("", "article", "withdrawn"):
        table.add_column(heading, no_wrap=heading != "withdrawn")
    for one in found:
        words = Text(in_words(one))
        table.add_row(str(one.id), Text(harmless(one.article)), words, style="" if one.holds else "dim")
    out(wide=True).print(table)
