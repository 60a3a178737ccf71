"""A damaged file of ours → the whole exchanges in it, before and behind each damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from storage.warc.errors import TornError, WarcError
from storage.warc.members import walk, whole_member_after
from storage.warc.names import existing
from storage.warc.reader import exchanges
from storage.warc.record import parse
from storage.warc.stored import Stored


def salvaged(path: Path, damaged: Callable[[str], None]) -> Iterator[Stored]:
    """Every whole exchange. `damaged` is told, in words that name the file, of what lies between."""
    start: int | None = 0
    while start is not None:
        try:
            yield from exchanges(path, start)
            return
        except WarcError as error:
            damaged(str(error))
            begin = error.__cause__.offset if isinstance(error.__cause__, TornError) else start
            start = _next_group(path, max(begin, start))
        except OSError as error:
            damaged(f"{path}: {error.strerror}")
            return


def _next_group(path: Path, offset: int) -> int | None:
    """Where the next exchange begins behind a damage that begins at `offset`."""
    with existing(path).open("rb") as file:
        place = whole_member_after(file, offset)
        while place is not None:
            try:
                member = next(walk(file, place), None)
                if member is None or parse(member.data).type == "metadata":
                    return place if member else None
            except WarcError:
                pass
            place = whole_member_after(file, place)
    return None
