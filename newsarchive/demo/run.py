"""Four invented papers, crawled twice with changes in between → an archive and what it holds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsarchive.demo.server import DemoServer
from newsarchive.demo.stories import papers
from newsarchive.demo.summary import Summary, portals_in, summarise
from newsarchive.errors import NewsarchiveError, UsageError

PROFILES = Path(__file__).parent / "portals"
MARK = "DEMO.txt"
MARK_WORDS = """\
This archive was made by `newsarchive demo` from invented papers. The next run of the same command
replaces the whole directory; copy what you want to keep.
"""
# The crawls write where they are told, whatever an operator's own archive needs.
NOT_FOR_CRAWLS = ("NEWSARCHIVE_ARCHIVE", "NEWSARCHIVE_DATABASE_URL", "NEWSARCHIVE_CONTACT")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a demonstration did: the reports of its two crawls, what the archive holds, how long it took."""

    archive: Path
    first: dict[str, Any]
    second: dict[str, Any]
    summary: Summary
    seconds: float


def demonstrate(folder: Path, tell: Callable[[str], None]) -> Outcome:
    """Crawl the papers into the empty directory `folder`; `tell` hears what is going on."""
    started = time.monotonic()
    with DemoServer() as server:
        tell(f"{len(server.papers)} invented papers on 127.0.0.1:{server.port}; first crawl")
        first = _crawl(folder, server)
        server.turn("after")
        tell("new stories, a correction, a removal; second crawl")
        second = _crawl(folder, server)
    summary = summarise(folder, second)
    return Outcome(folder, first, second, summary, time.monotonic() - started)


@contextmanager
def place(keep: Path | None) -> Iterator[Path]:
    """An empty directory for the archive: the one to keep, or one that is removed at the end."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="newsarchive-demo-") as folder:
            yield Path(folder)
        return
    _clear(keep)
    keep.mkdir(parents=True, exist_ok=True)
    (keep / MARK).write_text(MARK_WORDS, encoding="utf-8")
    yield keep


def _clear(folder: Path) -> None:
    """Remove an earlier demonstration; refuse whatever else is there."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder}: not a directory; name one that is empty or does not exist yet")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise UsageError(f"{folder}: not made by this command; name a directory that is empty or new")
    if others := portals_in(folder) - {paper.slug for paper in papers()}:
        raise UsageError(f"{folder}: holds more than the demonstration ({', '.join(sorted(others))})")
    shutil.rmtree(folder)


def _crawl(folder: Path, server: DemoServer) -> dict[str, Any]:
    """One crawl in a process of its own, as a person would start it."""
    command = [sys.executable, "-m", "newsarchive", "--archive", str(folder), "--portals", str(PROFILES)]
    command += ["crawl", *(paper.slug for paper in server.papers), "--json"]
    for entry in server.host_map:
        command += ["--host-map", entry]
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CRAWLS}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise NewsarchiveError(f"the crawl ended with exit code {done.returncode}; its words stand above")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
