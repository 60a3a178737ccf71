"""Invented articles → an archive's database to search in; goes on where an earlier run stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing import get_context

from benchmarks.invented import PORTALS, Invented, articles
from newsarchive.text import exact_layer, fold_layer
from storage.records import PortalRecord, SearchText
from storage.repositories import Database, Unit
from storage.search import sqlite
from storage.search.keeping import Told, lines
from storage.search.loading import Ready, load, ready
from storage.search.plan import folded
from storage.tables import articles as table

CHUNK = 2_000
PLACES = 34

Row = dict[str, object]


def fill(address: str, wanted: int, *, quiet: bool = False) -> float:
    """Seconds that the articles took which were not there yet; `address` is a URL or a path."""
    database = Database(address)
    database.upgrade()
    with database.writing() as unit:
        done = unit.connection.execute(table.select().with_only_columns(table.c.id)).all()
        have = len(done)
        for number, slug in enumerate(PORTALS):
            place = f"VN-{number % PLACES:02}"
            unit.portals.keep(PortalRecord(slug, slug, f"https://{slug}.example/", place))
    started = time.perf_counter()
    if have < wanted:
        _load(database, have, wanted, quiet)
    seconds = time.perf_counter() - started
    database.close()
    return seconds


def search_text(story: Invented) -> SearchText:
    parts = (story.title, "\n".join(story.body), story.byline, story.caption)
    exact = [exact_layer(part) for part in parts]
    return SearchText(*(layer for part in exact for layer in (part, fold_layer(part))))


def _load(database: Database, have: int, wanted: int, quiet: bool) -> None:
    dialect = database.engine.dialect.name
    jobs = [(dialect, start, min(CHUNK, wanted - start)) for start in range(have, wanted, CHUNK)]
    with get_context("spawn").Pool(1) as pool:
        for number, (rows, texts) in enumerate(pool.imap(_made, jobs), 1):
            with database.writing() as unit:
                unit.connection.execute(table.insert(), rows)
                load(unit.connection, texts)
            if not quiet and sys.stderr.isatty():
                print(f"\r{have + number * CHUNK:,} of {wanted:,} articles", end="", file=sys.stderr)
    with database.writing() as unit:
        _settle(unit)


def _settle(unit: Unit) -> None:
    if unit.connection.dialect.name == "sqlite":
        sqlite.optimize(unit.connection)
    unit.connection.exec_driver_sql("ANALYZE")


def _made(job: tuple[str, int, int]) -> tuple[list[Row], list[Ready]]:
    dialect, start, count = job
    rows, texts = [], []
    for story in articles(count, start):
        rows.append(_row(story))
        texts.append(ready(dialect, _told(story), search_text(story)))
    return rows, texts


def _row(story: Invented) -> Row:
    seen = story.published + timedelta(hours=2)
    return {
        "id": _id(story),
        "portal": story.portal,
        "key": str(story.number),
        "url": story.url,
        "status": "active",
        "first_seen": seen,
        "last_seen": seen,
    }


def _told(story: Invented) -> Told:
    return Told(
        article=_id(story),
        version=None,
        portal=story.portal,
        date=story.published.date().isoformat(),
        sections=lines([folded(story.section)]),
        people=lines(story.people),
        language="vi",
        first_seen=story.published + timedelta(hours=2),
    )


def _id(story: Invented) -> str:
    return f"{story.portal}-{story.number:016x}"


def batches(wanted: int) -> Iterator[list[Invented]]:
    for start in range(0, wanted, CHUNK):
        yield list(articles(min(CHUNK, wanted - start), start))
