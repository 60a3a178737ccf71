"""Pages that are no article, each with its reason; and stories that must not be taken for one of them."""

from __future__ import annotations

import base64
import random

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page, Problem, Refusal

URL = "https://nuixa.example/xa-hoi/a-post7.html"
PROSE = (
    "Con đường dài gần bốn cây số nối bản Nà Hin với trung tâm xã được bà con góp công làm suốt mùa khô, "
    "nay xe máy đã lên được tận nương, việc chở ngô và lúa về nhà nhờ vậy mà đỡ vất vả hơn trước rất nhiều. "
)
TEASERS = "".join(
    f'<div class="item"><h3><a href="/tin-{n}.html">Tin thứ {n} trong ngày của huyện vùng cao</a></h3></div>'
    for n in range(20)
)
BLOB = base64.b64encode(random.Random(7).randbytes(3000)).decode()


def page(body: str, title: str = "Đường mới về bản", **more: object) -> Page:
    html = f"<html lang='vi'><head><title>{title}</title></head><body>{body}</body></html>"
    return Page(URL, html.encode(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (Page(URL, b""), "empty"),
        (Page(URL, b"   \n "), "empty"),
        (page("<h1>Đường mới về bản</h1>"), "empty"),
        (page(f"<h1>Thời sự</h1>{TEASERS}", "Thời sự"), "listing"),
        (
            page("<h1>Không tìm thấy trang</h1><p>Mời bạn về trang chủ.</p>", "Không tìm thấy trang"),
            "soft_404",
        ),
        (page("<h1>404</h1><p>Strona nie istnieje.</p>", "Nie znaleziono strony"), "soft_404"),
        (page("<p>Please wait.</p>", "Just a moment..."), "challenge"),
        (page("<script>document.cookie='D1N=0a1b';window.location.reload(true);</script>", ""), "challenge"),
        (page("Checking your browser", status=503), "challenge"),
        (
            page("<h1>Đường mới</h1><p>Vui lòng đăng nhập để đọc tiếp bài viết này của chúng tôi.</p>"),
            "login_wall",
        ),
        (page(f"<h1>Đường mới</h1><p>{PROSE}</p>", status=500), "error_page"),
        (page(f"<h1>Đường mới</h1><p>{PROSE}</p>", status=404), "gone"),
        (page(f"<h1>Đường mới</h1><p>{PROSE}</p>", status=410), "gone"),
        (page(f"<h1>Đường mới về bản</h1><p>{PROSE}</p><p>{BLOB}</p>"), "obfuscated"),
        (page(f"<h1>Đường mới</h1><p>{PROSE.replace('ư', chr(0xFFFD))}</p>"), "mojibake"),
        (page(f"<p>{PROSE}</p>", problems=(Problem("truncated", "", "length"),)), "truncated"),
        (Page(URL, b"%PDF-1.7 ..."), "not_html"),
        (Page(URL, b"\x89PNG\r\n\x1a\n" + bytes(200)), "not_html"),
        (Page(URL, b'{"title": "Duong moi"}'), "not_html"),
        (Page(URL, b"<?xml version='1.0'?><rss><channel></channel></rss>"), "not_html"),
        (Page(URL, PROSE.encode(), content_type="text/html; charset=utf-8"), "not_html"),
        (Page(URL, b"<p>" + bytes(range(32)) * 400), "undecodable"),
        (Page(URL, b"<p>" + b"a" * (8 * 1024 * 1024 + 1)), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_article(shown: Page, reason: str) -> None:
    found = extract(shown)
    assert isinstance(found, Refusal)
    assert found.reason == reason
    assert found.detail


@pytest.mark.parametrize(
    "shown",
    [
        page(f"<h1>Xã 404 đón đường mới</h1><p>{PROSE}</p>", "Xã 404 đón đường mới"),
        page(f"<h1>Đường mới</h1><p>{PROSE}</p><p>{PROSE[10:]}</p><div class='more'>{TEASERS}</div>"),
        page(f"<h1>Hỏi chuyện captcha</h1><p>{PROSE * 4}</p>", "Hỏi chuyện captcha"),
        page(f"<h1>Đường mới</h1><p>{PROSE * 3}</p><p>Vui lòng đăng nhập để bình luận.</p>"),
    ],
)
def test_a_story_with_a_suspicious_word_is_a_story(shown: Page) -> None:
    found = extract(shown)
    assert isinstance(found, Extraction)
    assert PROSE.strip()[:60] in found.body[0]


@pytest.mark.parametrize("name", ["dc.date.issued", "parsely-pub-date", "article:published_time"])
def test_a_short_page_that_says_when_it_was_published_is_no_listing(name: str) -> None:
    links = "".join(f'<h3><a href="/{at}">The town looks back on a year {at}</a></h3>' for at in range(12))
    html = (
        f'<html><head><title>Bakery open</title><meta name="{name}" content="2021-05-04T10:00+02:00">'
        "</head><body><h1>Bakery open</h1>"
        "<p>The bakery at the bridge is open again, every day but Monday, from six.</p>"
        f"<div>{links}</div></body></html>"
    )
    assert isinstance(extract(Page("https://paper.example/town/bakery", html.encode())), Extraction)


def test_a_story_that_lost_its_blanks_is_a_story_and_says_so() -> None:
    """Publishers print U+FFFD for blanks and quotation marks; letters lost make another text."""
    story = "\n".join(f"<p>{PROSE.replace(' ', chr(0xFFFD), 1)}</p>" for _ in range(6))
    found = extract(page(f"<h1>Đường mới về bản</h1>{story}"))
    assert isinstance(found, Extraction)
    assert any(one.code == "replacement_characters" for one in found.problems)
