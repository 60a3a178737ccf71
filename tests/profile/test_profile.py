"""What a profile answers: which layout, which story, whose URL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.profile import Profile


def profile(**keys: Any) -> Profile:
    return Profile.model_validate(
        {"slug": "portal", "name": "Portal", "homepage": "https://portal.example/"} | keys
    )


ERAS = profile(
    timezone="Asia/Ho_Chi_Minh",
    layouts={
        "first": {"until": "2019-12-31"},
        "second": {"since": "2021-01-01", "until": "2023-12-31"},
        "special": {"since": "2022-03-01", "until": "2022-03-31"},
        "third": {"since": "2024-01-01"},
    },
)


@pytest.mark.parametrize(
    ("when", "name"),
    [
        (datetime(2015, 1, 1, tzinfo=UTC), "first"),
        (datetime(2020, 6, 1, tzinfo=UTC), None),
        (datetime(2021, 6, 1, tzinfo=UTC), "second"),
        (datetime(2022, 3, 15, tzinfo=UTC), "special"),
        (datetime(2022, 4, 1, tzinfo=UTC), "second"),
        # five in the afternoon in London is the next day in Hanoi
        (datetime(2023, 12, 31, 16, 59, tzinfo=UTC), "second"),
        (datetime(2023, 12, 31, 17, 0, tzinfo=UTC), "third"),
        (None, "third"),
    ],
)
def test_the_layout_is_that_of_the_fetch_in_the_portals_own_day(
    when: datetime | None, name: str | None
) -> None:
    assert ERAS.layout_at(when) is (ERAS.layouts[name] if name else None)


def test_scope_is_host_and_port_whatever_the_scheme() -> None:
    portal = profile(hosts=["portal.example", "old.example:8080", "báo.example"])
    assert portal.allows("http://portal.example/x")
    assert portal.allows("https://PORTAL.example.:443/x")
    assert portal.allows("http://old.example:8080/")
    assert portal.allows("https://xn--bo-mia.example/")
    for url in (
        "https://portal.example:8443/",
        "https://old.example/",
        "https://portal.example.evil.example/",
        "https://www.portal.example/",
        "https://user@portal.example/",
        "ftp://portal.example/",
        "mailto:a@portal.example",
        "",
    ):
        assert not portal.allows(url)


def test_the_key_is_the_part_the_pattern_names() -> None:
    named = profile(
        discovery={"article_url": [r"-post(?P<id>\d+)\.html$", r"^/old/(\d+)/"], "not_articles": ["^/tag/"]}
    )
    assert named.key("https://portal.example/a-post12.html") == "12"
    assert named.key("http://www.portal.example/B/A-post12.html?utm_source=x#c") == "12"
    assert named.key("https://portal.example/a-post12.html?page=2") == "12"
    assert named.key("https://portal.example/old/77/name") == "77"
    assert named.key("https://portal.example/about/?x=1") == "/about/?x=1"
    assert named.key("https://portal.example/about/") == "/about"
    assert not named.is_article("https://portal.example/tag/a-post12.html")
    assert not named.is_article("https://elsewhere.example/a-post12.html")


def test_an_id_that_stands_in_the_query_alone_is_found_there() -> None:
    portal = profile(discovery={"article_url": r"^/viewer\.aspx\?macm=\d+&mabb=(?P<id>\d+)$"})
    assert portal.key("https://portal.example/viewer.aspx?macm=39&mabb=222823") == "222823"
    assert not portal.is_article("https://portal.example/viewer.aspx?macm=39")


def test_one_story_has_one_id_however_its_url_is_spelt() -> None:
    portal = profile(hosts=["portal.example", "www.portal.example"])
    spellings = [
        "https://portal.example/news/a-long-enough-name/",
        "http://WWW.portal.example:80/news/a-long-enough-name",
        "https://portal.example/news/./a-long-enough-name/?fbclid=1#top",
    ]
    assert len({portal.article_id(url) for url in spellings}) == 1


def test_without_patterns_stories_are_told_from_lists_by_their_look() -> None:
    portal = profile()
    assert portal.is_article("https://portal.example/news/mayor-opens-the-bridge")
    assert portal.is_article("https://portal.example/2024/05/12345.html")
    for path in ("/", "/news/", "/tag/one-two-three-four", "/img/a-b-c-d-e.jpg", "/feed/12345"):
        assert not portal.is_article(f"https://portal.example{path}")


def test_a_crawl_starts_with_feeds_then_candidates_sitemaps_and_sections() -> None:
    portal = profile(
        discovery={"feeds": ["/a.rss"], "candidates": ["/b.rss"], "sitemaps": ["/s.xml"], "sections": ["/n/"]}
    )
    assert [(lead.url, lead.kind, lead.found_in) for lead in portal.starts()] == [
        ("https://portal.example/a.rss", "feed", "profile"),
        ("https://portal.example/b.rss", "feed", "candidate"),
        ("https://portal.example/s.xml", "sitemap", "profile"),
        ("https://portal.example/n/", "section", "profile"),
    ]


@given(st.text(max_size=60))
def test_no_url_is_too_odd_to_be_judged(text: str) -> None:
    assert not profile().allows(text) or text.strip().lower().startswith("http")
    assert isinstance(profile().is_article(text), bool)
