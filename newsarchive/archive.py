"""An archive's directory (or its database's URL) → one object to ask and to write through."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive.errors import LockedError, StorageTrouble, UsageError
from newsarchive.settings import Settings
from storage.database import Database, StorageError

DATABASE = "newsarchive.db"


class Archive:
    """An open archive: `database` for records, `warc_root` for raw pages, `runs_dir` for run reports."""

    def __init__(self, path: Path, settings: Settings, database: Database) -> None:
        self.path, self.settings, self.database = path, settings, database
        self.warc_root = path / "warc"
        self.runs_dir = path / "runs"

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def lock(self, portal: str) -> Iterator[None]:
        """Hold the portal for this process; the kernel lets go of it however the process ends.

        Raises LockedError where another run holds it.
        """
        folder = self.path / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / f"{portal}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise LockedError(
                    f"{portal}: another run is at work on this portal; wait for it or stop it first"
                ) from error
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(handle)


def database_url(path: Path, settings: Settings) -> str:
    return settings.database_url or f"sqlite:///{(path / DATABASE).absolute()}"


def open_archive(path: Path | str, *, create: bool = False) -> Archive:
    """The archive in directory `path`, or the one whose database a URL names.

    `create` makes what is missing and brings the database up to date. Raises UsageError where there is
    no archive, StorageTrouble where its database cannot be used.
    """
    if isinstance(path, str) and "://" in path:
        folder, settings = Path.cwd(), Settings(database_url=path)
    else:
        folder = Path(path)
        settings = Settings.load(folder)
        if create:
            _make(folder)
        elif not settings.database_url and not (folder / DATABASE).exists():
            raise UsageError(
                f"{folder}: no archive here; name one with --archive, or make one with `newsarchive crawl`"
            )
    with storage_trouble():
        database = Database(database_url(folder, settings))
        if create:
            database.upgrade()
        else:
            database.check()
    return Archive(folder, settings, database)


def _make(folder: Path) -> None:
    try:
        for part in ("warc", "runs"):
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageTrouble(f"{folder}: cannot be made an archive: {error.strerror}") from error


@contextmanager
def storage_trouble() -> Iterator[None]:
    """What the storage raises, said in the project's own error tree."""
    try:
        yield
    except StorageError as error:
        raise StorageTrouble(str(error)) from error
