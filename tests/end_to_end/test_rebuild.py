"""The database made anew from the WARC files, and from a backup taken in mid-crawl and them."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine

from newsarchive.archive import open_archive
from newsarchive.demo.run import PROFILES, Outcome
from newsarchive.demo.server import DemoServer
from newsarchive.demo.site import Answer

from ..storage.conftest import BOTH, empty
from .conftest import VIEWS, Shell, rows_of

MIDDLE, LATER = 60, 90
"""By so many requests the crawl has kept some stories and has others before it."""


class Watched(DemoServer):
    """Tells when the crawl is in its middle, and holds it there until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.middle, self.go_on, self.later = Event(), Event(), Event()

    def answer(self, host: str, target: str, asked: dict[str, str]) -> Answer:
        self.asked += 1
        if self.asked == LATER:
            self.later.set()
        if self.asked >= MIDDLE:
            self.middle.set()
            self.go_on.wait(timeout=60)
        return super().answer(host, target, asked)


@pytest.fixture
def watched() -> Iterator[Watched]:
    with Watched() as server:
        yield server


@pytest.fixture
def copied(demonstration: Outcome, tmp_path: Path, papers: DemoServer) -> Shell:
    """The demonstration's archive, to be spoilt."""
    shutil.copytree(demonstration.archive, tmp_path / "archive")
    return Shell(tmp_path / "archive", papers)


