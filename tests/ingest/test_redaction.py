"""A phrase taken out of an article: a mark in its place, the phrase nowhere, and no edit forged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.ingest.redaction import MARK, Phrase, redacted
from newsarchive.withdrawal import Request, lift, removal, withdraw
from newsarchive.withdrawal.facts import GoneAlready
from storage.warc import exchanges, read_exchange

from ..storage.conftest import BOTH
from .conftest import PARAGRAPHS, Desk, desk_on, html, wire
from .test_removal import in_database, traces

MARKED = "Quetzalcoatlus"
NAME = f"Trần Văn {MARKED}"
TITLE = f"Ông {NAME} nhận giống lúa mới ở thôn Khe Lăng"
TEXT = [f"Ông {NAME.upper()}, trưởng thôn, cho biết. {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]
STORY = wire(html(TITLE, TEXT))
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(request.param, tmp_path) as desk:
        yield desk


def redact(desk: Desk, article: str, phrase: str = NAME) -> None:
    asked = Request(article, "a private name", scope="redaction", phrase=phrase)
    withdraw(desk.archive, asked, NOW)
    for one in removal.pending(desk.archive):
        removal.finish(desk.archive, one, NOW)


def test_the_phrase_is_nowhere_and_a_mark_stands_for_it(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    desk.give("/a-100.html", wire(html(TITLE, [*TEXT, f"Nhờ vậy {NAME} rất mừng, bà con cũng vậy."])))
    desk.give("/a-100.html", wire(html(TITLE, [*TEXT, f"Nhờ vậy {NAME} rất mừng, bà con cũng vậy."])))
    redact(desk, article)
    assert traces(desk.archive.path, MARKED) == [] and in_database(desk) == []
    ((title, body),) = desk.rows("select title, body from v_articles")
    assert title == f"Ông {MARK} nhận giống lúa mới ở thôn Khe Lăng"
    assert str(body).startswith(f"Ông {MARK}, trưởng thôn")
    assert desk.rows("select count(*) from v_versions") == [(2,)]
    with desk.archive.database.reading() as unit:
        assert "Khe Lăng" in str(unit.articles.get(article))


def test_the_page_is_kept_with_the_mark(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    redact(desk, article)
    ((warc, offset),) = desk.rows('select warc, "offset" from v_captures')
    page = read_exchange(desk.archive.warc_root, str(warc), int(str(offset))).exchange.response.decode()
    assert MARK in page and "Khe Lăng" in page and MARKED not in page
    assert [
        one.exchange.fetched_at for path in desk.archive.warc_root.rglob("*.gz") for one in exchanges(path)
    ]


def test_the_next_crawl_takes_it_for_no_edit_and_brings_nothing_back(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    redact(desk, article)
    assert desk.give("/a-100.html", STORY).outcome == "unchanged"
    changed = desk.give("/a-100.html", wire(html(TITLE, [*TEXT, f"{NAME} nói thêm một câu khá dài ở đây."])))
    assert changed.outcome == "changed"
    assert traces(desk.archive.path, MARKED) == [] and in_database(desk) == []


def test_where_it_cannot_be_taken_out_surely_the_page_goes(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    torn = wire(html(TITLE, [f"Ông <b>Trần</b> Văn {MARKED} nói. {PARAGRAPHS[0]}", *PARAGRAPHS[1:]]))
    desk.give("/a-100.html", torn)
    redact(desk, article)
    assert traces(desk.archive.path, MARKED) == [] and in_database(desk) == []
    again = desk.give("/a-100.html", torn)
    assert (again.outcome, again.reason) == ("refused", "withdrawn")
    assert list(desk.archive.pages())


def test_what_cannot_be_meant_is_said(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    for phrase in ("", " . ", "Không Có Ai"):
        with pytest.raises(UsageError):
            withdraw(desk.archive, Request(article, "why", scope="redaction", phrase=phrase), NOW)
    redact(desk, article)
    with pytest.raises(GoneAlready):
        lift(desk.archive, article, "why", None, NOW)


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_whatever_stands_around_it_the_phrase_goes_and_the_rest_stays(before: str, after: str) -> None:
    phrase = Phrase.of("Trần Văn A")
    text = f"{before} TRẦN  văn, A {after}"
    new = phrase.taken_out(text)
    assert MARK in new and not phrase.stands_in(new)
    assert redacted([phrase], {"title": text, "url": text}) == {"title": new, "url": text}


@pytest.mark.parametrize("text", ["Tran Van A", "Trần Văn An", "Trần Văn", "xTrần Văn A"])
def test_other_words_stay(text: str) -> None:
    assert Phrase.of("Trần Văn A").taken_out(text) == text
