"""Where a page of results ended ↔ an opaque text that a later request brings back.

It holds what the order of the first page depended on, so that articles which arrive in between neither
repeat a hit nor push one over the edge of a page.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Literal

from storage.search.query import Query
from storage.search.results import CursorError

Order = Literal["relevance", "date", "seen"]
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """`number` and `score` are the last hit's, `seen` its first sight; `arrived` is the newest text that
    the first page knew, `rarity` that of its terms then."""

    query: str
    order: Order
    number: int
    score: float | None = None
    seen: str | None = None
    arrived: int = 0
    rarity: tuple[float, ...] = ()


def digest(query: Query) -> str:
    return blake2b(repr(query).encode("utf-8", "replace"), digest_size=6).hexdigest()


def written(cursor: Cursor) -> str:
    told = {name: value for name, value in asdict(cursor).items() if value is not None}
    return urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str, query: Query) -> Cursor:
    """Raises CursorError."""
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        told = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        cursor = _checked(told)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CursorError("this is no cursor of a search; begin again at the first page") from error
    if cursor.query != digest(query):
        raise CursorError("this cursor belongs to another search; begin again at the first page")
    return cursor


def _checked(told: dict[str, Any]) -> Cursor:
    order = told["order"]
    if order not in ("relevance", "date", "seen"):
        raise ValueError(order)
    number, arrived = told["number"], told.get("arrived", 0)
    if not all(isinstance(value, int) and abs(value) < 1 << 62 for value in (number, arrived)):
        raise ValueError("number")
    score, seen = told.get("score"), told.get("seen")
    rarity = tuple(float(value) for value in told.get("rarity", ()))
    return Cursor(
        str(told["query"]),
        order,
        number,
        None if score is None else float(score),
        None if seen is None else str(seen),
        arrived,
        rarity,
    )
