"""An archive's directory → its database looked over, brought up to date, backed up, or moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsarchive.archive import Archive, database_of, storage_trouble
from newsarchive.errors import UsageError
from newsarchive.settings import Settings
from storage import migrations, safekeeping
from storage.database import open_engine, place, url_of
from storage.migrations import Step
from storage.records import BackupRecord
from storage.repositories import Database
from storage.safekeeping import Copied, Status
from storage.safekeeping.rows import Progress, nobody

UNRECORDED = "0008"
"""The last revision whose databases had no table for backups."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """`before` is None for a database that was empty."""

    database: str
    before: str | None
    now: str
    steps: list[Step]


def status(archive: Path, *, thorough: bool = False) -> Status:
    with database_of(archive) as database:
        return safekeeping.status(database.engine, thorough=thorough)


def upgrade(archive: Path) -> Upgraded:
    """Whole or not at all; what is up to date stays as it is."""
    with database_of(archive) as database:
        before = database.revision()
        known = before is None or before in migrations.known()
        steps = migrations.steps(before) if known else []
        database.upgrade()
        return Upgraded(place(database.engine.url), before, migrations.HEAD, steps)


def back_up(
    archive: Path, file: Path, at: datetime, software: str, *, over: bool = False, progress: Progress = nobody
) -> BackupRecord:
    """A SQLite file with all that the database holds; the WARC files are no part of it."""
    if file.is_dir():
        raise UsageError(f"{file}: a directory; name a file in it, such as {file / 'newsarchive.db'}")
    if file.exists() and not over:
        raise UsageError(f"{file}: is there already; name another file, or replace it with --force")
    with database_of(archive) as database:
        url = database.engine.url
        if url.get_backend_name() == "sqlite" and file.absolute() == Path(place(url)).absolute():
            raise UsageError(f"{file}: the archive's own database; name another file")

        def keep(record: BackupRecord) -> None:
            if record.revision > UNRECORDED:
                with database.writing() as unit:
                    unit.backups.keep(record)

        return safekeeping.back_up(database.engine, file, at, software, keep, over=over, progress=progress)


def copy(archive: Path, source: str | None, target: str, progress: Progress = nobody) -> Copied:
    """All rows of the archive's database, or of `source`, into the empty database `target`.

    No crawl of the archive may be at work: what it wrote meanwhile would not be in the copy.
    """
    for address in filter(None, (source, target)):
        _explicit(address)
    if source is None:
        with database_of(archive) as database, _at_rest(archive, database):
            return safekeeping.copy(database.engine, target, progress)
    _must_be_there(source)
    with storage_trouble():
        engine = open_engine(source)
        try:
            return safekeeping.copy(engine, target, progress)
        finally:
            engine.dispose()


@contextmanager
def _at_rest(folder: Path, database: Database) -> Iterator[None]:
    """All portals locked, so that no run writes meanwhile. LockedError where one is at work."""
    if database.revision() != migrations.HEAD:
        yield
        return
    held = Archive(folder, Settings.load(folder), database)
    with database.reading() as unit:
        slugs = [portal.slug for portal in unit.portals.all()]
    with ExitStack() as locks:
        for slug in slugs:
            locks.enter_context(held.lock(slug))
        yield


def _explicit(address: str) -> None:
    """A slip of the pen must not become a file: a path says that it is one."""
    if "://" not in address and not address.endswith(".db") and "/" not in address:
        raise UsageError(
            f"{address}: neither a database's URL nor a path; write postgresql://user@host/name, "
            f"or ./{address} for a file"
        )


def _must_be_there(source: str) -> None:
    with storage_trouble():
        url = url_of(source)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise UsageError(f"{url.database}: no such file to copy from")
