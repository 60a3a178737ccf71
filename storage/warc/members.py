"""Gzip members: bytes of a record ↔ one member of the file, and where each begins and ends.

One member a record, so that any record can be read by its offset alone. A member counts as whole only if
its deflate stream ended and its CRC and length were right; nothing here believes a length it was told.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.stream_io import GzipWriter

from storage.warc.errors import TornError

LEVEL = 6
MAGIC = b"\x1f\x8b\x08"
_GZIP = 31
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One whole member: where it stands, how many bytes of the file it takes, what it holds."""

    offset: int
    length: int
    data: bytes


def pack(data: bytes) -> bytes:
    """`data` as one gzip member. FastWARC's deflate is half as fast again as zlib's at the same ratio."""
    out = io.BytesIO()
    writer = GzipWriter(out, LEVEL)
    writer.write(data)
    writer.finish()
    return out.getvalue()


def walk(file: BinaryIO, start: int = 0) -> Iterator[Member]:
    """Every member from `start` to the exact end of the file. TornError where none begins or one is cut."""
    file.seek(start)
    offset, rest = start, b""
    while True:
        rest = rest or file.read(_PIECE)
        if not rest:
            return
        data, length, rest = _member(file, offset, rest)
        yield Member(offset, length, data)
        offset += length


def _member(file: BinaryIO, offset: int, first: bytes) -> tuple[bytes, int, bytes]:
    """Inflate the member that begins with `first`: its data, its length, and what was read beyond it."""
    inflate = zlib.decompressobj(_GZIP)
    parts: list[bytes] = []
    fed, piece = 0, first
    while True:
        try:
            parts.append(inflate.decompress(piece))
        except zlib.error as error:
            raise TornError(offset, f"no whole gzip member ({error})") from error
        fed += len(piece)
        if inflate.eof:
            return b"".join(parts), fed - len(inflate.unused_data), inflate.unused_data
        piece = file.read(_PIECE)
        if not piece:
            raise TornError(offset, "the file ends inside a gzip member")


def whole_member_after(file: BinaryIO, offset: int) -> int | None:
    """Where a whole member holding a WARC record begins beyond `offset`, if one does anywhere."""
    file.seek(offset)
    tail = file.read()
    place = tail.find(MAGIC, 1)
    while place >= 0:
        inflate = zlib.decompressobj(_GZIP)
        try:
            if inflate.decompress(tail[place:]).startswith(b"WARC/") and inflate.eof:
                return offset + place
        except zlib.error:
            pass
        place = tail.find(MAGIC, place + 1)
    return None
