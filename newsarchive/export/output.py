"""A path → a stream to write to, whose file appears under its name only when it is whole."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from newsarchive.errors import UsageError

STDOUT = "-"


class Output:
    """Bytes on their way out, counted and digested."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@contextmanager
def output(target: str) -> Iterator[Output]:
    """Write to the file `target`, or to stdout for "-". An earlier file survives whatever goes wrong."""
    if target == STDOUT:
        yield Output(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.is_dir() or not path.parent.is_dir():
        why = "is a directory" if path.is_dir() else "is in a directory that does not exist"
        raise UsageError(f"{target}: {why}; name a file to write")
    with _device(path) if path.exists() and not path.is_file() else _finished(path) as stream:
        yield Output(stream)


def _device(path: Path) -> BinaryIO:
    """A pipe or device keeps its name: there is nothing to finish."""
    return path.open("wb")


@contextmanager
def _finished(path: Path) -> Iterator[BinaryIO]:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    _sync_directory(path.parent)


def _mode(path: Path) -> int:
    """The mode an ordinary new file would have, or that of the file replaced."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_directory(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
