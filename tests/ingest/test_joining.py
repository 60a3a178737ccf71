"""Two stored articles that are one, captures that come late, and what proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from .conftest import PARAGRAPHS, Desk, html, wire

TITLE = "Thôn Khe Lăng nhận giống lúa mới"
STORY = wire(html(TITLE, PARAGRAPHS))
EDITED = wire(html(TITLE, [*PARAGRAPHS, "Huyện cũng cấp thêm phân bón cho các hộ khó khăn trong thôn."]))
MARKET = [
    "Chợ phiên cuối năm đông vui, bà con các bản mang hàng thổ cẩm xuống bán từ lúc trời còn chưa sáng.",
    "Giá gà đồi tăng nhẹ so với phiên trước, trong khi rau củ giữ nguyên nhờ được mùa ở các xã lân cận.",
    "Ban quản lý chợ bố trí thêm chỗ để xe và nhắc người bán niêm yết giá rõ ràng cho khách đường xa.",
]
OTHER = wire(html("Chợ phiên", MARKET))
EARLY = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def events(desk: Desk) -> list[object]:
    return [kind for (kind,) in desk.rows("select kind from v_events order by at, kind")]


def test_a_redirect_between_two_stored_articles_makes_them_one(desk: Desk) -> None:
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", EDITED)
    assert first.article != second.article
    moved = desk.give("/a-100.html", EDITED, final="/b-200.html")
    assert (moved.article, moved.outcome) == (first.article, "unchanged")
    assert desk.rows("select number, change, current from v_versions order by number") == [
        (1, "first", 0),
        (2, "addition", 1),
    ]
    assert events(desk) == ["merged", "redirected"]
    with desk.archive.database.reading() as unit:
        assert unit.articles.resolve(str(second.article)) == first.article
        renamed = unit.articles.resolve_version(str(second.version))
        assert renamed == str(second.version).replace(str(second.article), str(first.article))


def test_a_removed_story_led_to_another_is_gone_and_not_joined(desk: Desk) -> None:
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", OTHER)
    for _ in range(2):
        assert desk.give("/a-100.html", OTHER, final="/b-200.html").article == second.article
    assert desk.rows(f"select status from v_articles where id = '{first.article}'") == [("gone",)]
    assert events(desk) == ["redirected"]
    assert desk.give("/a-100.html", STORY).article == first.article
    assert events(desk) == ["redirected", "returned"]


def test_a_story_led_to_a_list_is_gone(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    assert desk.give("/a-100.html", OTHER, final="/tin-moi").reason == "redirected_away"
    assert desk.rows("select status from v_articles") == [("gone",)]


def test_one_canonical_address_on_every_page_joins_nothing(desk: Desk) -> None:
    broken = "https://thu.example/a-100.html"
    desk.give("/a-100.html", wire(html(TITLE, PARAGRAPHS, canonical=broken)))
    other = html("Chợ phiên", MARKET, canonical=broken)
    for _ in range(2):
        desk.give("/b-200.html", wire(other))
    assert desk.rows("select count(*) from v_articles") == [(2,)]
    assert events(desk) == ["not_joined"]


def test_an_amp_edition_is_the_same_article_and_no_version(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    shorter = wire(html(TITLE, PARAGRAPHS[:3]))
    assert desk.give("/a-100.html?amp=1", shorter).article == first.article
    assert desk.give("/amp/a-100.html", wire(b"", "404 Not Found")).outcome == "refused"
    assert desk.rows("select versions, status from v_articles") == [(1, "active")]
    urls = desk.rows("select url from article_urls order by url")
    assert urls == [("https://thu.example/a-100.html",), ("https://thu.example/a-100.html?amp=1",)]


def test_an_older_capture_is_put_where_it_belongs(desk: Desk) -> None:
    later = desk.give("/a-100.html", EDITED)
    desk.at = EARLY
    older = desk.give("/a-100.html", STORY)
    assert (older.article, older.outcome) == (later.article, "stored")
    assert desk.rows("select id, number, change, current from v_versions order by number") == [
        (older.version, 1, "first", 0),
        (later.version, 2, "addition", 1),
    ]
    assert desk.rows("select first_seen from v_articles") == [("2026-03-01T02:01:00+00:00",)]


def test_the_same_words_seen_earlier_name_the_version_anew_and_the_old_name_holds(desk: Desk) -> None:
    later = desk.give("/a-100.html", STORY)
    desk.at = EARLY
    older = desk.give("/a-100.html", STORY)
    assert older.version != later.version
    assert desk.rows("select id, versions from v_articles, (select 1)")[0][1] == 1
    with desk.archive.database.reading() as unit:
        assert unit.articles.resolve_version(str(later.version)) == older.version
        assert len(unit.articles.extractions(str(older.version))) == 2


def test_words_that_come_back_are_a_version_that_says_so(desk: Desk) -> None:
    for page in (STORY, EDITED, STORY):
        desk.give("/a-100.html", page)
    assert desk.rows("select versions from v_articles") == [(3,)]
    assert desk.rows("select kind, detail from v_events") == [
        ("reverted", "to the text of 2026-03-02T02:01:00Z")
    ]
