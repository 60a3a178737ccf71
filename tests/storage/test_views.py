"""The views archivists write SQL against: their columns, their rows, and what they never show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text, update

from storage import views
from storage.records import Capture, Extraction, Moment, PlaceRecord, Refusal
from storage.repositories import Unit
from storage.tables import articles

PROMISED = {
    "v_withdrawals": "withdrawal article portal scope reason authority at until lifted lifted_reason removed",
    "v_articles": "id portal place url title lead body byline published_at published_date "
    "published_precision modified_at section language captions versions cluster status first_seen last_seen",
    "v_versions": "id article first_seen last_seen change title lead body byline published_date",
    "v_changes": "version article portal place noticed change changes silent words_added words_removed "
    "paragraphs_touched notice modified_moved before title title_before",
    "v_captions": "article version position text credit image_url",
    "v_bylines": "article version name printed role kind",
    "v_evidence": "article version field value rule confidence candidates",
    "v_events": "article kind at detail",
    "v_captures": "url article fetched_at status warc offset length digest",
    "v_runs": "",
    "v_coverage": "portal date discovered fetched stored changed unchanged refused refused_by failed",
    "v_clusters": "cluster article portal",
    "v_cluster_pairs": "cluster a b overlap contained",
    "v_problems": "",
    "v_refusals": "",
    "v_portals": "",
    "v_places": "",
}


def rows(unit: Unit, view: str, order: str = "1, 2, 3") -> list[dict[str, Any]]:
    found = unit.connection.execute(text(f"SELECT * FROM {view} ORDER BY {order}"))
    return [dict(row._mapping) for row in found]


def same_on_both(value: Any) -> Any:
    """SQLite gives JSON and times as text; PostgreSQL gives values."""
    if isinstance(value, datetime):
        return value.isoformat()
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def test_every_promised_view_is_there() -> None:
    assert set(views.VIEWS) == set(PROMISED)


@pytest.mark.parametrize("view", sorted(PROMISED))
def test_the_promised_columns_come_first(unit: Unit, view: str) -> None:
    wanted = PROMISED[view].split()
    found = list(unit.connection.execute(text(f"SELECT * FROM {view}")).keys())
    assert found[: len(wanted)] == wanted
    assert "id" not in found or view in {"v_articles", "v_versions", "v_runs"}


def test_an_article_is_one_row_in_its_current_version(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    newsroom.later(hours=3)
    newsroom.publish("post1", newsroom.story("Mưa lớn, suối dâng"), change="headline")
    (row,) = rows(unit, "v_articles")
    assert {name: same_on_both(row[name]) for name in PROMISED["v_articles"].split()} == {
        "id": "tin-nui-post1",
        "portal": "tin-nui",
        "place": "VN-33",
        "url": "https://tin-nui.example/post1",
        "title": "Mưa lớn, suối dâng",
        "lead": "Mưa  kéo dài ba ngày.",
        "body": "Mưa  kéo dài ba ngày.\n\nSuối dâng cao.",
        "byline": "AN BÌNH - TTX",
        "published_at": "2026-03-01T12:00:00+00:00",
        "published_date": "2026-03-01",
        "published_precision": "minute",
        "modified_at": None,
        "section": "Thời sự > Vùng cao",
        "language": "vi",
        "captions": 1,
        "versions": 2,
        "cluster": None,
        "status": "active",
        "first_seen": "2026-03-01T12:00:00+00:00",
        "last_seen": "2026-03-01T15:00:00+00:00",
    }


def test_a_time_is_published_only_to_the_minute(unit: Unit, newsroom: Any) -> None:
    story: Extraction = newsroom.story(published=Moment(None, "2026-03", "month", 0.4))
    newsroom.publish("post1", story)
    (row,) = rows(unit, "v_articles")
    assert (row["published_at"], row["published_date"], row["published_precision"]) == (
        None,
        "2026-03",
        "month",
    )


def test_versions_keep_their_own_text(unit: Unit, newsroom: Any) -> None:
    first = newsroom.publish("post1")
    newsroom.later(hours=3)
    second = newsroom.publish("post1", newsroom.story("Đính chính"), change="headline")
    found = {row["id"]: (row["title"], row["change"], row["current"]) for row in rows(unit, "v_versions")}
    assert {name: (title, change, bool(now)) for name, (title, change, now) in found.items()} == {
        first: ("Mưa lớn ở vùng cao", "first", False),
        second: ("Đính chính", "headline", True),
    }
    assert [row["version"] for row in rows(unit, "v_captions", "version")] == [first, second]


def test_bylines_are_one_row_a_name(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    found = [(row["kind"], row["name"], row["printed"], row["role"]) for row in rows(unit, "v_bylines")]
    assert found == [("person", "An Bình", "AN BÌNH", "author"), ("agency", "TTX", "TTX", "")]


def test_evidence_is_one_row_a_field_with_all_its_candidates(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    published, title = rows(unit, "v_evidence")
    assert (title["value"], title["rule"], title["confidence"]) == ("Mưa lớn ở vùng cao", "css:h1", 0.9)
    assert [one["value"] for one in same_on_both(title["candidates"])] == ["Mưa lớn ở vùng cao", "Trang nhất"]
    assert (published["field"], published["value"], published["rule"]) == ("published", None, None)
    assert same_on_both(published["candidates"])[0]["where"] == "div#now"


def test_coverage_puts_every_lead_in_one_column(unit: Unit, newsroom: Any) -> None:
    told = [("stored", None), ("changed", None), ("unchanged", None), ("refused", "listing")]
    told += [("refused", "listing"), ("refused", None), ("failed", "timeout")]
    for number, (outcome, reason) in enumerate(told):
        fetched = outcome != "failed"
        where = (f"https://tin-nui.example/{number}", outcome, reason)
        unit.ledger.count("r1", "tin-nui", "2026-03-01", *where, fetched=fetched, at=newsroom.now)
    unit.ledger.count("r1", "dong-bang", "2026-03-01", "u", "stored", None, fetched=True, at=newsroom.now)
    other, row = rows(unit, "v_coverage")
    assert [same_on_both(row[name]) for name in PROMISED["v_coverage"].split()[2:]] == [
        7, 6, 1, 1, 1, 3, {"listing": 2, "unknown": 1}, 1,
    ]  # fmt: skip
    assert same_on_both(other["refused_by"]) == {}


def test_a_capture_says_where_its_bytes_lie(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    (row,) = rows(unit, "v_captures")
    assert (row["article"], row["warc"], row["offset"], row["length"]) == (
        "tin-nui-post1", "tin-nui/2026/tin-nui-x-000.warc.gz", 1000, 900,
    )  # fmt: skip


def test_refusals_problems_clusters_runs_portals_and_places(unit: Unit, newsroom: Any) -> None:
    newsroom.run()
    newsroom.publish("post1")
    unit.clusters.assign({"tin-nui-post1": "c1"})
    capture: Capture = newsroom.capture("https://tin-nui.example/thoi-su/")
    number = unit.captures.add(capture, None, "refused")
    unit.captures.refuse(number, "tin-nui", capture.url, Refusal("listing", "40 links, no story"))
    unit.places.keep([PlaceRecord("VN-33", "Vùng Núi", "province", "VN")])
    assert [(row["url"], row["reason"]) for row in rows(unit, "v_refusals")] == [(capture.url, "listing")]
    assert [row["code"] for row in rows(unit, "v_problems")] == ["weekday_contradicts_date"]
    assert [(row["cluster"], row["article"]) for row in rows(unit, "v_clusters")] == [("c1", "tin-nui-post1")]
    assert [row["exit"] for row in rows(unit, "v_runs")] == [None]
    assert [(row["slug"], row["articles"]) for row in rows(unit, "v_portals")] == [("tin-nui", 1)]
    assert [(row["code"], row["valid_from"]) for row in rows(unit, "v_places")] == [("VN-33", None)]


def test_withdrawn_text_is_in_no_view(unit: Unit, newsroom: Any) -> None:
    story: Extraction = newsroom.story("Tên người bị rút")
    newsroom.publish("post1", replace(story, lead="Tên người bị rút", body=("Tên người bị rút",)))
    unit.clusters.assign({"tin-nui-post1": "c1"})
    unit.connection.execute(update(articles).values(withdrawn=True))
    for view in views.VIEWS:
        assert "bị rút" not in str(rows(unit, view, "1")), view
    for view in (
        "v_articles",
        "v_versions",
        "v_captions",
        "v_bylines",
        "v_evidence",
        "v_problems",
        "v_clusters",
    ):
        assert rows(unit, view, "1") == []
    assert unit.articles.get("tin-nui-post1") is None
    assert list(unit.articles.stream()) == []
