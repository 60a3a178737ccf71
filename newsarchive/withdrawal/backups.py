"""A withdrawal of content → the backups that we made hold it no more, or are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from newsarchive.archive import Archive
from newsarchive.dedup import refresh
from newsarchive.withdrawal.rows import forget
from storage import migrations
from storage.database import StorageError
from storage.records import BackupRecord
from storage.repositories import Database
from storage.repositories.erasing import erase_leftovers
from storage.repositories.withdrawals import Withdrawal
from storage.safekeeping.files import digest


def purge_backups(archive: Archive, one: Withdrawal) -> list[str]:
    """Take the article out of every backup that is known and can be reached; the others, in words."""
    with archive.database.reading() as unit:
        backups = unit.backups.all()
    return [why for backup in backups if (why := _purge(archive, one, backup))]


def _purge(archive: Archive, one: Withdrawal, backup: BackupRecord) -> str | None:
    file = Path(backup.path)
    named = f"{backup.path}, a backup of {backup.made_at:%Y-%m-%d}"
    if not file.is_file():
        return f"{named}, which is not there any more"
    if backup.revision != migrations.HEAD:
        return f"{named}, which an earlier version made or which is damaged: make another, delete it"
    try:
        _take_out(file, one)
        changed = replace(backup, digest=digest(file), bytes=file.stat().st_size)
        with archive.database.writing() as unit:
            unit.backups.keep(changed)
    except (StorageError, OSError) as error:
        return f"{named}, which could not be changed: {error}"
    return None


def _take_out(file: Path, one: Withdrawal) -> None:
    database = Database(str(file))
    try:
        with database.writing() as unit:
            article = unit.articles.resolve(one.article) or one.article
            unit.withdrawals.put(one, unit.withdrawals.marks_of(article))
            unit.withdrawals.settle(article)
            forget(unit, one, [])
            while refresh(unit):
                pass
        erase_leftovers(database.engine, ())
    finally:
        database.close()
