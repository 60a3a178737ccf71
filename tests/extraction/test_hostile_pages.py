"""Pages made to hang, crash or blind a parser: each ends, soon, in a story or a reason."""

# ruff: noqa: E501 (markup reads best on one line)

from __future__ import annotations

import time

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page, Refusal

SECONDS = 20.0
TEXT = "Đoạn văn này đứng sau rất nhiều thẻ lồng nhau, và người đọc vẫn phải thấy nó trên trang. " * 3


def read(body: bytes) -> Extraction | Refusal:
    started = time.monotonic()
    found = extract(Page("https://nuixa.example/1", body))
    assert time.monotonic() - started < SECONDS
    return found


def test_deep_nesting_loses_no_text_and_is_told() -> None:
    body = "<html><body><h1>Thẻ lồng nhau</h1>" + "<div>" * 200_000 + TEXT + "</div>" * 200_000
    found = read(body.encode())
    assert isinstance(found, Extraction)
    assert TEXT.strip() in " ".join(found.body)
    assert "parse_limited" in {problem.code for problem in found.problems}


def test_a_tag_with_very_many_attributes_is_refused_before_it_is_parsed() -> None:
    body = "<html><body><p " + " ".join(f"a{n}={n}" for n in range(200_000)) + f">{TEXT}</p>"
    found = read(body.encode())
    assert isinstance(found, Refusal) and found.reason == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 500_000,
        b"<p>" * 100_000 + b"x",
        b"<a" * 200_000,
        b"<!--" * 100_000,
        b"<b><i><p>" * 20_000 + b"x",
        b"<table>" * 5_000 + b"x",
        b"&amp;" * 200_000 + b"<p>",
        b"<p>" + b"A" * 1_000_000,
        b"<ul>" + b"<li><a href=/x>mot lien ket rat dai trong danh sach" * 20_000,
        b"<script>" + b"x" * 100_000,
        b'<html><script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>x",
        b'<html><script type="application/ld+json">' + b'{"@graph":' * 20_000 + b"</script><p>x",
    ],
)
def test_rubbish_ends(body: bytes) -> None:
    read(body)


@pytest.mark.parametrize("odd", ["\x00", "&#0;", "&#xD800;", "&#x110000;", "\u200b", "\u202e", "\ufeff"])
def test_characters_nobody_can_store_are_not_passed_on(odd: str) -> None:
    body = f"<html><body><h1>Chữ{odd} lạ</h1><p>{odd}{TEXT}{odd}</p></body></html>"
    found = read(body.encode())
    assert isinstance(found, Extraction)
    kept = " ".join([found.title or "", *found.body])
    assert "\x00" not in kept and not any("\ud800" <= one <= "\udfff" for one in kept)
    assert "rất nhiều thẻ" in kept


def test_a_story_swallowed_by_a_drawing_never_closed_is_found_again() -> None:
    """Browsers end the drawing where a paragraph begins; the fast parser does not."""
    prose = f"<p>{TEXT}</p>" * 3
    found = read(f"<html><body><h1>Nét vẽ dở dang</h1><svg><path d='M0 0'><g>{prose}</body></html>".encode())
    assert isinstance(found, Extraction)
    assert found.body == (TEXT.strip(),) * 3
    assert "markup_mended" in {problem.code for problem in found.problems}


PAGE = f"<html><body><h1>Trang dựng để làm khó máy đọc</h1>{f'<p>{TEXT}</p>' * 3}%s</body></html>"
DAYS = "".join(
    f'"datePublished":"2024-03-{1 + at % 28:02}","title":"Trang dựng để làm khó",' for at in range(4_000)
)


@pytest.mark.parametrize(
    "body",
    [
        "<svg>" * 30_000,
        "x" + "<script>a" * 40_000,
        PAGE % ("<p class=author>Lương Mỹ Hạnh</p>" * 3_000),
        PAGE % f"<script>{DAYS}</script>",
        PAGE % ("<p>a" + "\u0301\u0323" * 200_000 + "</p>"),
        f'<p a="{"x" * 16_000}">' + "<" * 200_000,
    ],
    ids=[
        "drawings never closed",
        "scripts never closed",
        "bylines",
        "days in a script",
        "marks on a letter",
        "<",
    ],
)
def test_twice_the_page_takes_hardly_more_than_twice_the_time(body: str) -> None:
    started = time.process_time()
    read(body.encode())
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "url", ["http://[x", "http://x.example:port/a", "", "//[", "http://[v1.x]/2024/01/02/a.html"]
)
def test_an_address_that_is_none_stops_nothing(url: str) -> None:
    links = f'<a href="{url}">Trang sau</a><img src="{url}"><link rel="canonical" href="{url}"><base href="{url}">'
    found = extract(Page(url, (PAGE % links).encode()))
    assert isinstance(found, Extraction)
    assert found.url == url and len(found.body) == 3


def test_marks_heaped_on_a_letter_are_cut_to_what_text_may_hold() -> None:
    found = read(
        (PAGE % ("<p>Dòng chữ này đứng sau cùng, a" + "\u0301\u0323" * 5_000 + " rồi hết.</p>")).encode()
    )
    assert isinstance(found, Extraction)
    last = found.body[-1]
    assert last.startswith("Dòng chữ này") and last.endswith("rồi hết.") and len(last) < 100
