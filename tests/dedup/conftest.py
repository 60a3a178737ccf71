"""Databases of both kinds, and articles put into them by their text alone."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, select, text

from newsarchive.dedup import refresh
from storage.records import Byline, Capture, Extraction, Moment, PortalRecord, Reader
from storage.repositories import Database, Unit
from storage.tables import articles

AT = datetime(2026, 3, 1, tzinfo=UTC)
READER = Reader("newsarchive test", "profile", "")
POSTGRESQL = os.environ.get("NEWSARCHIVE_TEST_POSTGRESQL")


@dataclass
class Desk:
    """Puts stories into a database; `refresh` brings its clusters up to date."""

    database: Database
    most: int = 500
    hubs: int = 8
    captures: int = field(default=0)

    def put(
        self,
        article: str,
        body: str,
        credits: tuple[str, ...] = (),
        published: Moment | None = None,
        first_seen: datetime = AT,
    ) -> None:
        """The text of the article from now on; its id is PORTAL-KEY."""
        portal = article.partition("-")[0]
        url = f"https://{portal}.example/{article}"
        self.captures += 1
        at = first_seen + timedelta(seconds=self.captures)
        with self.database.writing() as unit:
            unit.portals.keep(
                PortalRecord(
                    portal, f"Báo {portal}", f"https://{portal}.example/", domains=(f"{portal}.example",)
                )
            )
            if unit.articles.resolve(article) is None:
                unit.articles.open(article, portal, article, url, first_seen)
            capture = Capture(
                portal,
                url,
                url,
                "article",
                "r1",
                at,
                200,
                "text/html",
                f"sha256:{self.captures}",
                "w",
                self.captures,
                1,
            )
            number = unit.captures.add(capture, article, "stored")
            version = unit.articles.add_version(article, at, "text", number)
            story = _story(url, body, credits, published)
            unit.articles.add_extraction(version, number, story, READER, f"sha256:{hash(body)}", current=True)
            unit.clusters.mark_dirty(article)

    def refresh(self) -> None:
        left = True
        while left:
            with self.database.writing() as unit:
                left = refresh(unit, self.most, self.hubs) > 0

    at: datetime = AT

    def ids(self) -> set[str]:
        with self.database.reading() as unit:
            return self.ids_in(unit)

    def ids_in(self, unit: Unit) -> set[str]:
        return set(unit.connection.scalars(select(articles.c.id)))

    def rows(self, query: str) -> list[dict[str, object]]:
        with self.database.reading() as unit:
            return [dict(row._mapping) for row in unit.connection.execute(text(query))]

    def clusters(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.rows("SELECT cluster, article FROM v_clusters"):
            found.setdefault(str(row["cluster"]), set()).add(str(row["article"]))
        return found


def _story(url: str, body: str, credits: tuple[str, ...], published: Moment | None) -> Extraction:
    return Extraction(
        url, None, "article", "Tin", None, None, None, published, None,
        Byline(" - ".join(credits), (), credits, ()), tuple(body.split("\n\n")), (), (), (), "vi", (), (),
        "test",
    )  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "archive.db")
        return
    if not POSTGRESQL:
        pytest.skip("NEWSARCHIVE_TEST_POSTGRESQL is not set")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(POSTGRESQL)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    yield make_url(POSTGRESQL).update_query_dict(options).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    database = Database(url)
    database.upgrade()
    yield Desk(database)
    database.close()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """A fresh desk whenever one is asked for, on SQLite."""
    empty = Database(str(tmp_path / "empty.db"))
    empty.upgrade()
    empty.close()
    made: list[Database] = []

    def new() -> Desk:
        path = tmp_path / f"{len(made)}.db"
        shutil.copy(tmp_path / "empty.db", path)
        made.append(Database(str(path)))
        return Desk(made[-1])

    yield new
    for database in made:
        database.close()
