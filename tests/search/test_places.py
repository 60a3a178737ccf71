"""A place is known by any spelling, and through the borders that it had."""

from __future__ import annotations

import pytest

from newsarchive.errors import UsageError
from newsarchive.search.places import portals_of
from storage.records import PlaceRecord, PortalRecord

PLACES = [
    PlaceRecord("VN-32", "Phú Yên", "province", "VN", None, "2025-06-30", "VN-2025-66"),
    PlaceRecord("VN-33", "Đắk Lắk", "province", "VN", None, "2025-06-30", "VN-2025-66"),
    PlaceRecord("VN-2025-66", "Đắk Lắk", "province", "VN", "2025-07-01", None, None),
    PlaceRecord("VN-09", "Lạng Sơn", "province", "VN"),
    PlaceRecord("VN-26", "Huế", "city", "VN"),
]


def portals(**places: str | None) -> list[PortalRecord]:
    return [PortalRecord(slug, slug, f"https://{slug}.example/", place) for slug, place in places.items()]


TODAY = portals(dak="VN-2025-66", lang="VN-09", other=None)
MIXED = portals(dak="VN-2025-66", former="VN-32", elder="VN-33")


@pytest.mark.parametrize(
    "spelling", ["Đắk Lắk", "đăk lăk", "Dak Lak", "Daklak", "DAKLAK", "vn-2025-66", "Đắk Lắk"]
)
def test_any_spelling_is_the_place(spelling: str) -> None:
    assert portals_of(spelling, TODAY, PLACES) == (("dak",), "")


def test_a_place_of_today_has_the_portals_of_those_it_was_made_of() -> None:
    assert portals_of("Dak Lak", MIXED, PLACES) == (("dak", "former", "elder"), "")


def test_a_former_place_has_its_own_portals_if_there_are_any() -> None:
    assert portals_of("Phu Yen", MIXED, PLACES) == (("former",), "")


def test_a_former_place_without_portals_is_looked_for_where_it_is_now() -> None:
    found, note = portals_of("Phú Yên", TODAY, PLACES)
    assert found == ("dak",)
    assert note == "Phú Yên is part of Đắk Lắk today: the portals there are meant."


@pytest.mark.parametrize(
    ("sought", "why"),
    [
        ("Huế", "it has no portal there; it holds portals of Đắk Lắk, Lạng Sơn"),
        ("Atlantis", "it knows no such place; it holds portals of Đắk Lắk, Lạng Sơn"),
        ("!!!", "it knows no such place"),
        ("", "it knows no such place"),
    ],
)
def test_a_place_without_portals_is_answered_with_those_there_are(sought: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"^place {sought}: not in this archive, {why}"):
        portals_of(sought, TODAY, PLACES)
