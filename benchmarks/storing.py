"""Invented articles → articles a second through the repositories, beside bare `executemany` of the very rows
they left, into an empty database with the same tables and indexes, in the same run.

    python benchmarks/storing.py [--articles N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import process_time

from invented import PORTALS, Invented, articles

from newsarchive.ingest.texts import search_text, text_digest
from storage.records import (
    Byline,
    Caption,
    Capture,
    Evidence,
    Extraction,
    Moment,
    Person,
    PortalRecord,
    Reader,
    RunRecord,
)
from storage.repositories import Database, Unit
from storage.repositories.arrivals import Arrival, told_in
from storage.repositories.frontier import Stored
from storage.repositories.ledger import End
from storage.search.loading import ready

GROUP = 64
"""As many as the conveyor commits together."""
READER = Reader("newsarchive 0", "sha256:profile", "")
RUN = "20260301T000000Z-bench"
FETCHED = datetime(2026, 3, 1, tzinfo=UTC)
FIELDS = ("title", "published", "byline", "body", "lead", "section")
"""Fields with evidence: four candidates each, as a page of a provincial paper has them."""


def story(of: Invented) -> Extraction:
    evidence = [
        Evidence(
            field, of.title, f"jsonld:{field}", f"main > article:nth-of-type(1) > h1.{n}", 0.9 - n / 5, n == 0
        )
        for field in FIELDS
        for n in range(4)
    ]
    return Extraction(
        url=of.url,
        canonical_url=of.url,
        kind="article",
        title=of.title,
        kicker=None,
        lead=of.lead,
        dateline=None,
        published=Moment(of.published, of.published.date().isoformat(), "minute", 0.98),
        modified=None,
        byline=Byline(of.byline, tuple(Person(name, name.upper(), "author") for name in of.people)),
        body=of.body,
        captions=(Caption(of.caption, of.people[0], of.url + ".jpg"),),
        section=(of.section,),
        tags=(),
        language="vi",
        evidence=tuple(evidence),
        problems=(),
        extractor=READER.extractor,
    )


def groups(count: int) -> Iterator[list[tuple[int, Invented]]]:
    rest = enumerate(articles(count))
    while group := list(islice(rest, GROUP)):
        yield group


def arrival(number: int, of: Invented) -> Arrival:
    at, article, read = FETCHED + timedelta(seconds=number), f"{of.portal}-{of.number:016x}", story(of)
    warc = f"{of.portal}/2026/{of.portal}-{RUN}-000.warc.gz"
    digest, place = f"sha256:{number:064x}", (warc, number * 9000, 9000)
    capture = Capture(of.portal, of.url, of.url, "article", RUN, at, 200, "text/html", digest, *place)
    words = text_digest(read), search_text(read)
    return Arrival(article, str(number), capture, read, READER, *words, "story")


def keep(unit: Unit, stories: Sequence[Arrival]) -> None:
    """The rows of new stories, as the conveyor writes them for a group."""
    assert not unit.arrivals.known(stories)
    unit.arrivals.add(stories)
    captures = [one.capture for one in stories]
    unit.ledger.count_all(
        [
            End(RUN, one.portal, one.lead_url, "2026-03-01", "stored", None, True, one.fetched_at)
            for one in captures
        ]
    )
    unit.frontier.stored(
        [
            Stored(one.portal, arrived.key, one.url, one.fetched_at, one.fetched_at, None, None)
            for arrived, one in zip(stories, captures, strict=True)
        ]
    )


def through_repositories(file: Path, count: int) -> float:
    """CPU seconds; the text of the articles is made and folded outside of the time."""
    database = Database(str(file))
    database.upgrade()
    with database.writing() as unit:
        for slug in PORTALS:
            unit.portals.keep(PortalRecord(slug, slug, f"https://{slug}.example/"))
        unit.runs.start(RunRecord(RUN, FETCHED, "bench", "bench"))
    spent = 0.0
    for group in groups(count):
        arrived = [arrival(number, of) for number, of in group]
        started = process_time()
        with database.writing() as unit:
            keep(unit, arrived)
        spent += process_time() - started
    database.close()
    return spent


def bare(source: Path, target: Path, count: int) -> float:
    """CPU seconds to insert the rows of `source`, in groups, into an empty database of the same making."""
    database = Database(str(target))
    database.upgrade()
    database.close()
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("ATTACH ? AS source", (str(source),))
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM source.sqlite_master WHERE type = 'table' ORDER BY rowid"
        )
    ]
    virtual = ("sqlite_", "search_index", "alembic")
    spent = 0.0
    for name in names:
        if name.startswith(virtual):
            continue
        cursor = connection.execute(f"SELECT * FROM source.{name}")
        insert = f"INSERT OR IGNORE INTO main.{name} VALUES ({', '.join('?' * len(cursor.description))})"
        while rows := cursor.fetchmany(GROUP):
            spent += _timed(connection, insert, rows)
    for rows in tokens(connection, count):
        spent += _timed(connection, "INSERT INTO main.search_index (rowid, words) VALUES (?, ?)", rows)
    connection.close()
    return spent


def tokens(source: sqlite3.Connection, count: int) -> Iterator[list[tuple[int, str]]]:
    """What stands in the full-text index, as it was put in."""
    numbers = dict(source.execute("SELECT article, id FROM source.search_texts"))
    for group in groups(count):
        stories = [arrival(number, of) for number, of in group]
        made = [(numbers[one.article], ready("sqlite", told_in(one), one.text).made) for one in stories]
        yield sorted(made)


def _timed(connection: sqlite3.Connection, insert: str, rows: Sequence[tuple[object, ...]]) -> float:
    started = process_time()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(insert, rows)
    connection.execute("COMMIT")
    return process_time() - started


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=5000)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = through_repositories(Path(folder) / "ours.db", chosen.articles)
        theirs = bare(Path(folder) / "ours.db", Path(folder) / "bare.db", chosen.articles)
    found = {
        "articles": chosen.articles,
        "articles a second": round(chosen.articles / ours, 1),
        "bare rows, articles a second": round(chosen.articles / theirs, 1),
        "share of bare inserts": round(theirs / ours, 3),
    }
    print(
        json.dumps(found) if chosen.json else "\n".join(f"{name:32} {value}" for name, value in found.items())
    )


if __name__ == "__main__":
    main()
