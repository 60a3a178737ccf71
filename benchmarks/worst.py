"""Scored documents → the worst of each corpus and field, what was said of them and what is true.

The words are publishers': the report is for the screen or a file outside the project, never for a commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from beside import ROOT, Doc
from figures import LESS_IS_BETTER, Scored, in_order
from readings import Reading, plain

_SHORT = 160
_MOST_LINES = 8
# Columns that say the same of a document as another one does.
_SAID_ELSEWHERE = frozenset(
    (
        "title~",
        "date wrong",
        "date false and sure",
        "captions~ F1",
        "body exact",
        "body ROUGE-L",
        "authors F1",
    )
)
_FIELDS = {"title": "title", "date": "published", "authors": "byline", "captions": "captions"}


def report(corpus: str, scored: Scored, most: int) -> Iterator[str]:
    columns = in_order(list({column for values in scored.values.values() for column in values}))
    for column in columns:
        if column in _SAID_ELSEWHERE:
            continue
        less = column in LESS_IS_BETTER
        found = [
            (scored.values[doc.id][column], doc) for doc in scored.docs if column in scored.values[doc.id]
        ]
        bad = sorted((one for one in found if one[0] != (0.0 if less else 1.0)), key=lambda one: one[0])
        bad = bad[::-1] if less else bad
        if not bad:
            continue
        yield f"\n== {corpus} · {column}: {len(bad)} of {len(found)} not right =="
        for value, doc in bad[:most]:
            yield f"\n{value:.3f}  {doc.id}" + (f"  {doc.url}" if doc.url != doc.id else "")
            yield from _both(column, doc, scored.readings.get(doc.id, {}))


def may_hold(file: Path) -> bool:
    """Whether a report may be written there: not inside the project."""
    return not file.resolve().is_relative_to(ROOT)


def _both(column: str, doc: Doc, reading: Reading) -> Iterator[str]:
    if "refused" in reading:
        yield f"    refused as {reading['refused']}: {reading.get('detail', '')}"
        return
    said = plain(reading)
    if column == "segments F1":
        text = " ".join(said["body"].split())
        for name, wanted in (("with", True), ("without", False)):
            for part in doc.truth[name]:
                if (" ".join(part.split()) in text) is not wanted:
                    yield f"    {'missing' if wanted else 'false'}: {_shown(part)}"
        return
    if column.startswith("body") and "body" in doc.truth:
        yield from _changes(_lines(doc.truth["body"]), said["body"].split("\n"))
        return
    key = _key_of(column)
    yield f"    truth {_shown(doc.truth.get(key))}"
    yield f"    said  {_shown(said['body'] if key == 'starts' else said.get(key, reading.get(key)))}"
    field = _FIELDS.get(key)
    for one in reading.get("evidence", []):
        if one["field"] == field and one["chosen"]:
            yield f"    by {one['rule']}, {one['confidence']:.2f}, at {one['where']}"
            break


def _key_of(column: str) -> str:
    first = column.split()[0].rstrip("~")
    known = {"minute": "date", "byline": "authors", "lead": "body"}
    return "starts" if column == "body start" else known.get(first, first)


def _lines(body: str | list[str]) -> list[str]:
    return body if isinstance(body, list) else body.split("\n")


def _changes(truth: list[str], said: list[str]) -> Iterator[str]:
    """Lines that are missing (-) and lines that are too many (+)."""
    changes = [
        line
        for line in unified_diff([one for one in truth if one.strip()], said, n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    for line in changes[:_MOST_LINES]:
        yield f"    {line[:1]} {line[1:_SHORT].strip()}"
    if len(changes) > _MOST_LINES:
        yield f"    … {len(changes) - _MOST_LINES} lines more"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[:_SHORT] + "…"
