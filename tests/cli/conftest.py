"""A small archive with stories of our own, and a way to run commands in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer

from newsarchive.archive import Archive, open_archive
from newsarchive.cli import main
from newsarchive.errors import NewsarchiveError
from newsarchive.ingest.texts import search_text, text_digest
from storage.records import (
    Byline,
    Caption,
    Capture,
    Evidence,
    Exchange,
    Extraction,
    Moment,
    Person,
    PlaceRecord,
    PortalRecord,
    Problem,
    Reader,
    RunRecord,
)
from storage.repositories import Unit
from storage.warc import WarcWriter

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2026, 3, 1, 0, 15, tzinfo=UTC)
LATER = datetime(2026, 3, 4, 0, 15, tzinfo=UTC)
READER = Reader("newsarchive 0", "sha256:profile", "sha256:learnt")
FEVER = "\x1b[2J=cmd"
RICE = Extraction(
    url="https://bao-mot.example/lua-post1.html",
    canonical_url=None,
    kind="article",
    title="Đắk Lắk: lúa được mùa",
    kicker=None,
    lead="Vụ này lúa tốt.",
    dateline=None,
    published=Moment(datetime(2026, 3, 1, 7, 0, tzinfo=HANOI), "2026-03-01", "minute", 0.95),
    modified=None,
    byline=Byline(
        "HÀ MY - TRÍ AN", (Person("Hà My", "HÀ MY", "author"), Person("Trí An", "TRÍ AN", "photographer"))
    ),
    body=("Vụ này lúa tốt.", "Tỉnh ủy và Ủy ban nhân dân cùng bà con ra đồng.", "Má tôi mừng vì giá cao."),
    captions=(Caption("Ruộng lúa chín vàng", "Ảnh: Trí An", "https://bao-mot.example/1.jpg"),),
    section=("Kinh tế", "Nông nghiệp"),
    tags=("lúa",),
    language="vi",
    evidence=(
        Evidence("published", "01/03/2026 07:00", "css:time", "main > time", 0.95, True),
        Evidence("published", "04/03/2026", "clock", "header > span", 0.05, False),
    ),
    problems=(),
    extractor="newsarchive 0",
)
DEARER = replace(RICE, body=(*RICE.body[:2], "Má tôi mừng vì giá rất cao."))
FORMULA = replace(
    RICE,
    url="https://bao-hai.example/sot-post2.html",
    title=FEVER + " sốt giá",
    published=Moment(None, "2026-02-11", "day", 0.7),
    byline=Byline("PV"),
    body=("Ma túy bị bắt giữ.", "Giá \u202evàng tăng."),
    captions=(),
    section=("Pháp luật",),
    problems=(Problem("byline_initials", "byline", "PV"),),
)


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Newsarchive:
    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture

    def __call__(self, *arguments: str) -> Ran:
        self.capture.readouterr()
        code = _run(["--archive", str(self.folder), *arguments])
        written = self.capture.readouterr()
        return Ran(code, written.out, written.err)


@pytest.fixture
def newsarchive(stored: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    return Newsarchive(stored, capsys)


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two portals; the first one's story has two versions and two URLs."""
    folder = tmp_path_factory.mktemp("archive")
    with open_archive(folder, create=True) as archive:
        captures = {url: _capture(archive, url, at) for url, at in _fetches().items()}
        with archive.database.writing() as unit:
            _catalogue(unit)
            _keep(unit, "bao-mot-1", "post1", captures, [(FIRST, RICE, "first"), (LATER, DEARER, "text")])
            _keep(unit, "bao-hai-2", "post2", captures, [(FIRST + timedelta(hours=1), FORMULA, "first")])
            unit.articles.alias(
                "bao-mot", "old1", "https://bao-mot.example/cu-1.html", "bao-mot-1", LATER, "bao-mot-0"
            )
            unit.ledger.count(
                "run", "bao-mot", "2026-03-01", RICE.url, "stored", None, fetched=True, at=FIRST
            )
            unit.ledger.count(
                "run2", "bao-mot", "2026-03-04", RICE.url, "changed", None, fetched=True, at=LATER
            )
            unit.ledger.count(
                "run2",
                "bao-mot",
                "2026-03-04",
                "https://bao-mot.example/x",
                "refused",
                "listing",
                fetched=True,
                at=LATER,
            )
            unit.ledger.count(
                "run", "bao-hai", "2026-03-01", FORMULA.url, "stored", None, fetched=True, at=FIRST
            )
    yield folder


def _run(arguments: list[str]) -> int:
    before, sys.argv = sys.argv, ["newsarchive", *arguments]
    try:
        main.app(arguments, prog_name="newsarchive")
    except NewsarchiveError as error:
        typer.echo(f"newsarchive: {error}", err=True)
        return int(error.exit)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


def _fetches() -> dict[str, datetime]:
    return {RICE.url: FIRST, FORMULA.url: FIRST}


def _capture(archive: Archive, url: str, at: datetime) -> Capture:
    portal = url.split("/")[2].split(".")[0]
    body = f"<html>{url}\x1b[2J</html>".encode()
    response = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    writer = WarcWriter(archive.warc_root, portal, "run", {"software": "newsarchive 0"}, at)
    placed = writer.append(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", response + body, at))
    writer.close()
    return Capture(
        portal,
        url,
        url,
        "article",
        "run",
        at,
        200,
        "text/html",
        placed.digest,
        placed.warc,
        placed.offset,
        placed.length,
    )


def _catalogue(unit: Unit) -> None:
    unit.runs.start(RunRecord("run", FIRST, "crawl", "newsarchive 0"))
    unit.places.keep([PlaceRecord("VN-33", "Đắk Lắk", "province", "VN", None, None, None)])
    unit.portals.keep(PortalRecord("bao-mot", "Báo Một", "https://bao-mot.example/", place="VN-33"))
    unit.portals.keep(PortalRecord("bao-hai", "Báo Hai", "https://bao-hai.example/"))


def _keep(
    unit: Unit,
    article: str,
    key: str,
    captures: dict[str, Capture],
    states: list[tuple[datetime, Extraction, str]],
) -> None:
    portal = article.rsplit("-", 1)[0]
    first_at, first, _ = states[0]
    unit.articles.open(article, portal, key, first.url, first_at)
    for at, reading, change in states:
        number = unit.captures.add(captures[reading.url], article, "stored")
        version = unit.articles.add_version(article, at, change, number)
        unit.articles.add_extraction(version, number, reading, READER, text_digest(reading), current=True)
        unit.articles.seen(article, version, reading.url, at + timedelta(hours=1))
        unit.search.put(article, search_text(reading))
