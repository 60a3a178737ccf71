"""A story on several pages: each is an exchange, and the note of the last says where the earlier ones lie."""

from __future__ import annotations

from typing import cast

from storage.records import Exchange

PARTS = "parts"
"""The note's key on the exchange that ends a story of several pages: the places of the others, in order."""

Place = tuple[str, int]
"""A WARC file, by its final name below the root, and the offset of a record in it."""


def earlier_parts(exchange: Exchange) -> tuple[Place, ...]:
    """Where the pages lie on which the story began; none for nearly every exchange."""
    noted = cast("list[tuple[str, int]]", exchange.note.get(PARTS, ()))
    return tuple((str(warc), int(offset)) for warc, offset in noted)
