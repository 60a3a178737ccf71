"""A story that its paper prints on two pages: both are kept, and told as the one story that they are."""

from __future__ import annotations

from newsarchive.archive import open_archive
from newsarchive.demo.markup import markup_of
from newsarchive.demo.run import Outcome
from newsarchive.demo.stories import paper
from newsarchive.demo.truth import truth

PAPER = paper("glospogorza")
STORY = next(story for story in PAPER.stories if story.pages > 1)
URL = markup_of(PAPER).url(markup_of(PAPER).story_path(STORY))


def test_both_pages_are_captures_of_one_article(demonstration: Outcome) -> None:
    ask = "SELECT url, article, outcome, run FROM v_captures WHERE url LIKE ? ORDER BY fetched_at"
    with open_archive(demonstration.archive) as archive, archive.database.reading() as unit:
        rows = [tuple(row) for row in unit.connection.exec_driver_sql(ask, (f"{URL}%",))]
    first = [row for row in rows if row[3] == rows[0][3]]
    assert [(url, outcome) for url, _, outcome, _ in first] == [(URL, None), (f"{URL}2/", "stored")]
    assert len({article for _, article, _, _ in rows}) == 1 and first[0][1]
    assert {outcome for _, _, outcome, _ in rows[2:]} <= {None, "unchanged"}


def test_the_article_has_the_text_of_both(demonstration: Outcome) -> None:
    with open_archive(demonstration.archive) as archive:
        [found] = [one for one in archive.articles if one.article.url == URL]
    reading = found.version.extraction
    assert reading.body == truth(PAPER, STORY).body
    assert reading.url == URL
    assert not reading.problems
