"""What is withdrawn is gone from every answer at once, is not taken in again, and the fact of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.ingest.upkeep import joined
from newsarchive.search import parse
from newsarchive.withdrawal import Request, catch_up, lift, reapply, removal, withdraw
from storage.repositories import Unit
from storage.search.query import Bounds

from ..storage.conftest import BOTH
from .conftest import PARAGRAPHS, Desk, desk_on, html, wire
from .test_removal import traces

TITLE = "Thôn Khe Lăng nhận giống lúa mới"
STORY = wire(html(TITLE, PARAGRAPHS))
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
VIEWS = ("v_articles", "v_versions", "v_captions", "v_bylines", "v_evidence", "v_clusters", "v_problems")


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(request.param, tmp_path) as desk:
        yield desk


def shown(desk: Desk) -> set[str]:
    """Everything that the archive answers with, by who answers."""
    found = {view for view in VIEWS if desk.rows(f"select 1 from {view} limit 1")}
    with desk.archive.database.reading() as unit:
        found |= {"search"} if searched(unit, "giống lúa") else set()
        found |= {"stream"} if list(unit.articles.stream()) else set()
        found |= {"stories"} if list(unit.captures.stories()) else set()
    return found


def searched(unit: Unit, words: str) -> list[str]:
    return [hit.article for hit in unit.search.run(parse(words, exact=False, bounds=Bounds()), 5).hits]


def test_a_withdrawn_article_is_in_no_answer_and_the_fact_is_kept(desk: Desk) -> None:
    article = desk.give("/a-100.html", STORY).article
    assert article and {"v_articles", "search", "stream", "stories"} <= shown(desk)
    asked = Request(article, "court order 12/2026", authority="the court", until=date(2027, 3, 1))
    made = withdraw(desk.archive, asked, NOW)
    assert shown(desk) == set()
    with desk.archive.database.reading() as unit:
        assert unit.articles.get(article) is None
        assert unit.withdrawals.of(article) == [made]
    assert desk.rows("select withdrawal, article, scope, reason, authority, until from v_withdrawals") == [
        (1, article, "view", "court order 12/2026", "the court", "2027-03-01")
    ]


def test_it_is_refused_when_it_is_met_again_under_any_of_its_addresses(desk: Desk) -> None:
    article = desk.give("/a-100.html", STORY).article
    assert desk.give("/amp-200.html", STORY).article == article
    withdraw(desk.archive, Request("https://thu.example/a-100.html", "asked for"), NOW)
    canonical = wire(html("Other", PARAGRAPHS[1:], canonical="https://thu.example/a-100.html"))
    again = [
        desk.give("/a-100.html", wire(html(TITLE, [*PARAGRAPHS, "Một đoạn mới."]))),
        desk.give("/amp-200.html", STORY),
        desk.give("/moi-300.html", canonical),
        desk.give("/khac-400.html", STORY),
    ]
    assert [(one.outcome, one.reason) for one in again] == [("refused", "withdrawn")] * 4
    assert shown(desk) == set()
    assert desk.rows("select count(*) from captures where status = 200") == [(2,)]
    (warc,) = sorted((desk.archive.warc_root / "thu").rglob("*.gz"))[-1:]
    assert b"withdrawn" in unpacked(warc) and b"HTTP/1.1" not in unpacked(warc)


def unpacked(path: Path) -> bytes:
    import gzip

    return gzip.decompress(path.read_bytes())


def test_another_article_of_the_portal_is_taken_in_as_before(desk: Desk) -> None:
    withdraw(desk.archive, Request(str(desk.give("/a-100.html", STORY).article), "asked for"), NOW)
    other = wire(html("Chợ phiên vùng cao", [f"{one} Chợ đông vui." for one in reversed(PARAGRAPHS)]))
    assert desk.give("/cho-phien-101.html", other).outcome == "stored"


def test_lists_of_the_portal_bring_no_title_of_it_back(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    withdraw(desk.archive, Request(article, "asked for"), NOW)
    feed = (
        '<rss version="2.0"><channel><title>Báo</title><item><title>Thôn Khe Lăng</title>'
        "<link>https://thu.example/a-100.html</link></item></channel></rss>"
    )
    desk.give("/rss", wire(feed.encode(), Content_Type="application/rss+xml"), kind="feed")
    assert "Khe" not in str(desk.rows("select hints from urls"))


def test_out_of_exports_only(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    withdraw(desk.archive, Request(article, "licence", scope="export"), NOW)
    assert {"v_articles", "search", "stream"} <= shown(desk)
    assert [bool(held) for (held,) in desk.rows("select withheld from v_articles")] == [True]
    with desk.archive.database.reading() as unit:
        assert [story.article.withheld for story in unit.articles.stream()] == [True]
    assert desk.give("/a-100.html", STORY).outcome == "unchanged"


def test_lifted_it_is_all_there_again(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    before = shown(desk)
    withdraw(desk.archive, Request(article, "asked for"), NOW)
    assert lift(desk.archive, article, "a mistake", None, NOW) == [1]
    assert shown(desk) == before
    assert desk.give("/a-100.html", STORY).outcome == "unchanged"
    assert [str(reason) for (reason,) in desk.rows("select lifted_reason from v_withdrawals")] == [
        "a mistake"
    ]


def test_after_its_last_day_it_lifts_itself(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    withdraw(desk.archive, Request(article, "embargo", until=NOW.date()), NOW)
    catch_up(desk.archive, NOW + timedelta(hours=10))
    assert shown(desk) == set()
    catch_up(desk.archive, NOW + timedelta(days=1))
    assert "v_articles" in shown(desk)
    catch_up(desk.archive, NOW + timedelta(days=2))
    assert len((desk.archive.path / "audit.jsonl").read_text().splitlines()) == 2


def test_a_line_whose_rows_were_never_written_gets_them_at_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(
            "newsarchive.withdrawal.facts.apply", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        withdraw(desk.archive, Request(article, "asked for"), NOW)
    assert "v_articles" in shown(desk)
    catch_up(desk.archive, NOW)
    assert shown(desk) == set()


def test_rows_that_were_lost_come_back_from_the_log(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    withdraw(desk.archive, Request(article, "asked for"), NOW)
    with desk.archive.database.writing() as unit:
        for table in ("withdrawal_marks", "withdrawals"):
            unit.connection.exec_driver_sql(f"delete from {table}")
        unit.withdrawals.settle(article)
    assert "v_articles" in shown(desk)
    reapply(desk.archive)
    assert shown(desk) == set()
    assert desk.give("/a-100.html", STORY).reason == "withdrawn"


def test_what_cannot_be_meant_is_said(desk: Desk) -> None:
    article = str(desk.give("/a-100.html", STORY).article)
    for request in (
        Request(article, "  "),
        Request("thu-0000000000000000", "why"),
        Request("https://elsewhere.example/x", "why"),
        Request(article, "why", until=date(2020, 1, 1)),
        Request(article, "why", scope="content", until=date(2030, 1, 1)),
        Request(article, "x" * 5000),
    ):
        with pytest.raises(UsageError):
            withdraw(desk.archive, request, NOW)
    with pytest.raises(UsageError, match="not withdrawn"):
        lift(desk.archive, article, "why", None, NOW)
    withdraw(desk.archive, Request(article, "why"), NOW)
    with pytest.raises(UsageError, match="already"):
        withdraw(desk.archive, Request(article, "why"), NOW)
    assert issubclass(UsageError, NewsarchiveError)


EDITED = wire(html(TITLE, [*PARAGRAPHS, "Huyện cũng cấp thêm phân bón cho các hộ khó khăn trong thôn."]))


def test_joined_with_another_it_stays_out_of_exports(desk: Desk) -> None:
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", EDITED)
    made = withdraw(desk.archive, Request(str(second.article), "licence", scope="export"), NOW)
    assert desk.give("/a-100.html", EDITED, final="/b-200.html").article == first.article
    assert [bool(held) for (held,) in desk.rows("select withheld from v_articles")] == [True]
    with desk.archive.database.reading() as unit:
        for name in (first.article, second.article):
            (one,) = unit.withdrawals.of(str(name))
            assert (one.id, one.article) == (made.id, first.article)


@pytest.mark.parametrize("withdrawn", [0, 1])
def test_joined_with_a_withdrawn_one_nothing_is_shown(desk: Desk, withdrawn: int) -> None:
    both = [
        str(desk.give(path, page).article) for path, page in (("/a-100.html", STORY), ("/b-200.html", EDITED))
    ]
    withdraw(desk.archive, Request(both[withdrawn], "court order"), NOW)
    with desk.archive.database.writing() as unit:
        unit.articles.merge(both[1], both[0])
        joined(unit, both[0])
    assert shown(desk) == set()
    with desk.archive.database.reading() as unit:
        assert [one.article for name in both for one in unit.withdrawals.of(name)] == [both[0]] * 2
    for path in ("/a-100.html", "/b-200.html"):
        assert desk.give(path, EDITED).reason == "withdrawn"
    lift(desk.archive, both[1], "revoked", None, NOW)
    assert {"v_articles", "search", "stream"} <= shown(desk)


def test_joined_with_another_what_was_taken_out_is_out_of_both(desk: Desk) -> None:
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", EDITED)
    asked = Request(str(second.article), "a private name", scope="redaction", phrase="Khe Lăng")
    withdraw(desk.archive, asked, NOW)
    for one in removal.pending(desk.archive):
        removal.finish(desk.archive, one, NOW)
    assert desk.give("/a-100.html", EDITED, final="/b-200.html").article == first.article
    assert "Khe Lăng" not in str(desk.rows("select title, body from v_versions"))
    with desk.archive.database.reading() as unit:
        query = replace(parse("Khe Lăng", exact=False, bounds=Bounds()), versions="all")
        assert unit.search.run(query, 5).hits == []
    # The other one's raw page, from before they were joined, is reached by asking once more.
    assert traces(desk.archive.path, "Khe Lăng")
    withdraw(desk.archive, asked, NOW)
    for one in removal.pending(desk.archive):
        removal.finish(desk.archive, one, NOW)
    assert traces(desk.archive.path, "Khe Lăng") == []


def test_an_id_that_is_another_articles_by_now_withdraws_that(desk: Desk) -> None:
    """As in a database made anew with rules that see one article where there were two."""
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", EDITED)
    withdraw(desk.archive, Request(str(second.article), "court order"), NOW)
    with desk.archive.database.writing() as unit:
        unit.connection.exec_driver_sql("delete from withdrawal_marks")
        unit.connection.exec_driver_sql("delete from withdrawals")
        unit.withdrawals.settle(str(second.article))
        unit.articles.merge(str(second.article), str(first.article))
    assert "v_articles" in shown(desk)
    reapply(desk.archive)
    assert shown(desk) == set()
