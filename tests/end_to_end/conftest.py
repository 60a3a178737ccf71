"""The demonstration's papers on loopback, and archives made of them by the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import open_archive
from newsarchive.demo.run import PROFILES, Outcome, demonstrate
from newsarchive.demo.server import DemoServer


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The archive that `newsarchive demo` leaves; for looking only."""
    return demonstrate(tmp_path_factory.mktemp("demonstration") / "archive", lambda _: None)


@pytest.fixture
def papers() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@dataclass(frozen=True)
class Shell:
    """The command line over one archive and the demonstration's papers."""

    archive: Path
    server: DemoServer
    profiles: Path = PROFILES

    @property
    def slugs(self) -> list[str]:
        return [paper.slug for paper in self.server.papers]

    def command(self, *words: str) -> list[str]:
        start = [sys.executable, "-m", "newsarchive", "--archive", str(self.archive)]
        return [*start, "--portals", str(self.profiles), *words]

    def crawl_command(self, *portals: str) -> list[str]:
        maps = [word for entry in self.server.host_map for word in ("--host-map", entry)]
        return self.command("crawl", *(portals or self.slugs), "--json", *maps)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return _run(self.command(*words))

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def crawl(self, *portals: str) -> subprocess.CompletedProcess[str]:
        return _run(self.crawl_command(*portals))


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NEWSARCHIVE_")}
    return subprocess.run(command, capture_output=True, text=True, env=plain, timeout=180)


@pytest.fixture
def shell(tmp_path: Path, papers: DemoServer) -> Shell:
    return Shell(tmp_path / "archive", papers)


VIEWS = {
    "v_articles": "id",
    "v_versions": "id",
    "v_changes": "version",
    "v_captions": "article, version, position",
    "v_bylines": "article, version, kind, name",
    "v_evidence": "article, version, field",
    "v_captures": "warc, offset",
    "v_coverage": "portal, date",
    "v_clusters": "1, 2",
    "v_problems": "1, 2, 3, 4",
    "v_refusals": "1, 2, 3",
    "v_portals": "1",
}


def rows_of(folder: Path, view: str) -> list[tuple[Any, ...]]:
    order = VIEWS[view]
    quoted = order.replace("offset", '"offset"')
    with open_archive(folder) as archive, archive.database.reading() as unit:
        found = unit.connection.exec_driver_sql(f"select * from {view} order by {quoted}")
        return [tuple(row) for row in found]
