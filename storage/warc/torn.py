"""A torn tail, set aside when a run was cut off → what can still be read of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from storage.warc.names import TORN

MEMBER = b"\x1f\x8b\x08"


def torn_files(folder: Path) -> list[Path]:
    """Those of one portal."""
    return sorted(folder.glob(f"*/*{TORN}"))


def readable(path: Path) -> bytes:
    """The beginnings of all gzip members in it, one after the other, as far as each is whole."""
    data = path.read_bytes()
    return b"\n".join(_members(data))


def _members(data: bytes) -> Iterator[bytes]:
    at = data.find(MEMBER)
    while at >= 0:
        yield b"".join(_pieces(data, at))
        at = data.find(MEMBER, at + 1)


def _pieces(data: bytes, at: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(31)
    # Small ones: what stands before the damage is had all the same.
    for start in range(at, len(data), 256):
        try:
            yield stream.decompress(data[start : start + 256])
        except zlib.error:
            return
        if stream.eof:
            return
