"""A fresh database for each test, on SQLite always and on PostgreSQL where a server is named."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from newsarchive.text import exact_layer, fold_layer
from storage.records import (
    Byline,
    Caption,
    Capture,
    Evidence,
    Extraction,
    Moment,
    Person,
    PortalRecord,
    Problem,
    Reader,
    RunRecord,
    SearchText,
)
from storage.repositories import Database, Unit

SERVER = "NEWSARCHIVE_TEST_POSTGRESQL"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
READER = Reader("newsarchive 1.0", "sha256:profile", "sha256:learnt")


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'archive.db'}"
        return
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"no PostgreSQL server named in {SERVER}")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    yield make_url(server).update_query_dict(options).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the test's own."""
    with empty(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database of the test's own."""
    database = Database(url)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture(scope="session", params=BOTH)
def kept_empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database that no test commits to: making one for each would take most of the time."""
    with empty(request.param, tmp_path_factory.mktemp("kept")) as url:
        database = Database(url)
        database.upgrade()
        yield database
        database.close()


@pytest.fixture
def unit(kept_empty: Database) -> Iterator[Unit]:
    """A unit whose work is thrown away."""
    with kept_empty.reading() as unit:
        yield unit
        unit.connection.rollback()


@dataclass
class Newsroom:
    """Invented stories of the portal "tin-nui", put into a unit as the conveyor does it."""

    unit: Unit
    now: datetime = NOON
    offset: int = 0
    portals: set[str] = field(default_factory=set)

    def portal(
        self, slug: str = "tin-nui", place: str | None = "VN-33", zone: str = "Asia/Ho_Chi_Minh"
    ) -> None:
        self.portals.add(slug)
        home = f"https://{slug}.example/"
        self.unit.portals.keep(PortalRecord(slug, slug.title(), home, place=place, timezone=zone))

    def run(self, run: str = "20260301T120000Z-crawl") -> RunRecord:
        record = RunRecord(run, self.now, "crawl tin-nui", "newsarchive 1.0")
        self.unit.runs.start(record)
        return record

    def capture(self, url: str, portal: str = "tin-nui", **more: object) -> Capture:
        self.offset += 1000
        made = Capture(
            portal, url, url, "article", "20260301T120000Z-crawl", self.now, 200, "text/html",
            "sha256:00", f"{portal}/2026/{portal}-x-000.warc.gz", self.offset, 900,
        )  # fmt: skip
        return replace(made, **more)  # type: ignore[arg-type]

    def story(self, title: str = "Mưa lớn ở vùng cao", **more: object) -> Extraction:
        made = Extraction(
            url="https://tin-nui.example/mua-lon-post1.html",
            canonical_url=None,
            kind="article",
            title=title,
            kicker=None,
            lead="Mưa  kéo dài ba ngày.",
            dateline="(TNO) -",
            published=Moment(NOON.astimezone(UTC), "2026-03-01", "minute", 0.9),
            modified=None,
            byline=Byline("AN BÌNH - TTX", (Person("An Bình", "AN BÌNH", "author"),), ("TTX",), ()),
            body=("Mưa  kéo dài ba ngày.", "Suối dâng cao."),
            captions=(Caption("Cầu treo sau mưa", "An Bình", "https://tin-nui.example/cau.jpg"),),
            section=("Thời sự", "Vùng cao"),
            tags=("mưa", "lũ"),
            language="vi",
            evidence=(
                Evidence("title", title, "css:h1", "h1.title", 0.9, True),
                Evidence("title", "Trang nhất", "css:h1", "header > h1", 0.2, False),
                Evidence("published", "01/03/2026", "clock", "div#now", 0.1, False),
            ),
            problems=(Problem("weekday_contradicts_date", "published", "Thứ tư"),),
            extractor=READER.extractor,
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def text(self, story: Extraction) -> SearchText:
        captions = "\n".join(caption.text for caption in story.captions)
        parts = (story.title or "", "\n".join(story.body), story.byline.raw, captions)
        return SearchText(*(layer(part) for part in parts for layer in (exact_layer, fold_layer)))

    def publish(
        self, key: str, story: Extraction | None = None, portal: str = "tin-nui", change: str = "first"
    ) -> str:
        """A new version of the article at `key`; its first opens the article."""
        if portal not in self.portals:
            self.portal(portal)
        story = story or self.story()
        article, url = f"{portal}-{key}", f"https://{portal}.example/{key}"
        capture = self.unit.captures.add(self.capture(url, portal), article, "stored")
        if self.unit.articles.resolve(article) is None:
            self.unit.articles.open(article, portal, key, url, self.now)
        version = self.unit.articles.add_version(article, self.now, change, capture)
        digest = f"sha256:{hash((story.title, story.body)):x}"
        self.unit.articles.add_extraction(version, capture, story, READER, digest, current=True)
        self.unit.articles.seen(article, version, url, self.now)
        self.unit.search.put(article, self.text(story))
        return version

    def later(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def newsroom(unit: Unit) -> Newsroom:
    return Newsroom(unit)


@pytest.fixture
def reader() -> Reader:
    return READER
