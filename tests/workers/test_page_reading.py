"""What a worker reads in a page: the story, or the leads; the same as read in this process."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.profile import Profile
from newsarchive.workers import Job, WorkerPool, map_jobs
from newsarchive.workers.reading import read
from storage.records import Extraction, Hints, Lead, LeadKind, Learnt, Page, Refusal

NOW = datetime(2026, 3, 1, 7, 15, tzinfo=UTC)
STORY = "".join(
    f"<p>Sáng nay bà con xóm Bến Đá ra bờ sông gia cố đoạn đê thứ {n}, dài hơn hai trăm mét.</p>"
    for n in range(12)
)
ARTICLE = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Gia cố đê Bến Đá</title>
<meta property="og:title" content="Gia cố đê Bến Đá"></head><body><article><h1>Gia cố đê Bến Đá</h1>
<time datetime="2026-02-27T08:30:00+07:00">27/02/2026 08:30</time>{STORY}</article></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Báo Bến Đá</title><item>
<title>Gia cố đê</title><link>https://bao.example/gia-co-de-post12.html</link></item></channel></rss>"""


@pytest.fixture(scope="module")
def profile() -> Profile:
    return Profile.model_validate(
        {
            "slug": "bao",
            "name": "Báo Bến Đá",
            "homepage": "https://bao.example/",
            "languages": ["vi"],
            "timezone": "Asia/Ho_Chi_Minh",
            "discovery": {"feeds": ["/rss.xml"], "article_url": r"-post\d+\.html$"},
        }
    )


@pytest.fixture(scope="module")
def pool() -> WorkerPool:
    return WorkerPool(2)


@pytest.fixture(scope="module", autouse=True)
def _closed(pool: WorkerPool) -> object:
    yield
    pool.close()


def job(text: str, kind: LeadKind = "article", profile: Profile | None = None) -> Job:
    page = Page(
        "https://bao.example/gia-co-de-post12.html", text.encode(), NOW, 200, "text/html; charset=utf-8"
    )
    return Job(page, kind, profile.to_json() if profile else None, Hints(title="Gia cố"), Learnt())


def test_a_story_is_read_as_in_this_process(pool: WorkerPool, profile: Profile) -> None:
    for asked in (job(ARTICLE), job(ARTICLE, profile=profile)):
        reading = pool.read(asked)
        assert isinstance(reading.result, Extraction)
        assert reading.result.title == "Gia cố đê Bến Đá" and len(reading.result.body) >= 12
        assert reading == read(asked)
    assert reading.reader.profile == profile.digest and reading.leads == ()


def test_a_feed_gives_leads(pool: WorkerPool, profile: Profile) -> None:
    reading = pool.read(job(FEED, "feed", profile))
    assert reading.result is None
    assert [(lead.url, lead.kind) for lead in reading.leads] == [
        ("https://bao.example/gia-co-de-post12.html", "article")
    ]
    assert isinstance(reading.leads[0], Lead)


def test_a_broken_feed_is_refused_with_its_reason(pool: WorkerPool, profile: Profile) -> None:
    reading = pool.read(job("<html>Bảo trì</html>", "feed", profile))
    assert isinstance(reading.result, Refusal) and reading.result.reason == "not_feed"


def test_leads_without_a_profile_cost_their_job_only(pool: WorkerPool) -> None:
    reading = pool.read(job(FEED, "feed"))
    assert isinstance(reading.result, Refusal) and "profile" in reading.result.detail


def test_a_page_made_to_hang_parsers_is_refused_and_its_neighbours_are_not(profile: Profile) -> None:
    hostile = f"<html><body><p {' '.join(f'a{n}=1' for n in range(200_000))}>x</p></body></html>"
    orders = [job(ARTICLE, profile=profile)] * 3 + [job(hostile)] + [job(ARTICLE, profile=profile)] * 3
    with WorkerPool(1, deadline=2.5) as own:
        readings = list(map_jobs(own, orders))
    refused = readings.pop(3)
    assert isinstance(refused.result, Refusal) and refused.result.reason in ("timeout", "too_large")
    assert refused.reader.extractor.startswith("newsarchive ")
    assert all(isinstance(reading.result, Extraction) for reading in readings)


def test_sending_jobs_loads_no_parser_and_no_database() -> None:
    code = "import sys, newsarchive.workers; print({'lxml', 'sqlalchemy', 'scrapy'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert told.stdout.strip() == "set()"
