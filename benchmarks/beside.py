"""The folder of real pages beside the checkout → documents with their truth, and the measures that lie there.

Neither the pages nor the measures are part of the project. The folder is `../shared`, or what
NEWSARCHIVE_SHARED names; the measures are imported from its `bench`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SEED = "seed"
Truth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doc:
    """One real page: its bytes, its address, and what is known to be right."""

    corpus: str
    id: str
    url: str
    html: bytes
    truth: Truth = field(default_factory=dict)
    fetched_at: str | None = None

    @property
    def site(self) -> str:
        """The host less what is often put before it; without an address, the document itself."""
        host = self.url.partition("//")[2].partition("/")[0].lower().removeprefix("www.")
        return host or self.id


@dataclass(frozen=True, slots=True)
class Beside:
    """The shared folder, opened. `score`, `corpora` and the rest are modules of its bench."""

    folder: Path
    corpora: Any
    score: Any
    goals: Any
    fields_of_peers: dict[str, set[str]]

    @property
    def names(self) -> tuple[str, ...]:
        return (SEED, *self.corpora.CORPORA)

    def documents(self, corpus: str) -> list[Doc]:
        """All documents in an order by hash, so that the first so many are a sample."""
        if corpus == SEED:
            return list(_seed(self.folder / SEED))
        return [Doc(corpus, one.id, one.url, one.html, one.truth) for one in self.corpora.load(corpus)]


def shared_folder(given: Path | None = None) -> Path:
    return given or Path(os.environ.get("NEWSARCHIVE_SHARED", ROOT.parent / "shared"))


def open_beside(folder: Path) -> Beside:
    """Raises FileNotFoundError where there are no real pages."""
    bench = folder / "bench"
    if not (bench / "score.py").exists():
        raise FileNotFoundError(f"no bench in {folder}; name the folder with --shared or NEWSARCHIVE_SHARED")
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.append(str(bench))
    try:
        corpora, score, goals = (import_module(name) for name in ("corpora", "score", "goals"))
        fields: dict[str, set[str]] = import_module("extractors").FIELDS
    finally:
        sys.path.remove(str(bench))
        sys.dont_write_bytecode = written
    return Beside(folder, corpora, score, goals, fields)


def _seed(folder: Path) -> list[Doc]:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return [
        Doc(SEED, name, expected["url"], (folder / name).read_bytes(), expected, expected["fetched_at"])
        for name in ("page.html", "article.txt")
    ]
