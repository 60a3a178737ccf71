"""What was done to an archive → lines of one file, each bound to the line before: append-only, synced.

A line is a JSON object with `sequence` (from 1), `at`, `kind`, `detail`, `previous` (the hash of the line
before, zeros for the first) and `hash` (SHA-256 over the other keys). So a line that was changed, taken
out or put in between is found; whoever can write the file can of course forge it from some line to its end.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.database import StorageError

NOTHING = "0" * 64
KEYS = {"sequence", "at", "kind", "detail", "previous", "hash"}


class AuditError(StorageError):
    """The log is not as it was written; the message names the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `kind` says what was done, `detail` to what; both are the writer's."""

    sequence: int
    at: datetime
    kind: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


class AuditLog:
    """The log at `path`; a file that is not there is an empty log."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[Entry]:
        """All of it, verified. A last line that was cut off while it was written was never acknowledged,
        and is left out."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return self._verified(data[: data.rfind(b"\n") + 1])

    def append(self, kind: str, detail: Mapping[str, Any], at: datetime) -> Entry:
        """Write a line and sync it; what was left of a torn one is cut off first."""
        new = not self.path.exists()
        with self._locked() as file:
            data = _all_of(file)
            whole = data.rfind(b"\n") + 1
            before = self._verified(data[:whole])
            last = before[-1] if before else None
            entry = _entry(last.sequence + 1 if last else 1, at, kind, detail, last.hash if last else NOTHING)
            os.ftruncate(file, whole)
            line = _line(entry)
            if os.pwrite(file, line, whole) != len(line):
                raise AuditError(f"{self.path}: the disk took only part of a line; make room")
            os.fsync(file)
        if new:
            _sync_directory(self.path.parent)
        return entry

    @contextmanager
    def _locked(self) -> Iterator[int]:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _verified(self, data: bytes) -> list[Entry]:
        found: list[Entry] = []
        for number, line in enumerate(data.splitlines(), 1):
            entry = self._read(number, line)
            previous = found[-1].hash if found else NOTHING
            if entry.sequence != number or entry.previous != previous:
                raise self._tampered(number, "does not follow the line before")
            found.append(entry)
        return found

    def _read(self, number: int, line: bytes) -> Entry:
        try:
            told = json.loads(line)
            if not isinstance(told, dict) or set(told) != KEYS or not isinstance(told["detail"], dict):
                raise self._tampered(number, "is no line of an audit log")
            entry = Entry(**{**told, "at": datetime.fromisoformat(told["at"])})
        except (ValueError, TypeError) as error:
            raise self._tampered(number, f"cannot be read ({error})") from error
        if _hash(entry) != entry.hash:
            raise self._tampered(number, "was changed after it was written")
        return entry

    def _tampered(self, number: int, why: str) -> AuditError:
        return AuditError(f"{self.path}: line {number} {why}; restore the file from a backup")


def _entry(sequence: int, at: datetime, kind: str, detail: Mapping[str, Any], previous: str) -> Entry:
    bare = Entry(sequence, at.astimezone(UTC), kind, json.loads(json.dumps(detail)), previous, "")
    return Entry(bare.sequence, bare.at, kind, bare.detail, previous, _hash(bare))


def _fields(entry: Entry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "detail": entry.detail,
        "previous": entry.previous,
    }


def _hash(entry: Entry) -> str:
    plain = json.dumps(_fields(entry), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()


def _line(entry: Entry) -> bytes:
    told = _fields(entry) | {"hash": entry.hash}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _all_of(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
