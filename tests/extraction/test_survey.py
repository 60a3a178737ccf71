"""One pass over a page gives its pieces, the places of its elements and what it marks."""

from __future__ import annotations

from lxml.html import HtmlElement

from newsarchive.extraction.page.parse import read
from newsarchive.extraction.page.survey import Survey, survey_page
from storage.records import Page, Refusal


def page(body: str, head: str = "") -> Survey:
    document = read(
        Page("https://a.example/1", f"<html><head>{head}</head><body>{body}</body></html>".encode())
    )
    assert not isinstance(document, Refusal)
    return survey_page(document.tree)


def texts(survey: Survey) -> list[str]:
    return [piece.text for piece in survey.pieces]


def stretch(survey: Survey, element: HtmlElement) -> tuple[int, int]:
    at = survey.elements.index(element)
    return survey.starts[at], survey.ends[at]


def test_blocks_and_breaks_end_pieces_and_inline_elements_do_not() -> None:
    survey = page("<p>One <b>two</b> <i>three</i>.</p><div>Four.<br>Five<br>six<div>seven</div> eight</div>")
    assert texts(survey) == ["One two three.", "Four.", "Five six", "seven", "eight"]
    assert [piece.bold for piece in survey.pieces] == [3, 0, 0, 0, 0]


def test_what_nobody_sees_is_no_piece_and_has_no_length() -> None:
    survey = page("<p>One</p><script>var a = 'x'</script><svg><text>y</text></svg><nav>Home</nav><p>Two</p>")
    assert texts(survey) == ["One", "Two"]
    first, second = (piece.element for piece in survey.pieces)
    assert stretch(survey, first) == (0, 3)
    # The menu is no text of the page's own, but a reader sees it.
    assert stretch(survey, second) == (7, 10)


def test_images_stand_among_the_pieces_in_reading_order() -> None:
    survey = page('<p>One<img src="a.jpg">two</p>')
    assert [(piece.text, piece.is_image) for piece in survey.pieces] == [
        ("One", False), ("", True), ("two", False),
    ]  # fmt: skip


def test_an_anchor_that_leads_nowhere_is_no_link() -> None:
    survey = page('<a name="top"><p>Words of a story.</p></a><p><a href="/b">More</a> words</p>')
    assert [piece.linked for piece in survey.pieces] == [0, 4]


def test_elements_for_machines_are_listed_wherever_they_stand() -> None:
    survey = page(
        '<meta itemprop="datePublished" content="2026-03-02"><h1>One</h1>'
        '<ul class="breadcrumb"><li>Home</li></ul><time datetime="2026-03-02">Monday</time>',
        '<meta name="author" content="x"><link rel="canonical" href="/1"><script>1</script>',
    )
    assert {name: len(found) for name, found in survey.listed.items()} == {
        "meta": 2, "link": 1, "script": 1, "h1": 1,
    }  # fmt: skip
    assert [one.tag for one in survey.itemprops] == ["meta"]
    assert [one.tag for one, _ in survey.boxes] == ["ul"]
    assert [survey.elements[at].tag for at in survey.dated] == ["meta", "time"]


def test_nesting_costs_no_recursion() -> None:
    assert texts(page("<div>" * 900 + "<p>Deep</p>" + "</div>" * 900)) == ["Deep"]
