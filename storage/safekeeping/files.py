"""A file that is whole or not there: written under another name, synced, renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from storage.database import StorageError

CHUNK = 1 << 20


@contextmanager
def appearing(file: Path, *, over: bool) -> Iterator[Path]:
    """The path to write to; what stands there at the end gets the name `file`, unless there was an error."""
    if not file.name or file.is_dir():
        raise StorageError(f"{file}: a directory; name a file in it, such as {file / 'newsarchive.db'}")
    if file.exists() and not over:
        raise StorageError(f"{file}: is there already; name another file")
    if not file.parent.is_dir():
        raise StorageError(f"{file}: there is no directory {file.parent}; make it first")
    _sweep(file)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _start(unfinished)
        yield unfinished
        unfinished.chmod(0o666 & ~_umask())
        _sync(unfinished)
        if over:
            unfinished.replace(file)
        else:
            _name(unfinished, file)
        _sync(file.parent)
    except OSError as error:
        raise StorageError(f"{file}: could not be written: {error.strerror or error}") from error
    finally:
        _remove(unfinished)


def digest(file: Path) -> str:
    """The SHA-256 of what is on disk, as "sha256:…"."""
    counted = sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            counted.update(chunk)
    return f"sha256:{counted.hexdigest()}"


def _start(unfinished: Path) -> None:
    """Only its owner may read what is not finished."""
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _name(unfinished: Path, file: Path) -> None:
    """A rename that does not replace: whoever was faster keeps the name."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        raise StorageError(f"{file}: is there already; name another file") from None
    except OSError:
        # A file system without hard links.
        unfinished.rename(file)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(file: Path) -> None:
    """What a process that was killed left of the same file: it may hold what has since been withdrawn."""
    for left in file.parent.glob(f".{file.name}.*.part*"):
        number = left.name.removeprefix(f".{file.name}.").partition(".")[0]
        if number.isdigit() and not _alive(int(number)):
            left.unlink(missing_ok=True)


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(unfinished: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{unfinished}{end}").unlink(missing_ok=True)
