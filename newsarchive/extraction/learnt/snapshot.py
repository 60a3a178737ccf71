"""What was learnt of a portal ↔ its canonical text. Equal snapshots have equal texts and digests."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from typing import Any

from storage.records import Habit, Learnt, SeenLayout

_VERSION = 1


def text_of(learnt: Learnt) -> str:
    """One line of ASCII, so that it can stand in any header."""
    return json.dumps({"version": _VERSION, **_table(learnt)}, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=256)
def learnt_from(text: str) -> Learnt:
    """The snapshot that was written as this text; nothing learnt for a text of another make."""
    try:
        table: dict[str, Any] = json.loads(text)
        if table.pop("version") != _VERSION:
            return Learnt()
        return Learnt(
            blocks=frozenset(table["blocks"]),
            clocks=frozenset(table["clocks"]),
            order=table["order"],
            habits=tuple(Habit(**one) for one in table["habits"]),
            layouts=tuple(SeenLayout(**one) for one in table["layouts"]),
            stories=table["stories"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Learnt()


@lru_cache(maxsize=256)
def digest_of(learnt: Learnt) -> str:
    """Empty where nothing was learnt."""
    return "" if learnt == Learnt() else "sha256:" + sha256(text_of(learnt).encode()).hexdigest()


def _table(learnt: Learnt) -> dict[str, Any]:
    return {**asdict(learnt), "blocks": sorted(learnt.blocks), "clocks": sorted(learnt.clocks)}
