"""What becomes of an answer: article, version, alias, event, or a line in the ledger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.records import Hints

from .conftest import PARAGRAPHS, PROFILE, Desk, html, wire

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
    assert [change for change, _ in bodies] == ["first", "text"]
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
    from .conftest import profile_in

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
