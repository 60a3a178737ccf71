"""Pages that hold still, facets, reasons, earlier versions, and what is left after a text was taken out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from newsarchive.text import fold_layer
from storage.records import Byline, Moment, Person
from storage.repositories import Database, Unit
from storage.search.index import CursorError, Search, SearchCut
from storage.search.limits import within_seconds
from storage.search.query import And, Bounds, Query, Sort, Term

from .conftest import Newsroom


def fold(text: str, **more: Any) -> Term:
    return Term(tuple(fold_layer(text).split()), **more)


def on(day: str) -> Moment:
    return Moment(None, day, "day" if len(day) > 7 else "month", 0.5)


def ids(hits: Any) -> list[str]:
    return [hit.article.removeprefix("tin-nui-") for hit in hits.hits]


@pytest.mark.parametrize("sort", ["relevance", "date", "seen"])
@pytest.mark.parametrize("bound", [3, 100])
def test_pages_neither_repeat_nor_miss_while_articles_arrive(
    unit: Unit, newsroom: Newsroom, sort: Sort, bound: int
) -> None:
    for number in range(1, 13):
        body = ("Mưa lũ. " * (number % 4 + 1),)
        newsroom.publish(str(number), newsroom.story("Tin", body=body, published=on(f"2026-03-{number:02}")))
        newsroom.later(minutes=1)
    search, query = Search(unit.connection, most_ranked=bound), Query(fold("mua"), sort=sort)
    page = search.run(query, limit=5)
    seen = ids(page)
    while page.next_cursor:
        newsroom.publish(f"new{len(seen)}", newsroom.story("Mưa mưa mưa", published=on("2026-04-01")))
        newsroom.later(minutes=1)
        page = search.run(query, limit=5, cursor=page.next_cursor)
        seen += ids(page)
    assert sorted(seen, key=int) == [str(number) for number in range(1, 13)]
    assert page.ranked == (sort == "relevance" and bound > 12)


@pytest.mark.parametrize("cursor", ["", "x", "é", "e30", "W10", "bnVsbA", "A" * 30_000])
def test_what_is_no_cursor_is_told_apart(unit: Unit, newsroom: Newsroom, cursor: str) -> None:
    newsroom.publish("a")
    query = Query(fold("mua"))
    if not cursor:
        assert search_ids(unit, query) == ["a"]
        return
    with pytest.raises(CursorError, match="begin again at the first page"):
        unit.search.run(query, cursor=cursor)


def search_ids(unit: Unit, query: Query) -> list[str]:
    return ids(unit.search.run(query))


def test_a_cursor_belongs_to_its_search(unit: Unit, newsroom: Newsroom) -> None:
    for key in "abc":
        newsroom.publish(key)
    cursor = unit.search.run(Query(fold("mua")), limit=1).next_cursor
    with pytest.raises(CursorError, match="another search"):
        unit.search.run(Query(fold("suoi")), cursor=cursor)


def test_spelt_as_typed_comes_first_then_the_title_then_the_pair(unit: Unit, newsroom: Newsroom) -> None:
    newsroom.publish("apart", newsroom.story("Tin", body=("Lan xa rồi ma gần.",)))
    newsroom.publish("pair", newsroom.story("Tin", body=("Bên má lan xa xôi.",)))
    newsroom.publish("title", newsroom.story("Má lan", body=("Chuyện khác.",)))
    newsroom.publish("typed", newsroom.story("Tin", body=("Đàn ma rất lâu về lan.",)))
    found = search_ids(unit, Query(And((fold("ma"), fold("lan")))))
    assert (set(found[:2]), found[2:]) == ({"typed", "apart"}, ["title", "pair"])
    why = unit.search.explain(Query(And((fold("ma"), fold("lan")))), "tin-nui-title")
    assert why and why.answers and why.ranked and why.in_title and not why.as_typed
    assert why.parts[0].counts == {"title": 1}
    assert why.score == pytest.approx(sum(part.score for part in why.parts) + 100)
    other = unit.search.explain(Query(fold("voi")), "tin-nui-title")
    assert other and not other.answers
    assert unit.search.explain(Query(fold("ma")), "tin-nui-none") is None


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_a_page_is_explained_as_each_of_its_hits_would_be(unit: Unit, newsroom: Newsroom, sort: Sort) -> None:
    for slug in "abcd":
        newsroom.publish(
            slug, newsroom.story("Mưa lớn" if slug in "ac" else "Nắng", body=("Mưa to, mưa lớn.",))
        )
    query = Query(And((fold("mua"), fold("lon"))), sort=sort)
    first = unit.search.run(query, 2)
    newsroom.publish("later", newsroom.story("Mưa lớn"))
    found = unit.search.run(query, 2, cursor=first.next_cursor)
    told = unit.search.reasons(query, first) | unit.search.reasons(query, found)
    assert list(told) == [*first.hits, *found.hits]
    for hit, why in told.items():
        alone = unit.search.explain(query, hit.article)
        assert alone and why.answers and why.ranked == (sort == "relevance")
        assert [part.counts for part in why.parts] == [part.counts for part in alone.parts]
        assert why.score == (hit.score if why.ranked else alone.score)


def test_a_hit_in_an_earlier_version_is_explained_by_its_words(unit: Unit, newsroom: Newsroom) -> None:
    newsroom.publish("a", newsroom.story("Bão số ba"))
    newsroom.later(days=1)
    newsroom.publish("a", newsroom.story("Bão số bốn"), change="headline")
    query = Query(fold("so ba"), versions="all")
    [why] = unit.search.reasons(query, unit.search.run(query)).values()
    assert (why.answers, why.parts[0].counts) == (True, {"title": 1})


def test_facets_count_each_value(unit: Unit, newsroom: Newsroom) -> None:
    signed = Byline("An Bình", (Person("An Bình", "AN BÌNH", "author"),), (), ())
    newsroom.publish("a", newsroom.story(published=on("2026-03-01"), byline=signed))
    newsroom.publish("b", newsroom.story(published=on("2026-03"), byline=Byline("")))
    newsroom.publish("c", newsroom.story(published=None, section=("Kinh tế",), byline=Byline("")))
    found = unit.search.facets(Query(fold("mua")))
    assert (found.exact, found.total) == (True, 3)
    assert found.counts["portal"] == [("tin-nui", 3)]
    assert found.counts["place"] == [("VN-33", 3)]
    assert found.counts["byline"] == [("An Bình", 1)]
    assert ("kinh te", 1) in found.counts["section"]
    assert found.printed["kinh te"] == "Kinh tế"
    newsroom.publish("d", newsroom.story(published=on("2026-04-01"), section=("KINH TẾ", "Kinh doanh")))
    newest = unit.search.facets(Query(fold("mua")), ("section",))
    assert ("kinh te", 2) in newest.counts["section"]
    assert newest.printed["kinh te"] == "KINH TẾ"
    assert found.months == [("", 1), ("2026-03", 2)]


def test_facets_of_too_many_are_estimates(unit: Unit, newsroom: Newsroom) -> None:
    for number in range(1, 29):
        newsroom.publish(str(number), newsroom.story(published=on(f"2026-03-{number:02}")))
    found = Search(unit.connection, most_ranked=5).facets(Query(fold("mua")))
    assert not found.exact
    assert found.months == [("2026-03", 28)]


def test_earlier_versions_are_found_on_request(unit: Unit, newsroom: Newsroom) -> None:
    first = newsroom.publish("a", newsroom.story("Bão số ba"))
    newsroom.later(days=1)
    newsroom.publish("a", newsroom.story("Bão số bốn"), change="headline")
    both, old = Query(fold("bao"), versions="all"), Query(fold("so ba"), versions="all")
    assert search_ids(unit, replace(old, versions="current")) == []
    [hit] = unit.search.run(old).hits
    assert (hit.article, hit.version) == ("tin-nui-a", first)
    [hit] = unit.search.run(both).hits
    assert hit.version is None
    unit.search.remove("tin-nui-a")
    assert unit.search.run(both).total == 0


def test_a_month_counts_for_each_of_its_days(unit: Unit, newsroom: Newsroom) -> None:
    for key, day in {"m": "2026-03", "d": "2026-03-10", "n": "2026-04-01"}.items():
        newsroom.publish(key, newsroom.story(published=on(day)))
    for root in (None, fold("mua")):
        assert search_ids(unit, Query(root, Bounds(since="2026-03-20"), sort="date")) == ["n", "m"]


def test_a_search_can_be_cut(unit: Unit, newsroom: Newsroom) -> None:
    newsroom.publish("a")
    endless = text("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n")
    with (
        pytest.raises(SearchCut, match=r"cut after 0\.05 seconds; narrow it"),
        within_seconds(unit.connection, 0.05),
    ):
        unit.connection.execute(endless)
    assert unit.search.run(Query(fold("mua")), seconds=60).total == 1


def test_the_index_can_be_made_anew_and_checked(unit: Unit, newsroom: Newsroom) -> None:
    newsroom.publish("a", newsroom.story("Bão số ba"))
    newsroom.publish("a", newsroom.story("Bão số bốn"))
    newsroom.publish("b")
    assert unit.search.check() == []
    assert unit.search.reindex() == 3
    assert unit.search.check() == []
    assert search_ids(unit, Query(fold("so bon"))) == ["a"]


def test_nothing_of_a_text_taken_out_is_left_in_the_file(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "archive.db"))
    database.upgrade()
    with database.writing() as unit:
        room = Newsroom(unit)
        for number in range(30):
            room.publish(str(number), room.story(f"Tin {number}"))
        unit.articles.open("tin-nui-secret", "tin-nui", "secret", "https://tin-nui.example/secret", room.now)
        unit.search.put("tin-nui-secret", room.text(room.story("Zyxwvut quorgle", body=("Qwertzuiop.",))))
    assert b"zyxwvut" in (tmp_path / "archive.db-wal").read_bytes() + (tmp_path / "archive.db").read_bytes()
    with database.writing() as unit:
        unit.search.remove("tin-nui-secret")
        unit.search.purge()
    database.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("archive.db"))
    assert b"zyxwvut" not in left
    assert b"qwertz" not in left
