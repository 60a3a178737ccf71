"""What a database refuses, and that it says why."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError

import storage.database
import storage.server
from storage.database import BusyError, StorageError
from storage.records import Lead, Refusal, RunRecord
from storage.repositories import Database, Unit
from storage.tables import urls
from storage.tables.columns import Utc

from .conftest import SERVER

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_what_one_unit_wrote_another_reads(database: Database) -> None:
    with database.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
    with database.reading() as unit:
        assert unit.runs.get("r1") == RunRecord("r1", NOON, "crawl", "newsarchive")


def test_an_error_undoes_the_whole_unit(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
        raise RuntimeError
    with database.reading() as unit:
        assert unit.runs.all() == []


def test_an_error_in_a_savepoint_undoes_only_that(database: Database) -> None:
    with database.writing() as unit:
        unit.runs.start(RunRecord("kept", NOON, "crawl", "newsarchive"))
        with pytest.raises(RuntimeError), unit.savepoint():
            unit.runs.start(RunRecord("undone", NOON, "crawl", "newsarchive"))
            raise RuntimeError
        unit.runs.start(RunRecord("kept too", NOON, "crawl", "newsarchive"))
    with database.reading() as unit:
        assert {run.id for run in unit.runs.all()} == {"kept", "kept too"}


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from storage.records import Lead
from storage.repositories import Database

now = datetime(2026, 3, 2, tzinfo=UTC)
database = Database(sys.argv[1])
with database.writing() as unit:
    for number in range(50):
        url = f"https://tin-nui.example/{number}"
        unit.frontier.ended("tin-nui", str(number), url, now, "stored", None, None, None)
    unit.frontier.offer("tin-nui", [(Lead("https://tin-nui.example/new", "article"), "new")], now, "r2")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_crawl_finds_its_leads_still_waiting(database: Database, url: str) -> None:
    leads = [(Lead(f"https://tin-nui.example/{number}", "article"), str(number)) for number in range(50)]
    with database.writing() as unit:
        unit.frontier.offer("tin-nui", leads, NOON, "r1")
    database.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, url], check=False)
    assert killed.returncode == -signal.SIGKILL
    with database.reading() as unit:
        assert [one.lead.url for one in unit.frontier.waiting("tin-nui", 100, NOON)] == [
            lead.url for lead, _ in leads
        ]


def test_broken_rules_are_errors_of_ours_and_not_of_the_storage(unit: Unit) -> None:
    with pytest.raises(IntegrityError), unit.savepoint():
        unit.captures.refuse(4711, "tin-nui", "https://tin-nui.example/", Refusal("listing"))


def test_what_no_database_takes_is_left_out(unit: Unit) -> None:
    lead = Lead("https://tin-nui.example/\ud800a\x00b", "article", "a\x00b")
    unit.frontier.offer("tin-nui", [(lead, "a\x00b")], NOON, "r1")
    report: dict[str, Any] = {"a\x00": ["b\udfff", {"c": "\x00"}], "d": "\\u0000"}
    unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive", report=report))
    (waiting,) = unit.frontier.waiting("tin-nui", 9, NOON)
    assert (waiting.lead.url, waiting.key) == ("https://tin-nui.example/ab", "ab")
    (run,) = unit.runs.all()
    assert run.report == {"a": ["b", {"c": ""}], "d": "\\u0000"}


def test_a_time_without_zone_is_refused(unit: Unit) -> None:
    with pytest.raises(Exception, match="without zone"):
        unit.runs.start(RunRecord("r1", datetime(2026, 3, 1), "crawl", "newsarchive"))


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=20))
def test_sqlite_sorts_times_as_they_came(times: list[datetime]) -> None:
    dialect = sqlite.dialect()
    kept = [Utc().process_bind_param(time, dialect) for time in sorted(times)]
    assert kept == sorted(kept)
    assert [Utc().process_result_value(text, dialect) for text in kept] == sorted(times)


# A SQLite file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "archive.db"
    database = Database(str(file))
    database.upgrade()
    database.close()
    return file


def test_sqlite_is_set_up_not_to_lose_a_commit(file: Path) -> None:
    database = Database(str(file))
    with database.reading() as unit:
        ask: Callable[[str], Any] = lambda name: unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert [ask(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")] == [
            "wal", 2, 1, 10_000,
        ]  # fmt: skip
        assert ask("application_id") == storage.database.APPLICATION_ID
    database.close()


@pytest.mark.parametrize(
    ("content", "words"), [(b"minutes of a meeting\n" * 200, "not a database"), (b"", "no archive in it yet")]
)
def test_no_database_says_so(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "archive.db"
    file.write_bytes(content)
    with pytest.raises(StorageError, match=words) as raised:
        Database(str(file)).check()
    assert str(file) in str(raised.value)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE contacts (name)")
    other.commit()
    other.close()
    before = file.read_bytes()
    with pytest.raises(StorageError, match="not one of newsarchive"):
        Database(str(file)).upgrade()
    assert file.read_bytes() == before


def test_a_damaged_database_says_so(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : 4096 * 20] = bytes(4096 * 19)
    file.write_bytes(content)
    with pytest.raises(StorageError, match=r"damaged|not a database"):
        Database(str(file)).check()


def test_a_directory_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="check that its directory exists"):
        Database(str(tmp_path / "nowhere" / "archive.db")).check()


def test_other_databases_are_no_archive() -> None:
    with pytest.raises(StorageError, match="use SQLite or PostgreSQL"):
        Database("mysql://someone@127.0.0.1/archive")


def test_a_full_disk_says_so_and_keeps_what_was_committed(file: Path) -> None:
    database = Database(str(file))
    with database.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
    with pytest.raises(StorageError, match="disk is full"), database.writing() as unit:
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar()
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(2000):
            unit.runs.start(RunRecord(f"s{number}", NOON, "x" * 2000, "newsarchive"))
    with database.reading() as unit:
        assert [run.id for run in unit.runs.all()] == ["r1"]
    database.close()


def test_a_read_only_archive_can_be_read_but_not_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    database = Database(str(file))
    database.check()
    with database.reading() as unit:
        assert unit.runs.all() == []
    with pytest.raises(StorageError, match="read-only"), database.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
    database.close()


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.database, "BUSY_SECONDS", 0)
    first, second = Database(str(file)), Database(str(file))
    with first.writing(), pytest.raises(BusyError, match="another program is writing"), second.writing():
        pass
    with second.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
    first.close()
    second.close()


def test_two_writers_at_once_lose_nothing(database: Database) -> None:
    def write(name: str) -> None:
        for number in range(20):
            with database.writing() as unit:
                unit.runs.start(RunRecord(f"{name}{number}", NOON, "crawl", "newsarchive"))

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.reading() as unit:
        assert len(unit.runs.all()) == 40


# A PostgreSQL server


def test_a_server_that_does_not_answer_says_so_without_the_password() -> None:
    with pytest.raises(StorageError, match="refused") as raised:
        Database("postgresql://someone:secret@127.0.0.1:1/archive").check()
    assert "secret" not in str(raised.value)


@pytest.mark.postgresql
def test_a_connection_lost_in_the_middle_leaves_nothing_half_done(database: Database, url: str) -> None:
    if url.startswith("sqlite"):
        return
    other = create_engine(url)
    with pytest.raises(StorageError), database.writing() as unit:
        unit.frontier.offer("tin-nui", [(Lead("https://tin-nui.example/1", "article"), "1")], NOON, "r1")
        backend = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with other.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")
        unit.frontier.count_waiting("tin-nui")
    other.dispose()
    with database.reading() as unit:
        assert unit.connection.execute(select(urls)).all() == []


@pytest.mark.postgresql
def test_a_unit_that_the_server_undid_is_done_again(database: Database, url: str) -> None:
    other, tries = create_engine(url), []

    def work(unit: Unit) -> int:
        tries.append(1)
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
        if len(tries) < 3 and not url.startswith("sqlite"):
            backend = unit.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with other.begin() as connection:
                connection.exec_driver_sql(f"SELECT pg_terminate_backend({backend})")
        return len(unit.runs.all())

    assert database.write(work) == 1
    assert len(tries) == (1 if url.startswith("sqlite") else 3)
    other.dispose()
    with database.reading() as unit:
        assert [run.id for run in unit.runs.all()] == ["r1"]


@pytest.mark.postgresql
def test_a_unit_that_fails_by_itself_is_not_done_again(database: Database) -> None:
    tries = []

    def work(unit: Unit) -> None:
        tries.append(unit)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(work)
    assert len(tries) == 1


def test_writers_take_turns_and_who_waits_too_long_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.database, "BUSY_SECONDS", 0)
    first, second = Database(url), Database(url)
    first.upgrade()
    with first.writing() as unit:
        unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
        with pytest.raises(BusyError, match="another program is writing"), second.writing():
            pass
        with second.reading() as other:
            assert other.runs.all() == []
    with second.writing() as unit:
        unit.runs.start(RunRecord("r2", NOON, "crawl", "newsarchive"))
    first.close()
    second.close()


def test_a_reader_sees_the_database_as_it_was(database: Database) -> None:
    with database.reading() as before:
        assert before.runs.all() == []
        with database.writing() as unit:
            unit.runs.start(RunRecord("r1", NOON, "crawl", "newsarchive"))
        assert before.runs.all() == []
    with database.reading() as after:
        assert len(after.runs.all()) == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_server_database_that_cannot_hold_every_letter_is_refused(encoding: str) -> None:
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"no PostgreSQL server named in {SERVER}")
    name = f"test_{encoding.lower()}_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        try:
            database = Database(make_url(server).set(database=name).render_as_string(hide_password=False))
            with pytest.raises(StorageError, match=f"encoding is {encoding}.*createdb --encoding=UTF8"):
                database.upgrade()
            database.close()
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
    engine.dispose()


@pytest.mark.parametrize(("version", "fit"), [(140_019, False), (150_000, True), (180_001, True)])
def test_a_server_too_old_is_refused(version: int, fit: bool) -> None:
    class Info:
        server_version = version

        def parameter_status(self, _: str) -> str:
            return "UTF8"

    class Connection:
        info = Info()

    why = storage.server.unfit(Connection())
    assert why is None if fit else why and "PostgreSQL 14; an archive needs 15 or newer" in why


@pytest.mark.parametrize("address", ["postgresql://u:secret@host:port/x", "://", "oracle://x"])
def test_an_address_that_is_none_is_told_without_the_password(address: str) -> None:
    with pytest.raises(StorageError) as raised:
        Database(address)
    assert "secret" not in str(raised.value)
