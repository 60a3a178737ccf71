"""Stories nothing is known of, kept all at once: the same rows as one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.keep import keep
from newsarchive.ingest.newcomers import Item, keep_newcomers
from newsarchive.ingest.rereading import Rereader
from newsarchive.ingest.work import Work, capture_of, note_of
from newsarchive.workers.reading import read
from storage.records import Exchange, Lead
from storage.repositories import Unit
from storage.tables import metadata
from storage.warc import Placed, page_of, parse_response

from ..storage.conftest import BOTH
from .conftest import PARAGRAPHS, Desk, InlinePool, desk_on, html, wire

STORIES = {
    f"/lua-{number}.html": wire(
        html(f"Thôn {number} nhận giống lúa", [f"Chuyện {number}. {part}" for part in PARAGRAPHS]),
        ETag=f'"{number}"',
    )
    for number in range(101, 107)
}


@pytest.fixture(params=BOTH)
def desks(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    with desk_on(request.param, tmp_path, "one") as one, desk_on(request.param, tmp_path, "two") as two:
        yield one, two


def item(desk: Desk, path: str, response: bytes, final: str | None = None) -> Item:
    desk.at += timedelta(minutes=1)
    lead = Lead(f"https://thu.example{path}", "article")
    note = note_of(desk.profile.slug, desk.run.id, lead, "article")
    url = f"https://thu.example{final}" if final else lead.url
    exchange = Exchange(url, b"GET / HTTP/1.1\r\n\r\n", response, desk.at, note=note)
    job = job_of("article", page_of(url, response, desk.at), desk.profile, lead.hints)
    assert job
    work = Work(desk.profile.slug, desk.run.id, lead, "article", exchange, read(job))
    minute = int(desk.at.timestamp() // 60)
    placed = Placed("thu/2026/thu-a-000.warc.gz", minute, 10, "sha256:00", False)
    return work, capture_of(work, placed, parse_response(response))


def one_by_one(desk: Desk, unit: Unit, items: list[Item]) -> None:
    reread = Rereader(desk.archive, {desk.profile.slug: desk.profile}, InlinePool())
    for work, capture in items:
        keep(unit, desk.profile, work, capture, reread)


def all_rows(desk: Desk) -> dict[str, list[str]]:
    """Every row of every table; numbers of rows and of texts are each database's own."""
    found = {}
    with desk.archive.database.reading() as unit:
        for table in metadata.sorted_tables:
            told = [
                column for column in table.c if column.name not in ("id", "arrived") or table.name in NAMED
            ]
            rows = unit.connection.execute(select(*told))
            found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found


NAMED = ("articles", "versions", "article_aliases", "runs")


def test_the_rows_are_the_same(desks: tuple[Desk, Desk]) -> None:
    items = [item(desks[0], path, answer) for path, answer in STORIES.items()]
    with desks[0].archive.database.writing() as unit:
        one_by_one(desks[0], unit, items)
    with desks[1].archive.database.writing() as unit:
        done = keep_newcomers(unit, {"thu": desks[1].profile}, items)
    assert len(done) == len(STORIES)
    assert all_rows(desks[0]) == all_rows(desks[1])
    assert sum(map(len, all_rows(desks[1]).values())) > 8 * len(STORIES)


def test_what_is_known_or_doubtful_is_left_to_others(desks: tuple[Desk, Desk]) -> None:
    desk = desks[0]
    paths = list(STORIES)
    known = [item(desk, path, STORIES[path]) for path in paths[:1]]
    with desk.archive.database.writing() as unit:
        one_by_one(desk, unit, known)
    fresh = [item(desk, path, STORIES[path]) for path in paths[1:]]
    elsewhere = "https://thu.example/khac-900.html"
    same = html("Thôn 900 nhận giống lúa", [f"Chuyện 900. {part}" for part in PARAGRAPHS])
    odd = [
        item(desk, paths[0], STORIES[paths[0]]),
        item(desk, "/lua-800.html", wire(html("Lúa", PARAGRAPHS, canonical=elsewhere))),
        item(desk, "/lua-801.html", wire(same)),
        item(desk, "/lua-802.html", wire(same)),
        item(desk, "/lua-803.html", wire(b"", "404 Not Found")),
        item(desk, "/lua-804.html", STORIES[paths[1]].replace(b"102", b"804"), final="/lua-805.html"),
    ]
    with desk.archive.database.writing() as unit:
        done = keep_newcomers(unit, {"thu": desk.profile}, [*fresh, *odd])
    assert sorted(done) == list(range(len(fresh)))
