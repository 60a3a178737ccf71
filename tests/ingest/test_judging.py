"""What the publisher changed is judged when a crawl ends, and again when versions are put in order."""

from __future__ import annotations

from newsarchive.ingest.conveyor import drain

from .conftest import PARAGRAPHS, Desk, html, wire

PATH = "/lua-moi-1.html"
KEPT = "SELECT change, changes, silent FROM versions ORDER BY number"


def give(desk: Desk, *paragraphs: str, title: str = "Giống lúa mới về thôn") -> str | None:
    return desk.give(PATH, wire(html(title, list(paragraphs)))).outcome


def kept(desk: Desk) -> list[tuple[str, str, bool]]:
    return [(str(change), str(changes), bool(silent)) for change, changes, silent in desk.rows(KEPT)]


def test_each_version_says_what_changed_and_whether_it_was_said(desk: Desk) -> None:
    give(desk, *PARAGRAPHS)
    give(
        desk,
        *PARAGRAPHS,
        "Toàn thôn có hơn năm mươi héc-ta ruộng bậc thang.",
        title="Thôn nhận giống lúa mới",
    )
    give(
        desk,
        *PARAGRAPHS,
        "Đính chính: Diện tích trong bài trước đây ghi nhầm.",
        title="Thôn nhận giống lúa mới",
    )
    assert kept(desk) == [
        ("first", "", False),
        ("headline", "headline addition", True),
        ("correction", "correction deletion", False),
    ]


def test_counters_beside_the_author_make_no_version(desk: Desk) -> None:
    for signed in ("An Bình - 1.234 lượt xem", "An Bình - 1.301 lượt xem - 3 bình luận"):
        page = html("Giống lúa mới", PARAGRAPHS).replace(
            b"</h1>", f'</h1><p class="author">{signed}</p>'.encode()
        )
        desk.give(PATH, wire(page))
    assert kept(desk) == [("first", "", False)]


def test_an_age_that_grows_makes_no_version(desk: Desk) -> None:
    for age in ("5 phút trước", "2 giờ trước"):
        page = html("Giống lúa mới", PARAGRAPHS).replace(b"</h1>", f"</h1><time>{age}</time>".encode())
        desk.give(PATH, wire(page))
    assert kept(desk) == [("first", "", False)]


def test_what_was_forgotten_is_judged_again(desk: Desk) -> None:
    give(desk, *PARAGRAPHS)
    give(desk, *PARAGRAPHS[:3])
    before = kept(desk)
    with desk.archive.database.writing() as unit:
        unit.changes.forget()
        unit.connection.exec_driver_sql(
            "UPDATE versions SET change = 'text', changes = 'text' WHERE number = 2"
        )
    drain(desk.archive)
    assert kept(desk) == before == [("first", "", False), ("deletion", "deletion", True)]
