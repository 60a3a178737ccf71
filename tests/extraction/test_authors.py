"""Where on a page a byline stands, and what only looks like one."""

from __future__ import annotations

import json

import pytest

from newsarchive.extraction import extract
from storage.records import Byline, Extraction, Page

PROSE = (
    "Con đường dài gần bốn cây số nối bản Nà Hin với trung tâm xã được bà con góp công làm suốt mùa khô, "
    "nay xe máy đã lên được tận nương, việc chở ngô và lúa về nhà nhờ vậy mà đỡ vất vả hơn trước rất nhiều."
)


def byline(
    head: str = "", below_title: str = "", end: str = "", after: str = "", language: str = "vi"
) -> Byline:
    html = (
        f'<html lang="{language}"><head><title>Đường mới</title>'
        '<meta property="og:site_name" content="Báo Núi Xa"><meta name="author" content="Báo Núi Xa">'
        f"{head}</head><body><h1>Đường mới về bản Nà Hin</h1>{below_title}"
        f'<div class="content"><p>{PROSE}</p><p>{PROSE[20:]}</p><p>{PROSE[40:]}</p>{end}</div>'
        f"{after}</body></html>"
    )
    found = extract(Page("https://nuixa.example/duong-moi-1.html", html.encode()))
    assert isinstance(found, Extraction)
    assert all(text not in found.body for text in (found.byline.raw,) if text)
    return found.byline


def names(found: Byline) -> list[str]:
    return [person.name for person in found.people]


@pytest.mark.parametrize(
    "end",
    [
        '<p style="text-align: right;"><strong>MAI LÂM</strong></p>',
        "<p>MAI LÂM</p>",
        '<p class="author">Mai Lâm</p>',
        '<div class="pseudonym">Mai Lâm</div>',
        "<p>Tin, ảnh: Mai Lâm</p>",
        "<p><em>Bài và ảnh: MAI LÂM</em></p>",
        '<p align="right">Mai Lâm</p>',
    ],
)
def test_a_name_below_the_story(end: str) -> None:
    assert names(byline(end=end)) == ["Mai Lâm"]


@pytest.mark.parametrize(
    "below_title",
    [
        '<div class="byline">Mai Lâm</div>',
        '<a rel="author" href="/tac-gia/mai-lam">Mai Lâm</a>',
        '<span itemprop="author">Mai Lâm</span>',
        '<p class="meta"><span class="author-name">Mai Lâm</span> 21/07/2021</p>',
        "<p>Tác giả: Mai Lâm</p>",
    ],
)
def test_a_name_below_the_headline(below_title: str) -> None:
    assert names(byline(below_title=below_title)) == ["Mai Lâm"]


def test_the_paper_is_no_author() -> None:
    linked = {
        "@type": "NewsArticle",
        "author": {"@type": "Organization", "name": "Báo Núi Xa"},
        "publisher": {"name": "Báo Núi Xa"},
    }
    assert byline(head=f'<script type="application/ld+json">{json.dumps(linked)}</script>') == Byline()


@pytest.mark.parametrize(
    "author", ["https://nuixa.example/tac-gia", "phongvien@nuixa.example", "admin", "nuixa.example"]
)
def test_addresses_and_logins_are_no_names(author: str) -> None:
    assert byline(head=f'<meta property="article:author" content="{author}">') == Byline()


def test_metadata_name_a_person() -> None:
    linked = {"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Mai Lâm"}]}
    assert names(byline(head=f'<script type="application/ld+json">{json.dumps(linked)}</script>')) == [
        "Mai Lâm"
    ]


def test_the_longer_list_wins_over_its_first_name() -> None:
    found = byline(
        below_title='<div class="author">Mai Lâm và 1 tác giả khác</div>',
        end="<p><b>MAI LÂM - ĐỖ SƠN</b></p>",
    )
    assert names(found) == ["Mai Lâm", "Đỗ Sơn"]


def test_a_source_is_not_an_author() -> None:
    found = byline(end="<p>(Theo TTXVN)</p>")
    assert (found.people, found.sources) == ((), ("TTXVN",))


def test_names_beside_other_stories_are_not_taken() -> None:
    after = (
        '<div class="related"><ul>'
        '<li><a href="/2.html">Một chuyện khác ở bản khác</a><span class="author">Lê Hà</span></li>'
        '<li><a href="/3.html">Chuyện thứ ba ở bản khác</a><span class="author">Đỗ An</span></li></ul></div>'
    )
    assert byline(after=after) == Byline()


def test_a_sentence_at_the_end_is_no_byline() -> None:
    assert byline(end="<p>Bà con ai cũng vui.</p>") == Byline()


def test_an_english_page() -> None:
    found = byline(
        below_title='<p class="byline">By ANN POE and Joe Doe, Staff Writers | July 21, 2021</p>',
        language="en",
    )
    assert names(found) == ["Ann Poe", "Joe Doe"]
