"""A record that must go → another of exactly its length, in its place, that says so.

The member that takes the place is plain gzip with one WARC record in it: type metadata, the id of the record
it stands for, a field that names the withdrawal. It is filled up with blanks in stored blocks, for these have
the length they have; a rest of a few bytes goes into the comment of the gzip header. So every other
offset holds, indexes stay right, and a reader that knows nothing of us passes over it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.warc.errors import WarcError
from storage.warc.record import Record

FIELD = "Newsarchive-Withdrawal"
MOVED = "Newsarchive-Moved-To"
_BLOCK = 65_535
_COMMENT = 0x10
_TRAILER = 8


class TooShortError(WarcError):
    """A member that is too short for any tombstone."""


@dataclass(frozen=True, slots=True)
class Grave:
    """Where a record lies that is to go, its id and type, and where it stands from now on, if anywhere."""

    offset: int
    length: int
    id: str
    was: str
    moved: str = ""


def is_tombstone(record: Record) -> bool:
    return record.get(FIELD) is not None


def moved_to(record: Record) -> tuple[str, int] | None:
    """Where the record stands now that a tombstone took the place of."""
    warc, _, offset = (record.get(MOVED) or "").rpartition("@")
    return (warc, int(offset)) if warc and offset.isdigit() else None


def tombstone(grave: Grave, withdrawal: int, at: datetime, reason: str) -> bytes:
    """The member for a grave; the same for the same arguments. TooShortError where none fits.

    What does not fit is left out: the reason first, then what was there.
    """
    where = " (moved)" if grave.moved else ""
    full = f"A {grave.was} record was removed{where} by withdrawal {withdrawal}: {reason}\n"
    short = f"A {grave.was} record was removed{where}.\n"
    for words in (full, short, ""):
        member = _fitted(grave, withdrawal, at, words.encode("utf-8", "replace"))
        if member is not None:
            return member
    raise TooShortError(
        f"a {grave.was} record of {grave.length} bytes at {grave.offset} has no room for a tombstone"
    )


def _fitted(grave: Grave, withdrawal: int, at: datetime, words: bytes) -> bytes | None:
    filling = _filling(grave, withdrawal, at, words)
    if filling is not None:
        record = _record(grave, withdrawal, at, words + b" " * filling)
        return _member(_stored(record), record, grave.length)
    record = _record(grave, withdrawal, at, words)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(record) + deflate.flush()
    return _member(body, record, grave.length) if _size(len(body)) <= grave.length else None


def _filling(grave: Grave, withdrawal: int, at: datetime, words: bytes) -> int | None:
    """How many blanks fill a stored record up to the grave's length, or a few bytes less."""

    def size(blanks: int) -> int:
        length = len(_record(grave, withdrawal, at, b"")) + len(words) + blanks
        length += len(str(len(words) + blanks)) - 1
        return _size(length + 5 * -(-length // _BLOCK))

    blanks = grave.length - size(0)
    while blanks >= 0 and size(blanks) > grave.length:
        blanks -= size(blanks) - grave.length
    return blanks if blanks >= 0 else None


def _size(body: int) -> int:
    return 10 + body + _TRAILER


def _record(grave: Grave, withdrawal: int, at: datetime, block: bytes) -> bytes:
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", grave.id),
        ("WARC-Date", at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        (FIELD, str(withdrawal)),
        *([(MOVED, grave.moved)] if grave.moved else []),
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(block))),
    ]
    return Record(tuple(fields), block).to_bytes()


def _stored(data: bytes) -> bytes:
    """Deflate's stored blocks."""
    pieces = [data[start : start + _BLOCK] for start in range(0, len(data), _BLOCK)]
    return b"".join(
        struct.pack("<BHH", place == len(pieces), len(piece), len(piece) ^ 0xFFFF) + piece
        for place, piece in enumerate(pieces, 1)
    )


def _member(body: bytes, data: bytes, length: int) -> bytes:
    rest = length - _size(len(body))
    comment = b" " * (rest - 1) + b"\0" if rest else b""
    head = struct.pack("<3sBIBB", b"\x1f\x8b\x08", _COMMENT if rest else 0, 0, 0, 0xFF)
    return head + comment + body + struct.pack("<II", zlib.crc32(data), len(data))
