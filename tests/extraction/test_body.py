"""What of an invented page is its story, and what is not."""

from __future__ import annotations

from newsarchive.extraction import extract
from storage.records import Extraction, Page

OPENING = "The mill by the weir stopped grinding on Tuesday, after ninety-one years, its keeper said."
MIDDLE = "No one had ordered flour since the bridge was closed, and the wheel turned for its own sake alone."
CLOSING = (
    "Its stones will stay where they are, since nobody in the valley has a cart that could carry them down."
)


def read(inside: str, head: str = "") -> Extraction:
    page = (
        f"<html><head><title>The mill</title>{head}</head>"
        f"<body><h1>The mill by the weir falls silent</h1>{inside}</body></html>"
    )
    found = extract(Page("https://weir.example/news/mill.html", page.encode()))
    assert isinstance(found, Extraction)
    return found


def body(inside: str, head: str = "") -> tuple[str, ...]:
    return read(inside, head).body


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_parts_that_are_streamed_late_and_shown_by_script_are_read() -> None:
    late = f'<div hidden id="S:0">{paragraphs(OPENING, MIDDLE, CLOSING)}</div>'
    assert body(f'<main><template id="B:0"></template></main>{late}') == (OPENING, MIDDLE, CLOSING)


def test_hidden_parts_are_not_read() -> None:
    found = body(f"<main>{paragraphs(OPENING, MIDDLE)}<div hidden><p>{CLOSING}</p></div></main>")
    assert found == (OPENING, MIDDLE)


def test_a_section_named_after_its_heading_is_no_box() -> None:
    heading = "Sharing the last of the flour"
    section = f'<section id="sharing-the-last-of-the-flour"><h2>{heading}</h2>{paragraphs(CLOSING)}</section>'
    assert body(f"<article>{paragraphs(OPENING, MIDDLE, MIDDLE)}{section}</article>")[-2:] == (
        heading,
        CLOSING,
    )


def test_a_subhead_with_a_link_to_its_own_place_is_kept() -> None:
    heading = '<h2 id="stones"><a href="#stones">What becomes of the stones</a></h2>'
    found = body(f"<article>{paragraphs(OPENING, MIDDLE)}{heading}{paragraphs(CLOSING)}</article>")
    assert found == (OPENING, MIDDLE, "What becomes of the stones", CLOSING)


def test_an_address_printed_as_a_line_of_its_own_is_kept() -> None:
    line = '<p><a href="https://weir.example/plans">https://weir.example/plans</a></p>'
    assert "https://weir.example/plans" in body(
        f"<article>{paragraphs(OPENING, MIDDLE)}{line}{paragraphs(CLOSING)}</article>"
    )


def test_linked_names_in_a_row_of_figures_are_kept() -> None:
    rows = "".join(
        f'<tr><td><a href="/m/{name}">{name}</a></td><td>{tons} t</td></tr>'
        for name, tons in (("Oberlach", 12), ("Sennau", 7))
    )
    found = body(
        f"<article>{paragraphs(OPENING, MIDDLE)}<table>{rows}</table>{paragraphs(CLOSING)}</article>"
    )
    assert found[2:6] == ("Oberlach", "12 t", "Sennau", "7 t")


def test_a_column_named_comment_does_not_end_the_story() -> None:
    row = "<tr><td>1931</td><td>First stone laid</td></tr>"
    table = f"<table><tr><th>Year</th><th><b>Comment</b></th></tr>{row}</table>"
    assert (
        body(f"<article>{paragraphs(OPENING, MIDDLE)}{table}{paragraphs(CLOSING)}</article>")[-1] == CLOSING
    )


def test_a_heading_of_comments_ends_the_story_only_where_one_was_told() -> None:
    tab = "<div><h3>Comments</h3></div>"
    reader = "<p>I bought my first sack there, long before the bridge was drawn, says a reader.</p>"
    found = body(f"<article>{tab}{paragraphs(OPENING, MIDDLE, CLOSING)}<h3>Comments</h3>{reader}</article>")
    assert found == (OPENING, MIDDLE, CLOSING)


def test_what_a_whole_page_is_named_says_nothing_of_its_lines() -> None:
    short = "Flour left: 212 sacks"
    story = f"<article>{paragraphs(OPENING, MIDDLE, short, CLOSING)}</article>"
    found = body(f'<div class="last-updated-page">{story}</div>')
    assert short in found
