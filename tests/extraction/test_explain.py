"""What `extract --explain` says to a stranger: winner, who agrees, runners-up, and what was not found."""

from __future__ import annotations

from newsarchive.extraction import extract
from newsarchive.extraction.explain import Row, rows_of
from storage.records import Extraction, Page

HEAD = """<html lang="en"><head><title>Ferry returns to Holm | The Skerry Post</title>
<meta property="og:title" content="Ferry returns to Holm"><meta name="author" content="The Skerry Post">
<meta property="og:site_name" content="The Skerry Post"></head><body>
<div id="header"><span class="today">Friday, 13 March 2026</span></div>"""
PROSE = "".join(
    f"<p>The ferry to Holm, laid up since the winter storms, made its {one} crossing with forty people "
    f"on board, and the harbour master said that tickets would cost no more than they did before.</p>"
    for one in ("first", "second", "third", "fourth")
)


def explained(middle: str) -> list[Row]:
    story = f"<h1>Ferry returns to Holm</h1>{middle}<div class='text'>{PROSE}</div>"
    page = f"{HEAD}<main>{story}</main></body></html>"
    found = extract(Page("https://skerry-post.example/news/ferry-holm", page.encode()))
    assert isinstance(found, Extraction)
    return rows_of(found)


def of(rows: list[Row], field: str) -> list[Row]:
    return [row for row in rows if row.field == field]


def test_those_who_agree_are_named_beside_the_winner() -> None:
    title = of(explained(""), "title")[0]
    assert (title.mark, title.value) == ("✓", "Ferry returns to Holm")
    assert "meta:og:title" in title.why and "say the same" in title.why
    assert title.rule and title.where.endswith("h1")


def test_every_field_speaks_and_a_clock_is_called_a_clock() -> None:
    rows = explained("")
    assert of(rows, "published")[0] == Row("published", "–", "nothing on the page says it")
    clock = of(rows, "published")[1]
    assert clock.mark == "·" and "clock" in clock.why and "13 March" in clock.value
    assert of(rows, "captions") == [Row("captions", "–", "none")]
    assert {"kicker", "lead", "modified", "byline", "section", "tags"} <= {row.field for row in rows}
    assert ("published", "!", "date_missing") in {(row.field, row.mark, row.value) for row in rows}


def test_a_lone_source_and_a_day_of_change_that_stands_in() -> None:
    byline = of(explained("<p class='byline'>By Ann Fox</p>"), "byline")[0]
    assert (byline.mark, byline.value) == ("✓", "By Ann Fox")
    assert "nothing else says so" in byline.why
    changed = of(
        explained("<p>Updated: <time datetime='2026-03-02T10:00:00Z'>2 March</time></p>"), "published"
    )
    assert "2026-03-02" in changed[0].value
    assert changed[0].mark == "✓" or "time of change" in changed[0].value


def test_a_body_is_told_by_its_size() -> None:
    body = of(explained(""), "body")[0]
    assert body.value.startswith("4 paragraphs, ")


def test_runners_up_who_say_the_same_words_share_a_row() -> None:
    old = (
        "<meta name='twitter:title' content='Holm cut off'><meta property='og:title' content='Holm cut off'>"
        "<script type='application/ld+json'>{'@type': 'NewsArticle', 'headline': 'Holm cut off'}</script>"
    )
    page = HEAD.replace("<meta property", old + "<meta property", 1)
    found = extract(
        Page("https://skerry-post.example/a", f"{page}<h1>Ferry returns to Holm</h1>{PROSE}".encode())
    )
    assert isinstance(found, Extraction)
    values = [row.value for row in of(rows_of(found), "title")]
    assert len(values) == len(set(values))
