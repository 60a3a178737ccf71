"""kill -9 of a crawl at any moment, then the same command again: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from newsarchive.archive import open_archive
from newsarchive.demo.server import DemoServer
from newsarchive.demo.site import Answer
from storage.warc import read_exchange

from .conftest import Shell, rows_of

KILLS = 20
SEED = 21072021
AFTER = 0.15
"""Seconds, at most, that pass between the chosen request and the kill: parse, append, fsync, commit."""


class Counting(DemoServer):
    """Counts what it is asked, and tells when a given number is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.alarm_at = -1
        self.reached = Event()

    def answer(self, host: str, target: str, asked: dict[str, str]) -> Answer:
        self.asked += 1
        if self.asked == self.alarm_at:
            self.reached.set()
        return super().answer(host, target, asked)


@pytest.fixture
def counting() -> Iterator[Counting]:
    with Counting() as server:
        yield server


@pytest.fixture(scope="session")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], int]:
    """What an undisturbed crawl leaves, and how many requests it makes."""
    with Counting() as server:
        shell = Shell(tmp_path_factory.mktemp("unharmed") / "archive", server)
        assert shell.crawl().returncode == 0
        return articles(shell.archive), server.asked


def articles(folder: Path) -> list[tuple[object, ...]]:
    with open_archive(folder) as archive, archive.database.reading() as unit:
        found = unit.connection.exec_driver_sql(
            "select id, title, body, byline, captions, versions from v_articles order by id"
        )
        return [tuple(row) for row in found]


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_and_run_again(
    unharmed: tuple[list[tuple[object, ...]], int], tmp_path: Path, counting: Counting, number: int
) -> None:
    expected, requests = unharmed
    chance = random.Random(SEED + number)
    counting.alarm_at = chance.randint(1, requests - 5)
    shell = Shell(tmp_path / "archive", counting)
    crawl = subprocess.Popen(
        shell.crawl_command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    assert counting.reached.wait(timeout=60)
    Event().wait(chance.uniform(0, AFTER))
    crawl.send_signal(signal.SIGKILL)
    assert crawl.wait() == -signal.SIGKILL

    again = shell.crawl()
    assert again.returncode == 0, again.stderr
    assert articles(shell.archive) == expected
    assert not list(shell.archive.glob("warc/*/*/*.open"))
    every_row_has_its_raw_page(shell.archive)


def every_row_has_its_raw_page(folder: Path) -> None:
    captures = rows_of(folder, "v_captures")
    places = [(row[4], row[5]) for row in captures]
    assert len(places) == len(set(places))
    for url, _, _, _, warc, offset, _, digest, *_ in captures:
        stored = read_exchange(folder / "warc", warc, offset)
        assert (stored.exchange.url, stored.placed.digest) == (url, digest)
