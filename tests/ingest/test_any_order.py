"""The order in which captures arrive leaves no trace: live, imported late or rebuilt, the rows are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from newsarchive.ingest.judging import judge_waiting
from newsarchive.ingest.keep import keep
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.work import Work
from newsarchive.profile import Profile
from storage.records import (
    Byline,
    Capture,
    Exchange,
    Extraction,
    Lead,
    Moment,
    PortalRecord,
    Reader,
    Reading,
    Refusal,
    RunRecord,
)
from storage.repositories import Database, Unit
from storage.tables import article_keys, article_urls, articles, captures, ledger, refusals, versions

START = datetime(2026, 3, 1, tzinfo=UTC)
PROFILE = Profile.model_validate(
    {
        "slug": "thu",
        "name": "Báo Thử",
        "homepage": "https://thu.example/",
        "discovery": {"article_url": r"-(?P<id>\d+)\.html$"},
    }
)
TEXTS = (
    ("Mưa lũ ở Khe Lăng", ("Sáng nay hơn hai trăm hộ dân ở thôn Khe Lăng đã nhận giống lúa mới của huyện.",)),
    ("Mưa lũ ở Khe Lăng", ("Sáng nay hơn ba trăm hộ dân ở thôn Khe Lăng đã nhận giống lúa mới của huyện.",)),
    (
        "Chợ phiên vùng cao",
        ("Chợ phiên cuối năm đông vui, bà con các bản mang hàng thổ cẩm xuống bán từ sớm.",),
    ),
)
PATHS = ("a-1", "b-2", "c-3")


def address(name: str) -> str:
    return f"https://thu.example/{name}{'' if name.endswith('/') else '.html'}"


@dataclass(frozen=True)
class Delivery:
    """What came back at minute `at`: which text (or a status), where it was asked and where it stood."""

    at: int
    asked: str
    answered: str
    text: int | None
    status: int
    canonical: str | None
    reader: str = "one"


def deliveries() -> st.SearchStrategy[Delivery]:
    stories = st.builds(
        Delivery,
        st.integers(0, 40),
        st.sampled_from(PATHS),
        st.none() | st.sampled_from((*PATHS, "muc/")),
        st.sampled_from(range(len(TEXTS))),
        st.just(200),
        st.none() | st.sampled_from(PATHS),
    )
    others = st.builds(
        Delivery,
        st.integers(0, 40),
        st.sampled_from(PATHS),
        st.none(),
        st.none(),
        st.sampled_from((404, 410, 304, 503)),
        st.none(),
    )
    told = st.one_of(stories, stories, others)
    return told.map(lambda one: replace(one, answered=one.answered or one.asked))


def story(one: Delivery) -> Extraction:
    title, body = TEXTS[one.text or 0]
    named = address(one.canonical) if one.canonical else None
    day = Moment(None, "2026-03-01", "day", 0.9)
    return Extraction(
        address(one.answered), named, "article", title, None, None, None, day, None, Byline(), body,
        (), (), (), "vi", (), (), "test",
    )  # fmt: skip


def capture(one: Delivery) -> Capture:
    return Capture(
        "thu", address(one.answered), address(one.asked), "article", f"run-{one.at % 3}",
        START + timedelta(minutes=one.at), one.status, "text/html", "sha256:0", "thu/2026/a.warc.gz",
        one.at * 1000, 900,
    )  # fmt: skip


def work(one: Delivery) -> Work:
    reading: Reading | None
    if one.status == 304:
        reading = None
    elif one.text is None:
        gone = "gone" if one.status in (404, 410) else "error_page"
        reading = Reading(Refusal(gone), (), Reader(one.reader, "", ""))
    else:
        reading = Reading(story(one), (), Reader(one.reader, "", ""))
    made = capture(one)
    exchange = Exchange(made.url, b"", b"x", made.fetched_at)
    return Work("thu", made.run, Lead(made.lead_url, "article"), "article", exchange, reading)


@dataclass
class Shelf:
    """What reads stored captures again: here everybody remembers what was delivered."""

    of: dict[int, Delivery] = field(default_factory=dict)

    def __call__(self, asked: Capture) -> Reading:
        reading = work(self.of[asked.offset]).reading
        assert reading
        return reading

    def stored(self, asked: Capture) -> tuple[Work, Reread]:
        return work(self.of[asked.offset]), self


def arrive(unit: Unit, order: list[Delivery]) -> set[str]:
    """Every id of an article or a version that was given on the way."""
    unit.portals.keep(PortalRecord("thu", "Báo Thử", "https://thu.example/"))
    shelf = Shelf()
    given: set[str] = set()
    for one in order:
        unit.runs.start(RunRecord(f"run-{one.at % 3}", START, "crawl", "test"))
        shelf.of[capture(one).offset] = one
        done = keep(unit, PROFILE, work(one), capture(one), shelf)
        given |= {name for name in (done.article, done.version) if name}
        given |= set(unit.connection.scalars(versions.select().with_only_columns(versions.c.id)))
    return given


def rows(unit: Unit) -> dict[str, Any]:
    while judge_waiting(unit):
        pass

    def all_of(table: Any, *without: str) -> list[tuple[Any, ...]]:
        columns = [column for column in table.c if column.name not in ("id", "capture", *without)]
        return sorted(
            tuple(map(str, row))
            for row in unit.connection.execute(table.select().with_only_columns(*columns))
        )

    views = ("v_articles", "v_versions", "v_events", "v_captures", "v_coverage", "v_refusals")
    found: dict[str, Any] = {
        view: sorted(map(str, unit.connection.exec_driver_sql(f"select * from {view}"))) for view in views
    }
    found |= {table.name: all_of(table) for table in (article_keys, article_urls, ledger, refusals)}
    found["articles"] = sorted(map(str, unit.connection.execute(articles.select())))
    found["captures"] = all_of(captures)
    for name in unit.connection.scalars(articles.select().with_only_columns(articles.c.id)):
        found[f"words of {name}"] = unit.search.words(name)
    for path in PATHS:
        found[f"id of {path}"] = unit.articles.resolve(PROFILE.article_id(address(path)))
    return found


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{Path(tmp_path_factory.mktemp('orders')) / 'archive.db'}")
    database.upgrade()
    yield database
    database.close()


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_order_of_arrival_leaves_the_rows_of_a_rebuild(database: Database, data: st.DataObject) -> None:
    told = data.draw(st.lists(deliveries(), min_size=2, max_size=7, unique_by=lambda one: one.at))
    order = data.draw(st.permutations(told))
    with database.reading() as unit:
        arrive(unit, sorted(told, key=lambda one: one.at))
        expected = rows(unit)
        unit.connection.rollback()
    with database.reading() as unit:
        given_ids = arrive(unit, order)
        assert rows(unit) == expected
        for name in given_ids:
            resolved = unit.articles.resolve_version(name) if "@" in name else unit.articles.resolve(name)
            assert resolved, name
        event(f"{len(expected['articles'])} articles, {len(expected['v_versions'])} versions")
        unit.connection.rollback()
