"""Where a version's values come from → lines that are read from the value down to the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from newsarchive.cli.terminal import hanging, harmless, indented

MARGIN = 2
MOST = 100


def print_provenance(console: Console, way: dict[str, Any]) -> None:
    """As `export.provenance.provenance` tells it."""
    console.print(Text(harmless(way["version"]), style="dim"))
    for one in way["fields"]:
        hanging(console, Text.assemble((one["field"], "bold"), "  ", harmless(_cut(one["value"]))), MARGIN)
        place = " · ".join(filter(None, (one["rule"], one["where"], f"{one['confidence']:.2f}")))
        indented(console, Text(harmless(place), style="dim"), MARGIN)
    _block(console, "read by", _reading(way["extraction"]))
    for number, capture in enumerate(way["captures"], 1):
        several = f", page {number} of {len(way['captures'])}" if len(way["captures"]) > 1 else ""
        _block(console, f"captured{several}", _capture(capture))
    _block(console, "run", _run(way["run"]))
    for earlier in way["earlier_readings"]:
        _block(console, "read before by", [*_reading(earlier), *_differences(earlier["differs"])])


def _block(console: Console, heading: str, lines: Iterator[str] | list[str]) -> None:
    console.print(Text(heading, style="bold"))
    for line in lines:
        indented(console, Text(harmless(line)), MARGIN)


def _reading(one: dict[str, Any]) -> list[str]:
    return [one["extractor"], f"profile {one['profile']}", f"learnt {one['learnt'] or 'nothing'}"]


def _capture(one: dict[str, Any]) -> Iterator[str]:
    yield one["url"]
    if one["asked"] != one["url"]:
        yield f"asked for as {one['asked']}"
    yield f"{one['fetched_at']} · HTTP {one['status']}{' · revisit' if one['revisit'] else ''}"
    yield one["digest"]
    yield one["warc"]
    if imported := one["imported"]:
        told = (f"{name} {value}" for name, value in imported.items() if value and name != "head")
        yield f"imported: {', '.join(told)}"
    records = one["records"]
    if records is None:
        yield f"answer at {one['offset']}, {one['length']} bytes; the WARC file gives no more"
        return
    for kind, place in records.items():
        yield f"{kind} at {place['offset']}, {place['length']} bytes, {place['id']}"


def _run(one: dict[str, Any]) -> Iterator[str]:
    yield one["id"]
    if one["command"] is None:
        yield "not on record"
        return
    yield f"{one['command']} · started {one['started']}"
    yield one["software"] or "software not on record; the WARC file's first record names it"


def _differences(fields: dict[str, Any]) -> Iterator[str]:
    for name, both in fields.items():
        yield f"{name}: said {_cut(_told(both['said']))}; now {_cut(_told(both['says']))}"
    if not fields:
        yield "said the same"


def _told(value: object) -> str:
    return value if isinstance(value, str) else "nothing" if value in (None, [], {}) else repr(value)


def _cut(text: str) -> str:
    return text if len(text) <= MOST else text[: MOST - 1] + "…"
