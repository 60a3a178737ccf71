"""A file that another program wrote → its plain bytes in pieces; what is damaged is told, and passed over.

Gzip with one member a record or one for all, zstd with or without a dictionary of its own, or nothing at
all. A small member is handed out whole or, if its checksum is wrong, not at all. Memory stays flat.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import zstandard

PIECE = 256 * 1024
HELD = 16 * 1024 * 1024
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
_MEMBER = b"\x1f\x8b\x08"
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_DICTIONARY = 0x184D2A5D
_BEGINS = (b"WARC/", b"http", b"filed")
_WINDOW = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain bytes. `offset` is where the file has the first of them, or the member that they are out of."""

    data: bytes
    offset: int
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Damage:
    """Something at `offset` of the file that could not be read."""

    offset: int
    what: str


def pieces(file: BinaryIO) -> Iterator[Piece | Damage]:
    """All that can be had of the file, which must be seekable and stand at its beginning."""
    first = file.read(4)
    file.seek(0)
    if first.startswith(GZIP):
        yield from _gzip(file)
    elif first == ZSTD or int.from_bytes(first, "little") in _SKIPPABLE:
        yield from _zstd(file)
    else:
        offset = 0
        while data := file.read(PIECE):
            yield Piece(data, offset)
            offset += len(data)


def _gzip(file: BinaryIO) -> Iterator[Piece | Damage]:
    offset: int | None = 0
    while offset is not None:
        file.seek(offset)
        member = _Member(file, offset)
        yield from member.pieces()
        if member.end is not None:
            offset = member.end
            file.seek(offset)
            if not file.read(1):
                return
        else:
            offset = _next_member(file, offset + 1)


class _Member:
    """One gzip member. `end` is where it ended well; None while it has not."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.file, self.offset = file, offset
        self.end: int | None = None

    def pieces(self) -> Iterator[Piece | Damage]:
        held: list[bytes] | None = []
        size = 0
        try:
            for data in self._inflate():
                if held is None:
                    yield Piece(data, self.offset, packed=True)
                    continue
                held.append(data)
                size += len(data)
                if size > HELD:
                    yield Piece(b"".join(held), self.offset, packed=True)
                    held = None
        except (zlib.error, EOFError) as error:
            plain = b"".join(held or ())
            checked = "check" not in str(error)
            # What one member holds of many records is good up to the damage; a lone record is not.
            if plain and checked and (isinstance(error, EOFError) or b"\nWARC/" in plain):
                yield Piece(plain, self.offset, packed=True)
            if not _padding(self.file, self.offset):
                yield Damage(self.offset, f"no whole gzip member ({error})")
            return
        if held:
            yield Piece(b"".join(held), self.offset, packed=True)

    def _inflate(self) -> Iterator[bytes]:
        inflate = zlib.decompressobj(31)
        fed = 0
        while not inflate.eof:
            piece = self.file.read(PIECE)
            if not piece:
                raise EOFError("the file ends inside it")
            fed += len(piece)
            while piece and not inflate.eof:
                data = inflate.decompress(piece, PIECE * 4)
                piece = inflate.unconsumed_tail
                if data:
                    yield data
        self.end = self.offset + fed - len(inflate.unused_data)


def _padding(file: BinaryIO, offset: int) -> bool:
    """Whether nothing but zeros follows, as tapes and some tools leave them."""
    file.seek(offset)
    return not file.read(PIECE).strip(b"\0")


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Where the next member begins that holds the start of a record."""
    base, window = start, b""
    file.seek(start)
    while data := file.read(PIECE):
        window += data
        place = window.find(_MEMBER)
        while place >= 0:
            if _holds_a_record(window[place : place + 4096]) and place + 4096 <= len(window):
                return base + place
            if place + 4096 > len(window):
                break
            place = window.find(_MEMBER, place + 1)
        cut = place if place >= 0 else max(0, len(window) - 2)
        base, window = base + cut, window[cut:]
    place = window.find(_MEMBER)
    while place >= 0:
        if _holds_a_record(window[place:]):
            return base + place
        place = window.find(_MEMBER, place + 1)
    return None


def _holds_a_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(packed, 16).startswith(_BEGINS)
    except zlib.error:
        return False


def _zstd(file: BinaryIO) -> Iterator[Piece | Damage]:
    try:
        dictionary = _dictionary(file)
        unpack = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_WINDOW)
        with unpack.stream_reader(file, read_across_frames=True, closefd=False) as reader:
            while data := reader.read(PIECE):
                yield Piece(data, 0, packed=True)
    except zstandard.ZstdError as error:
        yield Damage(file.tell(), f"zstd: {error}")


def _dictionary(file: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """What the frame in front of a .warc.zst holds, if there is one."""
    head = file.read(8)
    if int.from_bytes(head[:4], "little") != _DICTIONARY:
        file.seek(0)
        return None
    data = file.read(min(int.from_bytes(head[4:], "little"), HELD))
    if data.startswith(ZSTD):
        data = zstandard.ZstdDecompressor().decompress(data, max_output_size=HELD)
    return zstandard.ZstdCompressionDict(data)
