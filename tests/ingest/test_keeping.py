"""What becomes of an answer: article, version, alias, event, or a line in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from storage.records import Hints

from .conftest import PARAGRAPHS, PROFILE, Desk, html, profile_in, wire

STORY = wire(html("Thôn Khe Lăng nhận giống lúa mới", PARAGRAPHS))


def test_a_first_look_makes_an_article_with_one_version(desk: Desk) -> None:
    done = desk.give("/giong-lua-moi-100.html", STORY)
    assert (done.outcome, done.version) == ("stored", f"{done.article}@20260302T020100Z")
    assert desk.rows("select title, versions, status from v_articles") == [
        ("Thôn Khe Lăng nhận giống lúa mới", 1, "active")
    ]


def test_a_changed_advert_is_no_version(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    again = wire(html("Thôn Khe Lăng nhận giống lúa mới", PARAGRAPHS, advert="Mua hai tặng một"))
    assert desk.give("/a-100.html", again).outcome == "unchanged"
    assert desk.rows("select versions from v_articles") == [(1,)]


def test_a_changed_text_is_a_version_and_the_earlier_one_stays(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    changed = [PARAGRAPHS[0].replace("hai trăm", "ba trăm"), *PARAGRAPHS[1:]]
    assert (
        desk.give("/a-100.html", wire(html("Thôn Khe Lăng nhận giống lúa mới", changed))).outcome == "changed"
    )
    bodies = desk.rows("select change, body from v_versions order by first_seen")
    assert [change for change, _ in bodies] == ["first", "rewording"]
    assert "hai trăm" in str(bodies[0][1])
    assert "ba trăm" in str(bodies[1][1])


def test_not_modified_is_unchanged(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    assert desk.give("/a-100.html", wire(b"", "304 Not Modified")).outcome == "unchanged"
    assert desk.rows("select status from v_captures order by fetched_at") == [(200,), (304,)]


def test_the_same_text_under_two_urls_of_a_portal_is_one_article(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    second = desk.give("/b-200.html", STORY)
    assert second.article == first.article
    assert desk.rows("select count(*) from v_articles") == [(1,)]
    with desk.archive.database.reading() as unit:
        assert (
            unit.articles.resolve(desk.profile.article_id("https://thu.example/b-200.html")) == first.article
        )


def test_the_same_text_in_two_portals_is_two_articles(desk: Desk, make_desk: Callable[..., Desk]) -> None:
    other = make_desk("other")
    assert (
        desk.give("/a-100.html", STORY).article == other.give("/a-100.html", STORY).article
    )  # same slug, same URL
    renamed = desk.profile.article_id("https://thu.example/a-100.html")
    assert renamed.startswith("thu-")


def test_a_slug_that_changed_is_the_same_article(desk: Desk) -> None:
    first = desk.give("/ten-cu-100.html", STORY)
    second = desk.give("/ten-moi-100.html", STORY)
    assert (second.article, second.outcome) == (first.article, "unchanged")


def test_a_canonical_url_joins_two_addresses(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    text = wire(html("Tên khác", PARAGRAPHS[:3], canonical="https://thu.example/a-100.html"))
    assert desk.give("/in-900.html", text).article == first.article


def test_gone_is_an_event_and_the_text_stays(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    assert desk.give("/a-100.html", wire(b"", "410 Gone")).reason == "gone"
    assert desk.rows("select status, title from v_articles") == [("gone", "Thôn Khe Lăng nhận giống lúa mới")]
    desk.give("/a-100.html", STORY)
    assert desk.rows("select status, versions from v_articles") == [("active", 1)]


def test_a_redirect_keeps_the_id_that_was_given_first(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    desk.give("/a-100.html", wire(b"", "301 Moved", Location="/b-200.html"), kind="redirect")
    moved = desk.give("/a-100.html", STORY, final="/b-200.html")
    assert moved.article == first.article
    assert desk.give("/b-200.html", STORY).article == first.article
    assert desk.rows("select count(*) from v_articles") == [(1,)]


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        ("503 Busy", "failed", "http_503"),
        ("429 Slow", "failed", "http_429"),
        ("404 Not Found", "refused", "gone"),
    ],
)
def test_each_lead_ends_in_one_column(desk: Desk, status: str, outcome: str, reason: str) -> None:
    done = desk.give("/a-100.html", wire(b"<html><body>no</body></html>", status))
    assert (done.outcome, done.reason) == (outcome, reason)
    row = desk.rows("select discovered, stored, changed, unchanged, refused, failed from v_coverage")
    assert row == [(1, 0, 0, 0, int(outcome == "refused"), int(outcome == "failed"))]


def test_what_never_answered_is_counted_and_waits(desk: Desk) -> None:
    assert desk.give("/a-100.html", b"", failure="dns").outcome == "failed"
    assert desk.give("/b-101.html", b"", refused="robots").outcome == "refused"
    assert desk.rows("select discovered, fetched, refused, failed from v_coverage") == [(2, 0, 1, 1)]
    with desk.archive.database.reading() as unit:
        assert unit.frontier.count_waiting("thu") == 1


def test_better_rules_make_no_version(desk: Desk, make_desk: Callable[..., Desk]) -> None:
    """The title of a page changes because our rule does: that is no edit of the publisher."""
    better = PROFILE.replace('"css:h1"', '"meta:og:title", "css:title"')
    page = wire(
        html("Thôn Khe Lăng nhận giống lúa mới", PARAGRAPHS).replace(
            b"</title>", " – bản in</title>".encode()
        )
    )
    desk.give("/b-200.html", page)
    desk.profile = profile_in(desk.archive.path.parent / "better", better)
    done = desk.give("/b-200.html", page)
    assert done.outcome == "unchanged"
    assert desk.rows("select title, versions from v_articles") == [
        ("Thôn Khe Lăng nhận giống lúa mới – bản in", 1)
    ]
    with desk.archive.database.reading() as unit:
        earlier, today = unit.articles.extractions(f"{done.version}")
    assert earlier[1].title == "Thôn Khe Lăng nhận giống lúa mới"
    assert earlier[0] != today[0]


def test_a_second_address_that_prints_it_otherwise_makes_no_versions(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    desk.give("/b-200.html", STORY)
    for_print = wire(
        html("Thôn Khe Lăng nhận giống lúa mới", [*PARAGRAPHS, "Bản dành cho máy in của bạn đọc."])
    )
    desk.give("/b-200.html", for_print)
    desk.give("/a-100.html", STORY)
    assert desk.rows("select versions from v_articles") == [(1,)]


def test_hints_alone_forge_no_change(desk: Desk) -> None:
    """A sitemap's date where a feed had none is no edit of the publisher."""
    bare = wire(html("Không có ngày", PARAGRAPHS).replace(b"article:published_time", b"article:nothing"))
    desk.give("/a-100.html", bare)
    again = desk.give("/a-100.html", bare, hints=Hints(published="2026-03-01T00:00:00+07:00"))
    assert again.outcome == "unchanged"


