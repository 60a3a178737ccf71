"""WARC and ARC files of other crawlers → their records, as leniently as nothing gets lost or made up.

Read: WARC/0.17 to 1.1 in any capitals, ARC/1, records packed in any way (`storage.warc.plain`), line ends of
either kind. A record that is cut, that is shorter or longer than it says, or that its own digest denies, is
told as a Damage, and reading goes on with the next.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from storage.warc.plain import Damage, pieces

MOST = 32 * 1024 * 1024
"""A longer block is passed over, unread."""
_HEAD = 256 * 1024
_WARC = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n", re.IGNORECASE)
_NEXT = re.compile(rb"\nWARC/\d+\.\d+[ \t]*\r?\n", re.IGNORECASE)
_ARC = re.compile(
    rb"([a-z][a-z0-9+.-]*:\S*) (\S+) (\d{14}) (\S+) (?:\S+ \S+ \S+ \d+ \S+ )?(\d{1,15})\r?\n", re.IGNORECASE
)
_END = re.compile(rb"\r?\n\r?\n")
_ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Foreign:
    """One record. `fields` by their names in small letters; `block` is None where it is too long to read.

    `offset` is that of the record in the file, or of the compressed member that it begins in.
    """

    kind: str
    fields: dict[str, str]
    block: bytes | None
    offset: int

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def url(self) -> str:
        """The target, without the brackets that wget puts around it."""
        return self.get("warc-target-uri").strip().removeprefix("<").removesuffix(">")

    @property
    def date(self) -> datetime | None:
        return moment(self.get("warc-date"))


def moment(text: str) -> datetime | None:
    """A WARC-Date, or the fourteen digits of ARC; None for what is neither."""
    try:
        if re.fullmatch(r"\d{14}", text):
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.strip()))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def records(file: BinaryIO) -> Iterator[Foreign | Damage]:
    """Every record of the file in its order, and what could not be read."""
    return _Reader(file).records()


class _Reader:
    def __init__(self, file: BinaryIO) -> None:
        self._pieces = pieces(file)
        self._buffer = bytearray()
        self._at = 0  # how many plain bytes were passed before the buffer's first
        self._marks: deque[tuple[int, int, bool]] = deque()
        self._damage: Damage | None = None
        self._ended = False

    def records(self) -> Iterator[Foreign | Damage]:
        while True:
            self._skip_blank()
            if not self._buffer:
                if self._damage:
                    yield self._damage
                    self._damage = None
                    continue
                return
            if self._have(16) and not _WARC.match(self._line()) and not _ARC.match(self._line()):
                yield Damage(self._offset(), "bytes that belong to no record")
                self._seek()
                continue
            found = self._record()
            if found is not None:
                yield found

    def _record(self) -> Foreign | Damage | None:
        offset = self._offset()
        arc = _ARC.match(self._line())
        if arc:
            kind = "filedesc" if arc[1].lower().startswith(b"filedesc:") else "response"
            fields = {
                "warc-target-uri": arc[1].decode("utf-8", "replace"),
                "warc-date": arc[3].decode(),
                "warc-ip-address": arc[2].decode("latin-1"),
            }
            return self._with_block(offset, kind, fields, arc.end(), int(arc[5]))
        end = self._end_of_head()
        if end is None:
            return self._lost(offset, "the head of a record has no end")
        fields = _fields(bytes(self._buffer[:end]))
        length = fields.get("content-length", "")
        if not re.fullmatch(r"\d{1,15}", length):
            return self._lost(offset, "a record does not say its length")
        return self._with_block(offset, fields.get("warc-type", "").lower(), fields, end, int(length))

    def _with_block(
        self, offset: int, kind: str, fields: dict[str, str], start: int, length: int
    ) -> Foreign | Damage:
        if length > MOST:
            self._drop(start)
            return Foreign(kind, fields, None, offset) if self._pass(length) else self._cut(offset)
        if not self._have(start + length):
            found = _NEXT.search(self._buffer, start)
            if found:
                self._drop(found.start() + 1)
                return Damage(offset, "a record is shorter than it says")
            return self._cut(offset)
        if not self._ends_at(start + length):
            found = _NEXT.search(self._buffer, start)
            if found:
                self._drop(found.start() + 1)
            else:
                self._drop(start + length)
                self._seek()
            return Damage(offset, "a record is not as long as it says")
        block = bytes(self._buffer[start : start + length])
        self._drop(start + length)
        if not _agrees(fields.get("warc-block-digest", ""), block):
            return Damage(offset, "a record is not what its own digest says")
        return Foreign(kind, fields, block, offset)

    def _cut(self, offset: int) -> Damage:
        """The bytes end within a record: with the file, or at a damage that is named then."""
        self._drop(len(self._buffer))
        damage, self._damage = self._damage, None
        return Damage(
            offset, f"a record is cut: {damage.what}" if damage else "the file ends within a record"
        )

    def _lost(self, offset: int, what: str) -> Damage:
        if self._damage or self._ended:
            return self._cut(offset)
        self._drop(1)
        self._seek()
        return Damage(offset, what)

    def _ends_at(self, place: int) -> bool:
        """Whether the bytes at `place` are the end of a record: line ends, then another or nothing."""
        while True:
            rest = bytes(self._buffer[place : place + 4096])
            bare = rest.lstrip(b"\r\n\0 ")
            if len(bare) >= 256 or not self._fill():
                return not bare or bool(_WARC.match(bare) or _ARC.match(bare)) or bare[:5].upper() == b"WARC/"

    def _line(self) -> bytes:
        while b"\n" not in self._buffer[:_HEAD] and len(self._buffer) < _HEAD and self._fill():
            pass
        end = self._buffer.find(b"\n", 0, _HEAD)
        return bytes(self._buffer[: end + 1]) if end >= 0 else bytes(self._buffer[:_HEAD])

    def _end_of_head(self) -> int | None:
        while True:
            found = _END.search(self._buffer, 0, _HEAD)
            if found:
                return found.end()
            if len(self._buffer) >= _HEAD or not self._fill():
                return None

    def _skip_blank(self) -> None:
        while True:
            bare = len(self._buffer) - len(self._buffer.lstrip(b"\r\n\0 "))
            if bare:
                self._drop(bare)
            if self._buffer or not self._fill():
                return

    def _seek(self) -> None:
        """To the next line that begins a record; to the end of the stretch where there is none."""
        while True:
            found = _NEXT.search(self._buffer)
            if found:
                self._drop(found.start() + 1)
                return
            self._drop(max(0, len(self._buffer) - 64))
            if not self._fill():
                self._drop(len(self._buffer))
                return

    def _pass(self, length: int) -> bool:
        while length:
            if not self._buffer and not self._fill():
                return False
            step = min(length, len(self._buffer))
            self._drop(step)
            length -= step
        return True

    def _have(self, size: int) -> bool:
        while len(self._buffer) < size:
            if not self._fill():
                return False
        return True

    def _fill(self) -> bool:
        if self._damage or self._ended:
            return False
        piece = next(self._pieces, None)
        if piece is None:
            self._ended = True
            return False
        if isinstance(piece, Damage):
            self._damage = piece
            return False
        while len(self._marks) > 1 and self._marks[1][0] <= self._at:
            self._marks.popleft()
        self._marks.append((self._at + len(self._buffer), piece.offset, piece.packed))
        self._buffer += piece.data
        return True

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._at += size

    def _offset(self) -> int:
        """Where in the file the buffer's first byte is from."""
        while len(self._marks) > 1 and self._marks[1][0] <= self._at:
            self._marks.popleft()
        if not self._marks:
            return 0
        start, offset, packed = self._marks[0]
        return offset if packed else offset + self._at - start


def _fields(head: bytes) -> dict[str, str]:
    """The first value of each field, continued lines joined."""
    fields: dict[str, str] = {}
    name = ""
    for raw in head.splitlines()[1:]:
        line = raw.decode("utf-8", "replace")
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}"
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        if name:
            fields.setdefault(name, value.strip())
    return fields


def _agrees(told: str, block: bytes) -> bool:
    """Whether a digest, written in hex or base32, is that of the block; a kind unknown is no witness."""
    name, _, value = told.partition(":")
    make = _ALGORITHMS.get(name.strip().lower().replace("-", ""))
    if make is None or not value:
        return True
    real = make(block, usedforsecurity=False).digest()
    written = value.strip()
    if len(written) == len(real) * 2:
        return written.lower() == real.hex()
    try:
        return base64.b32decode(written.upper() + "=" * (-len(written) % 8)) == real
    except binascii.Error:
        return True
