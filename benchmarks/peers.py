"""A result of the bench's own run → the best peer in each corpus and field, of those that claim the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beside import Beside

# The peers' figures as they were last measured, so that a table can be drawn without running them.
FILE = Path(__file__).with_name("peers.json")
_OURS = "newsarchive"
_FOUND_BESIDE = {"date wrong": "date", "captions in body": "body F1"}
# Golden files: what the library answered is held to be true, so it is no rival there.
_ITS_OWN_TRUTH = {"readability": "readability_js", "newspaper4k": "newspaper4k", "goose3": "goose3"}
_FIELD_OF = {"title": "title", "title~": "title", "date": "date", "authors F1": "authors",
             "byline exact": "authors", "captions F1": "captions", "captions~ F1": "captions"}  # fmt: skip

Peers = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Best:
    name: str
    value: float


def load(file: Path) -> Peers:
    """Corpus → peer → column; what each document got is left out."""
    told: Mapping[str, Mapping[str, Any]] = json.loads(file.read_text("utf-8"))
    return {
        corpus: {
            name: {column: round(value, 4) for column, value in columns.items() if column != "errors"}
            for name, columns in sorted(found.items())
            if name not in (_OURS, "_details")
        }
        for corpus, found in told.items()
    }


def keep(peers: Peers, file: Path = FILE) -> None:
    file.write_text(json.dumps(peers, indent=1) + "\n", "utf-8")


def best(peers: Peers, beside: Beside, corpus: str, column: str) -> Best | None:
    """Of mistakes those of the peer that finds most: one that seldom answers is seldom wrong."""
    sought = _FOUND_BESIDE.get(column, column)
    field = _FIELD_OF.get(sought, "body")
    found = [
        (columns[sought], name, columns)
        for name, columns in peers.get(corpus, {}).items()
        if sought in columns
        and field in beside.fields_of_peers.get(name, ())
        and name != _ITS_OWN_TRUTH.get(corpus)
    ]
    if not found:
        return None
    _, name, columns = max(found, key=lambda one: one[0])
    return Best(name, columns[column]) if column in columns else None
