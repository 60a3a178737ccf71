"""Portals, places and runs are remembered as they were told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.records import PlaceRecord, PortalRecord, RunRecord
from storage.repositories import Unit

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PORTAL = PortalRecord(
    "tin-nui", "Báo Tin Núi", "https://tin-nui.example/", "VN-33", "active", "mastercms", ("vi", "tay"),
    "Asia/Ho_Chi_Minh", ("tin-nui.example", "www.tin-nui.example:8080"), False, "sha256:00",
)  # fmt: skip


def test_a_portal_is_what_its_profile_says_now(unit: Unit) -> None:
    unit.portals.keep(PORTAL)
    renamed = replace(PORTAL, name="Báo và Đài Tin Núi", place=None, platform=None)
    unit.portals.keep(renamed)
    unit.portals.keep(replace(PORTAL, slug="dong-bang"))
    assert unit.portals.get("tin-nui") == renamed
    assert unit.portals.get("never") is None
    assert [portal.slug for portal in unit.portals.all()] == ["dong-bang", "tin-nui"]


def test_a_code_may_mean_another_place_at_another_time(unit: Unit) -> None:
    old = PlaceRecord("08", "Tuyên Sơn", "province", "VN", None, "2025-06-30", "09")
    new = PlaceRecord("08", "Sơn Quang", "province", "VN", "2025-07-01")
    unit.places.keep([new, old])
    unit.places.keep([replace(new, name="Sơn Quang mới")])
    unit.places.keep([])
    assert unit.places.all() == [old, replace(new, name="Sơn Quang mới")]


def test_a_run_starts_once_and_ends_with_its_report(unit: Unit) -> None:
    run = RunRecord("r1", NOON, "crawl tin-nui", "newsarchive 1.0")
    unit.runs.start(run)
    unit.runs.start(replace(run, command="adopted from its WARC"))
    later = RunRecord("r2", NOON + timedelta(hours=1), "crawl", "newsarchive 1.0")
    unit.runs.start(later)
    unit.runs.finish("r1", NOON + timedelta(minutes=5), 3, {"portals": [{"slug": "tin-nui"}]})
    ended = replace(
        run, finished=NOON + timedelta(minutes=5), exit=3, report={"portals": [{"slug": "tin-nui"}]}
    )
    assert unit.runs.get("r1") == ended
    assert unit.runs.all() == [later, ended]
    assert unit.runs.get("r3") is None
