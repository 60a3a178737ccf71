"""Documents → what newsarchive says of each, without a profile: as the JSON object of `extract --jsonl`."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any

from beside import Doc

from newsarchive.manypages import answers

Reading = dict[str, Any]


def read_all(docs: Sequence[Doc]) -> dict[str, Reading]:
    """Every document's reading by its id, on all processors, the way users get it."""
    return {one["id"]: one for one in map(json.loads, answers(_lines(docs)))}


def _lines(docs: Iterable[Doc]) -> Iterable[bytes]:
    for doc in docs:
        told = {"id": doc.id, "url": doc.url, "html_b64": base64.b64encode(doc.html).decode()}
        if doc.fetched_at:
            told["fetched_at"] = doc.fetched_at
        yield json.dumps(told).encode()


def plain(reading: Reading) -> Reading:
    """The five fields that all extractors are compared in; a refusal answers none."""
    published, byline = reading.get("published") or {}, reading.get("byline") or {}
    people = [one["name"] for one in byline.get("people", [])]
    return {
        "title": reading.get("title"),
        "date": published.get("value") or published.get("date"),
        "authors": people or byline.get("agencies", []),
        "body": "\n".join(reading.get("body") or []),
        "captions": [one["text"] for one in reading.get("captions") or []],
    }
