"""kill -9 of a crawl at any moment, then the same command again: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.demo.server import DemoServer
from storage.warc import read_exchange

from .conftest import Shell, rows_of

KILLS = 20
SEED = 21072021


@pytest.fixture(scope="session")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], float]:
    """What an undisturbed crawl leaves, and how many seconds it takes."""
    with DemoServer() as server:
        shell = Shell(tmp_path_factory.mktemp("unharmed") / "archive", server)
        started = time.monotonic()
        assert shell.crawl().returncode == 0
        return articles(shell.archive), time.monotonic() - started


def articles(folder: Path) -> list[tuple[object, ...]]:
    with open_archive(folder) as archive, archive.database.reading() as unit:
        found = unit.connection.exec_driver_sql(
            "select id, title, body, byline, captions, versions from v_articles order by id"
        )
        return [tuple(row) for row in found]


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_and_run_again(
    unharmed: tuple[list[tuple[object, ...]], float], tmp_path: Path, papers: DemoServer, number: int
) -> None:
    expected, seconds = unharmed
    moment = random.Random(SEED + number).uniform(0.05, 0.98) * seconds
    shell = Shell(tmp_path / "archive", papers)
    crawl = subprocess.Popen(
        shell.crawl_command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    with pytest.raises(subprocess.TimeoutExpired):
        crawl.wait(timeout=moment)
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()

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
