"""Older and newer copies, imported in any order: kept is what a rebuild in the order of the fetches gives."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import open_archive
from newsarchive.ingest.replay import rebuild
from newsarchive.workers import WorkerPool

from .conftest import Desk, packed, page, record, response, url, wire

COPIES = {
    "first": packed([response(1, "2019-03-03T04:05:06Z"), response(2, "2019-03-03T04:06:06Z")]),
    "second": packed(
        [
            response(1, "2020-03-03T04:05:06Z", page(1, "Một đoạn mới được thêm vào bài viết này.")),
            response(2, "2020-03-03T04:06:06Z"),
            record("response", url(3), wire(b"<p>404", "HTTP/1.1 404 Not Found"), "2020-03-03T04:07:06Z"),
        ]
    ),
    "third": packed([response(1, "2021-03-03T04:05:06Z"), response(3, "2021-03-03T04:06:06Z")]),
}
STATES = {
    "v_articles": "id, url, title, body, versions, status, first_seen, last_seen",
    "v_versions": "id, first_seen, last_seen, body, number, current",
    "v_captures": "url, fetched_at, article, outcome, digest, status",
    "v_coverage": "portal, date, discovered, fetched, stored, changed, unchanged, refused, failed",
}


def states(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    return {
        view: sorted(desk.rows(f"SELECT {columns} FROM {view}"), key=repr) for view, columns in STATES.items()
    }


def made_anew(desk: Desk, folder: Path) -> Desk:
    other = Desk(folder)
    other.archive.mkdir(parents=True)
    (other.archive / "warc").symlink_to(desk.archive / "warc")
    profile = desk.catalogue.get("thu")
    with open_archive(other.archive, create=True) as archive, WorkerPool(1) as pool:
        rebuild(archive, {"thu": profile}, pool)
    return other


@pytest.mark.parametrize("order", list(permutations(COPIES)))
def test_any_order_leaves_what_a_rebuild_leaves(desk: Desk, order: tuple[str, ...], tmp_path: Path) -> None:
    for name in order:
        report = desk.take(desk.file(f"{name}.warc.gz", COPIES[name]))
        assert report["exit"] == 0
    found = states(desk)
    assert found == states(made_anew(desk, tmp_path / "anew"))
    assert sorted(row[4] for row in found["v_articles"]) == [1, 1, 3]
    assert len(found["v_captures"]) == 7
