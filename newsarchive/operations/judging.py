"""Stored versions → judged anew by today's rules of what a change is. Stopped, it goes on with the next
crawl, re-extraction or judging."""

from __future__ import annotations

from collections.abc import Callable

from newsarchive.archive import Archive, storage_trouble
from newsarchive.ingest.judging import judge_waiting


def judge_again(archive: Archive, *, everything: bool, progress: Callable[[int], None]) -> int:
    """Judge what waits to be judged, with `everything` all that was judged before too; how many articles.

    `progress` is told how many are done.
    """
    done = 0
    with storage_trouble():
        if everything:
            with archive.database.writing() as unit:
                unit.changes.forget()
        while True:
            with archive.database.writing() as unit:
                judged = judge_waiting(unit)
            if not judged:
                return done
            done += judged
            progress(done)