def every_row(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {view: rows_of(folder, view) for view in VIEWS}


def table(folder: Path, columns: str, name: str) -> list[tuple[Any, ...]]:
    with open_archive(folder) as archive, archive.database.reading() as unit:
        found = unit.connection.exec_driver_sql(f"SELECT {columns} FROM {name}")
        return sorted(tuple(row) for row in found)


MORE = [
    ("portal, digest, text, captures, current", "snapshots"),
    ("id, started, command, software, exit", "runs"),
    ("run, portal, url, date, outcome, reason, fetched", "ledger"),
    ("portal, key, url, kind, waiting, outcome, etag, last_modified, tries, not_before, next_look", "urls"),
]


def test_rebuilt_and_swapped_in_all_is_as_it_was(copied: Shell) -> None:
    before = every_row(copied.archive), [table(copied.archive, *each) for each in MORE]
    refused = copied.run("rebuild")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    told = copied.json("rebuild", "--force")
    assert told["records"] > 200
    assert told["damaged"] == []
    assert told["other_profiles"] == []
    assert Path(told["kept"]).exists()
    assert (every_row(copied.archive), [table(copied.archive, *each) for each in MORE]) == before
    assert sorted(path.name for path in copied.archive.glob("newsarchive.db*")) == sorted(
        ["newsarchive.db", Path(told["kept"]).name]
    )


def test_what_was_withdrawn_is_withdrawn_in_a_database_made_anew(copied: Shell, tmp_path: Path) -> None:
    """By the command line, as a person would: each scope, and a phrase; then a rebuild."""
    rows = rows_of(copied.archive, "v_articles")
    hidden, exported, removed, marked, *_ = [(row[0], row[4]) for row in rows if len(row[4].split()) > 4]
    phrase = " ".join(marked[1].split()[1:4])
    for words in (
        (hidden[0],),
        (exported[0], "--scope", "export"),
        (removed[0], "--scope", "content"),
        (marked[0], "--redact", phrase),
    ):
        copied.json("withdraw", *words, "--reason", "asked for")
    told = copied.json("withdraw", "--list")
    coverage = {"v_coverage": []}
    before = every_row(copied.archive) | coverage
    copied.json("rebuild", "--into", str(tmp_path / "other"))
    after = every_row(tmp_path / "other") | coverage
    assert {view for view in before if after[view] != before[view]} <= {"v_evidence"}
    other = Shell(tmp_path / "other", copied.server)
    assert other.json("withdraw", "--list") == told
    for article, title in (hidden, removed):
        assert other.run("show", article).returncode == 1
        assert article not in other.run("search", f'"{title}"', "--json").stdout
        assert title not in other.run("export", "jsonl").stdout
    assert exported[0] not in other.run("export", "jsonl").stdout
    assert other.json("show", exported[0])["title"] == exported[1]
    assert phrase not in other.run("show", marked[0], "--json").stdout


def test_rebuilt_into_another_directory(copied: Shell, tmp_path: Path) -> None:
    before = every_row(copied.archive)
    copied.json("rebuild", "--into", str(tmp_path / "other"))
    assert every_row(tmp_path / "other") == before
    with open_archive(tmp_path / "other") as archive:
        assert sum(1 for _ in archive.pages()) > 70
    assert copied.run("rebuild", "--into", str(tmp_path / "other")).returncode == 2


@pytest.mark.parametrize("kind", BOTH[1:])
def test_rebuilt_into_an_empty_database_of_a_server(copied: Shell, kind: str, tmp_path: Path) -> None:
    with empty(kind, tmp_path) as url:
        copied.json("rebuild", "--into", url)
        engine = create_engine(url)
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT id, title, body FROM v_articles ORDER BY id").all()
        engine.dispose()
        expected = [(row[0], row[4], row[6]) for row in rows_of(copied.archive, "v_articles")]
        assert [tuple(row) for row in found] == expected
        again = copied.run("rebuild", "--into", url)
        assert again.returncode == 2
        assert "not empty" in again.stderr


def test_a_database_that_is_none_any_more_is_replaced(copied: Shell) -> None:
    before = every_row(copied.archive)
    for left in copied.archive.glob("newsarchive.db-*"):
        left.unlink()
    (copied.archive / "newsarchive.db").write_bytes(b"\0noise" * 5000)
    assert copied.run("search", "nuoc").returncode == 6
    copied.json("rebuild", "--force")
    assert every_row(copied.archive) == before


def test_damage_costs_what_is_damaged_only(copied: Shell) -> None:
    before = len(rows_of(copied.archive, "v_captures"))
    file = max(copied.archive.glob("warc/baobienlang/*/*-001.warc.gz"), key=lambda path: path.stat().st_size)
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = b"\xff" * 40
    file.write_bytes(data)
    done = copied.run("rebuild", "--force", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == told["exit"] == 6
    assert all(file.name in what for what in told["damaged"])
    assert file.name in done.stderr
    assert before - 6 < len(rows_of(copied.archive, "v_captures")) < before


def test_a_rebuild_that_is_killed_has_changed_nothing(copied: Shell) -> None:
    before = every_row(copied.archive)
    process = subprocess.Popen(copied.command("rebuild", "--force"), stdout=subprocess.DEVNULL)
    unready = copied.archive / "newsarchive.db.rebuilding"
    while not unready.exists() and process.poll() is None:
        Event().wait(0.01)
    process.kill()
    process.wait()
    assert every_row(copied.archive) == before
    copied.json("rebuild", "--force")
    assert every_row(copied.archive) == before
    assert not unready.exists()


def test_a_portal_without_profile_is_named_before_anything_is_done(copied: Shell) -> None:
    done = subprocess.run(
        [word for word in copied.command("rebuild", "--force") if word not in ("--portals", str(PROFILES))],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "baobienlang" in done.stderr


def test_an_archive_at_work_is_left_alone(copied: Shell) -> None:
    with open_archive(copied.archive) as archive, archive.lock("baobienlang"):
        assert copied.run("rebuild", "--force").returncode == 4


def test_nothing_to_rebuild(tmp_path: Path, papers: DemoServer) -> None:
    assert Shell(tmp_path / "nothing", papers).run("rebuild").returncode == 2


@pytest.mark.parametrize("killed", [False, True])
def test_a_backup_of_mid_crawl_and_the_warc_files_give_all_back(
    watched: Watched, tmp_path: Path, killed: bool
) -> None:
    shell = Shell(tmp_path / "archive", watched)
    crawl = subprocess.Popen(shell.crawl_command(), stdout=subprocess.DEVNULL, start_new_session=True)
    assert watched.middle.wait(timeout=60)
    backup = tmp_path / "backup.db"
    assert shell.run("db", "backup", str(backup)).returncode == 0
    watched.go_on.set()
    if killed:
        assert watched.later.wait(timeout=60)
        crawl.send_signal(signal.SIGKILL)
    crawl.wait()
    with sqlite3.connect(backup) as connection:
        [held] = connection.execute("SELECT count(*) FROM captures").fetchone()

    fresh = tmp_path / "fresh"
    shutil.copytree(shell.archive / "warc", fresh / "warc")
    if (shell.archive / "runs").exists():
        shutil.copytree(shell.archive / "runs", fresh / "runs")
    restored = Shell(fresh, watched)
    told = restored.json("rebuild", "--from-backup", str(backup))
    assert held + told["records"] >= len(rows_of(fresh, "v_captures")) > held
    if killed:
        # The next crawl gives the original what was on disk and not in its database.
        assert shell.crawl().returncode == 0
        assert restored.crawl().returncode == 0
        texts = [[row[:9] for row in rows_of(folder, "v_articles")] for folder in (shell.archive, fresh)]
        assert texts[0] == texts[1]
        assert not list(fresh.glob("warc/*/*/*.open"))
    else:
        assert every_row(fresh) == every_row(shell.archive)
        for each in MORE:
            assert table(fresh, *each) == table(shell.archive, *each)


def test_what_clusters_were_called_once_is_taken_from_the_database_that_is_replaced(copied: Shell) -> None:
    with open_archive(copied.archive) as archive, archive.database.writing() as unit:
        (cluster, *_) = unit.clusters.summaries([], None, 2, "size", 1)
        unit.clusters.rename([("baosuoingan-0000000000000000", cluster.cluster)])
    copied.json("rebuild", "--force")
    with open_archive(copied.archive) as archive, archive.database.reading() as unit:
        assert unit.clusters.present("baosuoingan-0000000000000000") == [cluster.cluster]
