"""Extractions ↔ rows: one reading with its captions, names and problems, written and read in batches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select

from storage.records import (
    Byline,
    Caption,
    Evidence,
    Extraction,
    Moment,
    Person,
    Problem,
    Reader,
)
from storage.tables import captions, extractions, names, problems

PLAIN = ("url", "canonical_url", "kind", "title", "kicker", "lead", "dateline", "language", "extractor")


TOLD = tuple(name for name in Evidence.__slots__ if name != "field")
IDENTITY = ("version", "capture", *Reader.__slots__)
FORGET = (
    delete(extractions)
    .where(*(extractions.c[name] == bindparam(f"of_{name}") for name in IDENTITY))
    .returning(extractions.c.current)
)
INSERT = insert(extractions).returning(extractions.c.id)


def write(connection: Connection, values: dict[str, Any], extraction: Extraction) -> None:
    """Add the reading; `values` are the columns beside its fields. The same reading again replaces it,
    and stays the current one if it was."""
    counted = connection.scalar(FORGET, {f"of_{name}": values[name] for name in IDENTITY})
    row = {**values, **_row(extraction), "current": bool(values["current"] or counted)}
    number = connection.execute(INSERT, row).scalar_one()
    _add_all(connection, captions, [(number, _captions(extraction))])
    _add_all(connection, names, [(number, _names(extraction.byline))])
    _add_all(connection, problems, [(number, _problems(extraction))])


def write_new(connection: Connection, readings: Sequence[tuple[dict[str, Any], Extraction]]) -> None:
    """The same for the first readings of new versions, all at once."""
    connection.execute(extractions.insert(), [{**values, **_row(read)} for values, read in readings])
    mine = extractions.c.version.in_([values["version"] for values, _ in readings])
    rows = connection.execute(select(extractions.c.version, extractions.c.id).where(mine))
    numbers = {row.version: row.id for row in rows}
    told = [(numbers[values["version"]], read) for values, read in readings]
    _add_all(connection, captions, [(number, _captions(read)) for number, read in told])
    _add_all(connection, names, [(number, _names(read.byline)) for number, read in told])
    _add_all(connection, problems, [(number, _problems(read)) for number, read in told])


def load(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Extraction]:
    """The records of rows that hold all columns of `extractions`, by number."""
    numbers = [row._mapping[extractions.c.id] for row in rows]
    shown = _parts(connection, captions, numbers)
    named = _parts(connection, names, numbers)
    wrong = _parts(connection, problems, numbers)
    return {
        number: _extraction(row, shown[number], named[number], wrong[number])
        for number, row in zip(numbers, rows, strict=True)
    }


def reader_of(row: Row[Any]) -> Reader:
    return Reader(*(row._mapping[extractions.c[name]] for name in Reader.__slots__))


def _row(extraction: Extraction) -> dict[str, Any]:
    return {
        **{name: getattr(extraction, name) for name in PLAIN if name != "extractor"},
        **_moment("published", extraction.published),
        **_moment("modified", extraction.modified),
        "byline": extraction.byline.raw,
        "body": joined(extraction.body),
        "section": _lines(extraction.section),
        "tags": _lines(extraction.tags),
        "evidence": by_field(extraction.evidence),
    }


def joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs with an empty line between them and none within."""
    return "\n\n".join(re.sub(r"\n\s*\n", "\n", part).strip("\n") for part in paragraphs if part.strip())


def _lines(words: Iterable[str]) -> str:
    return "\n".join(" ".join(word.split("\n")) for word in words if word)


def _split(text: str, by: str) -> tuple[str, ...]:
    return tuple(text.split(by)) if text else ()


def by_field(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """Candidates grouped by field, as `v_evidence` shows them; `chosen` is the place of the one that won."""
    fields: dict[str, list[Evidence]] = defaultdict(list)
    for candidate in evidence:
        fields[candidate.field].append(candidate)
    found = []
    for field, candidates in fields.items():
        chosen = next((place for place, one in enumerate(candidates) if one.chosen), None)
        told = [{name: getattr(one, name) for name in TOLD} for one in candidates]
        found.append({"field": field, "chosen": chosen, "candidates": told})
    return found


def _moment(name: str, moment: Moment | None) -> dict[str, Any]:
    if moment is None:
        return dict.fromkeys(f"{name}_{part}" for part in ("at", "offset", "date", "precision", "confidence"))
    offset = moment.value.utcoffset() if moment.value else None
    return {
        f"{name}_at": moment.value if moment.precision == "minute" else None,
        f"{name}_offset": None if offset is None else int(offset.total_seconds()),
        f"{name}_date": moment.date,
        f"{name}_precision": moment.precision,
        f"{name}_confidence": moment.confidence,
    }


def _names(byline: Byline) -> list[dict[str, str]]:
    people = [{"kind": "person", **asdict(person)} for person in byline.people]
    others = [("agency", name) for name in byline.agencies] + [("source", name) for name in byline.sources]
    return people + [{"kind": kind, "name": name, "printed": name, "role": ""} for kind, name in others]


def _captions(extraction: Extraction) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in Caption.__slots__} for one in extraction.captions]


def _problems(extraction: Extraction) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in Problem.__slots__} for one in extraction.problems]


def _add_all(
    connection: Connection, table: Table[Any], parts: Iterable[tuple[int, Sequence[dict[str, Any]]]]
) -> None:
    rows = [
        {"extraction": number, "position": place, **part}
        for number, those in parts
        for place, part in enumerate(those, 1)
    ]
    if rows:
        connection.execute(table.insert(), rows)


def _parts(connection: Connection, table: Table[Any], numbers: list[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    query = select(table).where(table.c.extraction.in_(numbers))
    for row in connection.execute(query.order_by(table.c.extraction, table.c.position)):
        found[row.extraction].append(row)
    return found


def _extraction(
    row: Row[Any], shown: list[Row[Any]], named: list[Row[Any]], wrong: list[Row[Any]]
) -> Extraction:
    values = {column.name: row._mapping[column] for column in extractions.c}
    return Extraction(
        **{name: values[name] for name in PLAIN},
        published=_read_moment(values, "published"),
        modified=_read_moment(values, "modified"),
        byline=_byline(values["byline"], named),
        body=_split(values["body"], "\n\n"),
        captions=tuple(Caption(one.text, one.credit, one.image_url) for one in shown),
        section=_split(values["section"], "\n"),
        tags=_split(values["tags"], "\n"),
        evidence=tuple(
            Evidence(field=group["field"], **candidate)
            for group in values["evidence"]
            for candidate in group["candidates"]
        ),
        problems=tuple(Problem(one.code, one.field, one.detail) for one in wrong),
    )


def _read_moment(values: dict[str, Any], name: str) -> Moment | None:
    if values[f"{name}_date"] is None:
        return None
    at: datetime | None = values[f"{name}_at"]
    if at is not None:
        at = at.astimezone(timezone(timedelta(seconds=values[f"{name}_offset"] or 0)))
    return Moment(at, values[f"{name}_date"], values[f"{name}_precision"], values[f"{name}_confidence"])


def _byline(raw: str, named: list[Row[Any]]) -> Byline:
    return Byline(
        raw,
        tuple(Person(one.name, one.printed, one.role) for one in named if one.kind == "person"),
        tuple(one.name for one in named if one.kind == "agency"),
        tuple(one.name for one in named if one.kind == "source"),
    )
