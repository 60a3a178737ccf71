"""Sitemaps, whole and hostile."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import pytest

from newsarchive.discovery import DiscoveryError
from storage.records import Hints, Lead

Finder = Callable[..., tuple[Lead, ...]]

NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{"".join(entries)}</urlset>'


def url(number: int, more: str = "") -> str:
    return f"<url><loc>https://herald.example/a-post{number}.html</loc>{more}</url>"


def test_a_news_sitemap_tells_title_and_times(find: Finder) -> None:
    news = (
        "<news:news><news:publication><news:name>H</news:name></news:publication>"
        "<news:publication_date>2026-02-01T07:00:00+07:00</news:publication_date>"
        "<news:title>Cầu mới</news:title></news:news>"
    )
    (lead,) = find(urlset(url(1, "<lastmod>2026-02-02</lastmod>" + news)), "sitemap")
    assert lead.kind == "article"
    assert lead.hints == Hints("Cầu mới", "2026-02-01T07:00:00+07:00", "2026-02-02", None)


@pytest.mark.parametrize("lastmod", ["2999-01-01", "2026-03-09T00:00:00Z", "soon", "0000-00-00x", ""])
def test_times_that_are_none_or_lie_ahead_are_no_hints(find: Finder, lastmod: str) -> None:
    (lead,) = find(urlset(url(1, f"<lastmod>{lastmod}</lastmod>")), "sitemap")
    assert lead.hints.modified is None


def test_an_index_leads_to_sitemaps_in_scope_but_never_to_itself(find: Finder) -> None:
    text = "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>".format(
        "</loc></sitemap><sitemap><loc>".join(
            [
                "https://herald.example/here",
                "https://herald.example/2026-01.xml.gz",
                "https://herald.example/2026-01.xml.gz#again",
                "https://elsewhere.example/2026-02.xml",
                "http://169.254.169.254/latest/meta-data",
            ]
        )
    )
    assert [(lead.url, lead.kind) for lead in find(text, "sitemap")] == [
        ("https://herald.example/2026-01.xml.gz", "sitemap")
    ]


def test_gzip_and_plain_text_forms(find: Finder) -> None:
    expected = ["https://herald.example/a-post1.html", "https://herald.example/a-post2.html"]
    packed = gzip.compress(urlset(url(1), url(2)).encode())
    assert [lead.url for lead in find(packed, "sitemap")] == expected
    assert [
        lead.url for lead in find("\n".join([*expected, "https://herald.example/about"]), "sitemap")
    ] == expected


def test_no_more_than_fifty_thousand_urls_are_taken(find: Finder) -> None:
    started = time.monotonic()
    leads = find(urlset(*(url(number) for number in range(50_200))), "sitemap")
    assert len(leads) == 50_000
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (urlset().encode(), "empty"),
        (b"<sitemapindex></sitemapindex>", "empty"),
        (b"<html><body>Not found</body></html>", "not_sitemap"),
        (b"Not found", "not_sitemap"),
        (gzip.compress(urlset(url(1)).encode())[:-12], "truncated"),
        (gzip.compress(b" " * 80_000_000), "too_large"),
        (b" " * (50 * 1024 * 1024 + 1), "too_large"),
        (urlset(url(1), url(2)).encode()[:-60], "truncated"),
        (b'<!DOCTYPE u [<!ENTITY a "b">]>' + urlset(url(1)).encode()[38:], "entities"),
    ],
)
def test_what_is_no_sitemap_says_so(find: Finder, body: bytes, reason: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        find(body, "sitemap")
    assert caught.value.reason == reason


def test_a_sitemap_without_stories_is_no_error(find: Finder) -> None:
    assert find(urlset("<url><loc>https://herald.example/about</loc></url>"), "sitemap") == ()
