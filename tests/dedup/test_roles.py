"""Who had a story first, as far as pages say; and what is told of a cluster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsarchive.dedup.report import report
from newsarchive.dedup.roles import portal_names, squeezed
from storage.records import Moment, PortalRecord

WORDS = [
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "trăm",
    "nghìn",
    "vạn",
    "triệu",
    "tỷ",
]
BODY = " ".join(f"{one} {two}" for one in WORDS for two in reversed(WORDS))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(hour: int) -> Moment:
    return Moment(datetime(2026, 3, 1, hour, tzinfo=UTC), "2026-03-01", "minute", 0.9)


def roles(desk: Any) -> dict[str, tuple[str, bool]]:
    rows = desk.rows("SELECT article, role, certain FROM v_clusters")
    return {row["article"]: (row["role"], bool(row["certain"])) for row in rows}


def told(desk: Any, cluster: str) -> Any:
    with desk.database.reading() as unit:
        return report(unit, cluster)


def test_the_origin_is_the_portal_that_credit_lines_name(desk: Any) -> None:
    desk.put("ba-1", BODY, ("Báo bb",), at(7))
    desk.put("bb-1", BODY, (), at(9))
    desk.put("bc-1", BODY, ("bb.example",), at(10))
    desk.refresh()
    assert roles(desk) == {"ba-1": ("earliest", True), "bb-1": ("origin", True), "bc-1": ("copy", True)}
    assert "from bb, which the others credit" in told(desk, "ba-1").told()


def test_an_agency_that_is_no_portal_of_ours_leaves_the_origin_unknown(desk: Any) -> None:
    desk.put("ba-1", BODY, ("TTXVN",), at(9))
    desk.put("bb-1", BODY, ("TTXVN",), at(7))
    desk.refresh()
    assert roles(desk) == {"ba-1": ("copy", True), "bb-1": ("earliest", True)}
    found = told(desk, "ba-1")
    assert (found.credit, found.origin) == ("TTXVN", None)
    assert "origin not known" in found.told()
    assert found.hours() == [2.0]
    assert [member.story.article.id for member in found.members] == ["bb-1", "ba-1"]


@pytest.mark.parametrize(
    ("one", "two", "sure"),
    [
        (Moment(None, "2026-03-01", "day", 0.9), Moment(None, "2026-03-02", "day", 0.9), True),
        (Moment(None, "2026-03-01", "day", 0.9), Moment(None, "2026-03-01", "day", 0.9), False),
        (at(7), Moment(None, "2026-03-01", "day", 0.9), False),
        (at(7), None, False),
        (None, None, False),
    ],
)
def test_who_was_first_is_certain_only_where_pages_say_so(
    desk: Any, one: Moment | None, two: Moment | None, sure: bool
) -> None:
    desk.put("ba-1", BODY, (), one)
    desk.put("bb-1", BODY, (), two, first_seen=NOON + timedelta(hours=1))
    desk.refresh()
    assert roles(desk)["ba-1"] == ("earliest", sure)


def test_a_new_credit_line_changes_the_parts_though_the_text_is_the_same(desk: Any) -> None:
    for article in ("ba-1", "bb-1"):
        desk.put(article, BODY)
    desk.refresh()
    desk.put("ba-1", BODY, ("Báo bb",))
    desk.refresh()
    assert roles(desk)["bb-1"] == ("origin", True)


def test_former_names_lead_to_what_became_of_a_cluster(desk: Any) -> None:
    for number, article in enumerate(("bc-1", "bb-1", "ba-1")):
        desk.put(article, BODY, first_seen=NOON - timedelta(days=number))
        desk.refresh()
    with desk.database.reading() as unit:
        assert unit.clusters.present("ba-1") == unit.clusters.present("bb-1") == ["ba-1"]
        assert unit.clusters.former("ba-1") == ["bb-1"]
        assert [pair.overlap for pair in unit.clusters.pairs_in("ba-1")] == [1.0, 1.0, 1.0]
    for number, article in enumerate(("bc-1", "bb-1", "ba-1")):
        desk.put(article, " ".join(reversed(BODY.split(" "))) if number else "quá ngắn")
    desk.put("ba-1", BODY[:500])
    desk.refresh()
    with desk.database.reading() as unit:
        assert unit.clusters.present("bb-1") == []
        assert unit.clusters.was_cluster("bb-1")


def test_names_that_two_portals_bear_name_neither() -> None:
    portals = [
        PortalRecord("tin-nui", "Báo Tin Núi", "https://tinnui.example/", domains=("www.tinnui.example",)),
        PortalRecord("tin-bien", "Tin Tức", "https://tinbien.example/"),
        PortalRecord("tin-song", "Tin tức", "https://tinsong.example/"),
    ]
    names = portal_names(portals)
    assert names[squeezed("BÁO TIN NÚI")] == names[squeezed("tinnui")] == "tin-nui"
    assert squeezed("Tin tức") not in names
