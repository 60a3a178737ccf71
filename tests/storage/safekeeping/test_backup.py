"""A backup is whole, is made while others write, and the archive knows of it; or there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from storage.database import StorageError
from storage.records import BackupRecord, RunRecord
from storage.repositories import Database
from storage.safekeeping import back_up, status

from ..conftest import Newsroom

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def made(database: Database, file: Path, *, over: bool = False) -> BackupRecord:
    def keep(record: BackupRecord) -> None:
        with database.writing() as unit:
            unit.backups.keep(record)

    return back_up(database.engine, file, NOON, "newsarchive 1.0", keep, over=over)


def test_a_backup_is_an_archive_of_its_own_and_on_record(database: Database, tmp_path: Path) -> None:
    with database.writing() as unit:
        Newsroom(unit).publish("post1")
    file = tmp_path / "kept" / "newsarchive.db"
    file.parent.mkdir()
    record = made(database, file)
    assert record.digest == f"sha256:{sha256(file.read_bytes()).hexdigest()}"
    assert (record.bytes, record.made_at, record.kind) == (file.stat().st_size, NOON, "database")
    assert [one.name for one in file.parent.iterdir()] == ["newsarchive.db"]
    with database.reading() as unit:
        assert unit.backups.all() == [record]
    copy = Database(str(file))
    copy.check()
    with copy.writing() as unit:
        assert unit.articles.get("tin-nui-post1")
        Newsroom(unit, offset=100_000).publish("post2")
    copy.close()
    assert status(database.engine).last_backup == record


def test_a_backup_is_made_while_others_write(database: Database, tmp_path: Path) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            with database.writing() as unit:
                for half in ("a", "b"):
                    unit.runs.start(RunRecord(f"{len(written):06}{half}", NOON, "x" * 2000, "newsarchive"))
            written.append(len(written))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 50:
            pass
        before = len(written)
        made(database, tmp_path / "backup.db")
        after = len(written)
    finally:
        stop.set()
        writer.join()
    copy = Database(str(tmp_path / "backup.db"))
    with copy.reading() as unit:
        runs = sorted(run.id for run in unit.runs.all())
    copy.close()
    assert before <= len(runs) / 2 <= after
    assert runs == [f"{number:06}{half}" for number in range(len(runs) // 2) for half in "ab"]


def test_nothing_is_written_over_unasked(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    made(database, file)
    before = file.read_bytes()
    for wrong, words in (
        (file, "there already"),
        (tmp_path, "a directory"),
        (tmp_path / "no" / "x", "make it"),
    ):
        with pytest.raises(StorageError, match=words):
            made(database, wrong)
    assert file.read_bytes() == before
    with database.writing() as unit:
        unit.runs.start(RunRecord("later", NOON, "crawl", "newsarchive"))
    made(database, file, over=True)
    copy = Database(str(file))
    with copy.reading() as unit:
        assert unit.runs.get("later")
    copy.close()
    with database.reading() as unit:
        assert len(unit.backups.all()) == 1


def test_a_backup_that_cannot_be_put_on_record_is_none(database: Database, tmp_path: Path) -> None:
    def refuse(_: BackupRecord) -> None:
        raise StorageError("another program is writing")

    (tmp_path / "kept").mkdir()
    with pytest.raises(StorageError, match="another program"):
        back_up(database.engine, tmp_path / "kept" / "backup.db", NOON, "newsarchive 1.0", refuse)
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_a_killed_backup_left_is_swept_away(database: Database, tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    left = tmp_path / f".backup.db.{int(gone.stdout)}.part"
    left.write_text("half")
    busy = tmp_path / f".backup.db.{os.getppid()}.part"
    busy.write_text("of another process at work")
    made(database, tmp_path / "backup.db")
    assert not left.exists() and busy.exists()


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "archive.db"))
    database.upgrade()
    with database.writing() as unit:
        for number in range(500):
            unit.runs.start(RunRecord(f"r{number}", NOON, "x" * 300, "newsarchive"))
    database.close()
    whole = tmp_path / "whole.db"
    shutil.copy(tmp_path / "archive.db", whole)
    content = bytearray(whole.read_bytes())
    content[-4096 * 20 : -4096 * 4] = os.urandom(4096 * 16)
    (tmp_path / "archive.db").write_bytes(content)
    assert status(database.engine).damaged
    with pytest.raises(StorageError, match="damaged"):
        made(database, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()
    database.close()


def test_an_old_database_is_backed_up_before_it_is_upgraded(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "archive.db"))
    with pytest.raises(StorageError, match="nothing to back up"):
        made(database, tmp_path / "backup.db")
    database.upgrade()
    with database.writing() as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    assert made(database, tmp_path / "backup.db").revision == "0002"
    found = status(database.engine)
    assert [step.revision for step in found.pending][:2] == ["0003", "0004"]
    assert found.to_do == "newsarchive db upgrade"
    database.close()