def other_words(text: str) -> bytes:
    return wire(html("Thôn Khe Lăng nhận giống lúa mới", [*PARAGRAPHS, text]))


def test_an_edit_at_the_address_a_story_moved_to_is_a_version(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    desk.give("/a-100.html", STORY, final="/b-200.html")
    assert desk.give("/a-100.html", wire(b"", "404 Not Found")).reason == "gone"
    edited = desk.give(
        "/b-200.html", other_words("Huyện cũng cấp thêm phân bón cho các hộ khó khăn trong thôn.")
    )
    assert (edited.article, edited.outcome) == (first.article, "changed")
    assert desk.rows("select status, url, versions from v_articles") == [
        ("active", "https://thu.example/b-200.html", 2)
    ]
    with desk.archive.database.reading() as unit:
        history = unit.articles.get(str(first.article))
    assert history and {event.kind for event in history.events} == {"redirected"}


def test_a_second_address_speaks_when_the_first_is_gone(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    desk.give("/b-200.html", STORY)
    desk.give("/a-100.html", wire(b"", "410 Gone"))
    done = desk.give(
        "/b-200.html", other_words("Xã hẹn bà con đầu tuần tới quay lại nhận phần giống còn thiếu.")
    )
    assert done.outcome == "changed"
    assert desk.rows("select status, url from v_articles") == [("active", "https://thu.example/b-200.html")]


def test_a_story_led_away_to_another_page_is_refused(desk: Desk) -> None:
    desk.give("/a-100.html", STORY)
    away = desk.give(
        "/a-100.html", other_words("Giới thiệu tòa soạn và các ban chuyên môn của báo."), final="/gioi-thieu"
    )
    assert (away.outcome, away.reason) == ("refused", "redirected_away")
    assert desk.rows("select versions from v_articles") == [(1,)]


def test_the_same_words_on_two_days_are_two_articles(desk: Desk) -> None:
    bare = wire(html("Giá rau hôm nay", PARAGRAPHS).replace(b"article:published_time", b"article:nothing"))
    one = desk.give("/a-100.html", bare, hints=Hints(published="2026-03-01T08:00:00+07:00"))
    two = desk.give("/b-200.html", bare, hints=Hints(published="2026-03-02T08:00:00+07:00"))
    assert one.article != two.article


def test_another_pattern_of_urls_loses_no_article(desk: Desk) -> None:
    first = desk.give("/a-100.html", STORY)
    other = PROFILE.replace("-(?P<id>\\d+)\\.html$", "/(?P<id>[^/]+-\\d+)\\.html$")
    assert other != PROFILE
    desk.profile = profile_in(desk.archive.path.parent / "patterns", other)
    edited = desk.give(
        "/a-100.html", other_words("Trung tâm khuyến nông sẽ trở lại thăm đồng sau hai tuần nữa.")
    )
    assert (edited.article, edited.outcome) == (first.article, "changed")
    with desk.archive.database.reading() as unit:
        assert unit.frontier.count_waiting("thu") == 0


def test_a_busy_answer_keeps_what_the_last_whole_one_said(desk: Desk) -> None:
    desk.give("/a-100.html", wire(html("Thôn Khe Lăng", PARAGRAPHS), ETag='"a"'))
    desk.give("/a-100.html", wire(b"", "503 Busy", ETag='"b"'))
    with desk.archive.database.reading() as unit:
        seen = unit.frontier.seen("thu", "https://thu.example/a-100.html")
    assert seen and seen.etag == '"a"'


def test_a_try_that_another_follows_is_kept_and_ends_nothing(desk: Desk) -> None:
    done = desk.give("/a-100.html", wire(b"<html>", "503 Busy"), passing="yes")
    assert done.outcome is None
    assert desk.rows("select status from v_captures") == [(503,)]
    assert desk.rows("select count(*) from v_coverage") == [(0,)]
    assert desk.rows("select count(*) from v_refusals") == [(0,)]


def test_a_page_refused_for_long_is_asked_for_less_and_less(desk: Desk) -> None:
    looks = []
    for _ in range(3):
        desk.give("/a-100.html", wire(b"", "404 Not Found"))
        desk.at += timedelta(days=10)
        (row,) = desk.rows("select next_look, last_fetched from urls where kind = 'article'")
        looks.append(datetime.fromisoformat(str(row[0])) - datetime.fromisoformat(str(row[1])))
    assert looks[0] == timedelta(hours=24)
    assert looks[0] < looks[1] < looks[2]
