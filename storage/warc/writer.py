"""Exchanges in, records of one portal's WARC files out. Written, synced, sealed: three separate steps.

A file is born as NAME.warc.gz.open and never opened again for writing by a later run. `append` writes an
exchange whole or not at all (a failed write is cut back), `sync` puts on disk what was appended: only
then may anything be acknowledged. `close` syncs and gives the file its final name; a file that is full
gets it at the first append after a sync, when what it holds has been acknowledged: whatever has not may be
found in a file with an open name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from storage.records import Capture, Exchange
from storage.warc.errors import WarcError
from storage.warc.exchange import IDENTICAL, NOT_MODIFIED, records_of
from storage.warc.http import parse_response, split
from storage.warc.members import pack
from storage.warc.names import OPEN, TORN, make_directories, relative_name, sync_directory, with_suffix
from storage.warc.reader import find_origin
from storage.warc.record import digest, make, new_id
from storage.warc.stored import Origin, Placed

ROLL = 512 * 1024 * 1024


class WarcWriter:
    """Writes one run's exchanges with one portal. `info` goes into the warcinfo record of every file."""

    def __init__(
        self,
        root: Path,
        portal: str,
        run: str,
        info: Mapping[str, str],
        now: datetime,
        roll_bytes: int = ROLL,
    ) -> None:
        self.root, self.portal, self.run, self.info = root, portal, run, dict(info)
        self.roll_bytes = roll_bytes
        self._now = now
        self._number = 0
        self._file = -1
        self._name = ""
        self._position = 0
        self._warcinfo = ""
        self._broken: OSError | None = None
        self._full: list[Path] = []
        self._synced = False

    def append(self, exchange: Exchange, refers_to: Capture | None = None) -> Placed:
        """Write one exchange. `refers_to` is an earlier capture of the same URL: a 304, and an answer with
        the very same payload, become revisit records that stand on it."""
        self._refuse_if_broken()
        if self._synced:
            self._seal_full()
        if self._file < 0 or self._position >= self.roll_bytes:
            self._roll(exchange.fetched_at if self._number else self._now)
        profile, origin = self._revisit(exchange, refers_to)
        start = self._position
        members: list[bytes] = []
        answer = metadata = None
        place = start
        for record in records_of(exchange, start, self._warcinfo, profile, origin):
            member = pack(record.to_bytes())
            if record.type == "metadata":
                metadata = (place, len(member))
            elif record.type != "request":
                answer = (place, len(member))
            members.append(member)
            place += len(member)
        self._write(b"".join(members))
        self._synced = False
        offset, length = answer or metadata or (start, 0)
        value = origin.digest if origin else digest(split(exchange.response).rest)
        return Placed(self._name, offset, length, value, origin is not None)

    def begin(self) -> None:
        """Open a file now, with nothing in it yet but its first record."""
        self._roll(self._now)

    def sync(self) -> None:
        """Return only when all that was appended is on disk. A failed sync is final: what the disk holds
        is then unknown."""
        self._refuse_if_broken()
        if self._file >= 0:
            try:
                os.fsync(self._file)
            except OSError as error:
                self._broken = error
                raise
        self._synced = True

    def close(self, *, seal: bool = True) -> None:
        """Seal what was written. A file that could not be written, or is not to be sealed because its last
        records were never acknowledged, keeps its open name, for `recover`."""
        try:
            self._end_file()
        finally:
            if seal and not self._broken:
                self._seal_full()

    def _end_file(self) -> None:
        """Sync the file and close it; it is to be sealed then."""
        if self._file < 0:
            return
        try:
            if not self._broken:
                self.sync()
                self._full.append(self.root / self._name)
        finally:
            os.close(self._file)
            self._file = -1

    def _seal_full(self) -> None:
        while self._full:
            path = self._full.pop()
            with_suffix(path, OPEN).rename(path)
            sync_directory(path.parent)

    def _roll(self, now: datetime) -> None:
        self._end_file()
        self._synced = False
        path = self._next_path(now)
        make_directories(path.parent)
        opened = with_suffix(path, OPEN)
        self._file = os.open(opened, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._position = 0
        self._warcinfo = new_id()
        try:
            self._write(pack(self._first_record(now)))
            sync_directory(path.parent)
        except OSError:
            os.close(self._file)
            self._file = -1
            opened.unlink(missing_ok=True)
            raise

    def _next_path(self, now: datetime) -> Path:
        """The next name that no file bears yet, whatever state it was left in."""
        while True:
            self._number += 1
            self._name = relative_name(self.portal, now.astimezone(UTC).year, self.run, self._number)
            path = self.root / self._name
            if not any(with_suffix(path, suffix).exists() for suffix in ("", OPEN, TORN)):
                return path

    def _first_record(self, now: datetime) -> bytes:
        fields = {
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self.run,
            **self.info,
        }
        block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()
        name = [("WARC-Filename", self._name.rpartition("/")[2])]
        return make("warcinfo", self._warcinfo, now, "application/warc-fields", block, name).to_bytes()

    def _revisit(self, exchange: Exchange, refers_to: Capture | None) -> tuple[str | None, Origin | None]:
        """The profile of the revisit record to write, and what it stands on; nothing for a full record.

        The payload is left out only if the record that has it can be read now and says the same digest.
        """
        if refers_to is None or not exchange.response or exchange.truncated:
            return None, None
        wire = split(exchange.response)
        not_modified = parse_response(wire.head, 0).status == 304
        if not not_modified and (not wire.regular or not wire.rest or digest(wire.rest) != refers_to.digest):
            return None, None
        try:
            origin = find_origin(self.root, refers_to.warc, refers_to.offset)
        except (WarcError, OSError):
            return None, None
        if not_modified and origin.digest:
            return NOT_MODIFIED, origin
        return (IDENTICAL, origin) if origin.digest == refers_to.digest else (None, None)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except BaseException as error:
            self._cut_back(error)
            raise
        self._position += len(data)

    def _refuse_if_broken(self) -> None:
        if self._broken:
            raise OSError(f"{self._name}: left alone since it could not be written") from self._broken

    def _cut_back(self, cause: BaseException) -> None:
        try:
            os.ftruncate(self._file, self._position)
            os.lseek(self._file, self._position, os.SEEK_SET)
        except OSError as error:
            self._broken = error
            error.__cause__ = cause
