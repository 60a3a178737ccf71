"""Saved pages, JSON lines and packages: whose they are and when they were fetched is told, never guessed."""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.errors import UsageError
from newsarchive.ingest.foreign.files import sources
from newsarchive.ingest.foreign.run import Import
from newsarchive.ingest.foreign.saved import Told
from newsarchive.ingest.work import Work
from newsarchive.withdrawal import Request, withdraw

from .conftest import NOW, Desk, packed, page, response, url

DAY = Told(fetched_at=datetime(2019, 3, 3, tzinfo=UTC))
SINGLE_FILE = f"<!--\n Page saved with SingleFile \n url: {url(1)} \n saved date: Sun Mar 03 2019 11:05:06 GMT+0700 (Indochina Time)\n-->"  # noqa: E501
HTTRACK = "<!-- Mirrored from thu.example/tin-1.html by HTTrack Website Copier/3.x [XR&CO'2014], Sun, 03 Mar 2019 04:05:06 GMT -->"  # noqa: E501
WAYBACK = f"<!-- saved from url=(0070)https://web.archive.org/web/20190303040506/{url(1)} -->"


@pytest.mark.parametrize("comment", [SINGLE_FILE, HTTRACK, WAYBACK])
def test_a_page_whose_comment_tells_address_and_time(desk: Desk, comment: str) -> None:
    desk.one_kept(desk.take(desk.file("saved.html", page(1, top=comment))))
    assert desk.rows("SELECT fetched_at, dated_by, head FROM v_captures") == [
        ("2019-03-03T04:05:06+00:00", "the page's own comment", "made")
    ]


@pytest.mark.parametrize(
    "top",
    [
        f"<!-- saved from url=(0027){url(1)} -->",
        f'<link rel="canonical" href="{url(1)}">',
        f'<meta property="og:url" content="{url(1)}">',
    ],
)
def test_a_page_that_tells_its_address_needs_a_time(desk: Desk, top: str) -> None:
    saved = desk.file("saved.html", page(1, top=top))
    refused = desk.take(saved)
    assert refused["import"]["not_taken"] == {"no_date": 1}
    desk.one_kept(desk.take(saved, told=DAY))
    assert desk.rows("SELECT dated_by FROM v_captures") == [("--fetched-at",)]


def test_the_time_of_a_file_is_taken_only_when_it_is_asked_for(desk: Desk) -> None:
    saved = desk.file("saved.html", page(1, top=f"<!-- saved from url=(0027){url(1)} -->"))
    os.utime(saved, (1551585906, 1551585906))
    desk.one_kept(desk.take(saved, told=Told(by_mtime=True)))
    assert desk.rows("SELECT fetched_at, dated_by FROM v_captures") == [
        ("2019-03-03T04:05:06+00:00", "the file's time (--dates-from-mtime)")
    ]


def test_a_page_whose_address_is_not_known_is_refused(desk: Desk) -> None:
    torn = f'<link rel="canonical" href="{url(1)}"><meta property="og:url" content="{url(2)}">'
    desk.file("bare.html", page(1))
    desk.file("torn.html", page(1, top=torn))
    assert desk.take(desk.folder / "foreign", told=DAY)["import"]["not_taken"] == {"no_url": 2}


def test_a_folder_that_stands_for_an_address(desk: Desk) -> None:
    desk.file("tin-1.html", page(1))
    told = Told("http://thu.example/", DAY.fetched_at)
    desk.one_kept(desk.take(desk.folder / "foreign", told=told))
    assert desk.rows("SELECT url FROM v_captures") == [(url(1),)]


def test_a_note_beside_a_page(desk: Desk) -> None:
    desk.file("x.html", page(1))
    desk.file("x.html.json", json.dumps({"url": url(1), "fetched_at": "2019-03-03T11:05:06+07:00"}).encode())
    report = desk.take(desk.folder / "foreign")
    desk.one_kept(report)
    assert report["import"]["not_taken"] == {}


def test_json_lines_as_extract_reads_them(desk: Desk) -> None:
    whole = {
        "id": 7,
        "url": url(1),
        "html_b64": base64.b64encode(page(1)).decode(),
        "fetched_at": "2019-03-03T04:05:06Z",
    }
    lines = [
        json.dumps(whole),
        "",
        "{not json",
        json.dumps({"url": url(2), "html": page(2).decode()}),
        json.dumps({"html": "<p>", "fetched_at": "2019-03-03T04:05:06Z"}),
        json.dumps({"url": url(3), "html_b64": "%%%"}),
        json.dumps({**whole, "portal": "no-such-portal", "url": url(4)}),
        "[" * 100_000,
    ]
    file = desk.file("pages.jsonl", "\n".join(lines).encode())
    report = desk.take(file)
    desk.one_kept(report)
    assert report["import"]["not_taken"] == {"bad_line": 3, "no_date": 1, "no_url": 1, "not_our_portal": 1}
    assert desk.rows("SELECT source_record FROM v_captures") == [("7",)]
    assert desk.take(file)["import"]["taken"] == 0


def test_a_wacz_package_with_hostile_names(desk: Desk) -> None:
    path = desk.folder / "foreign" / "crawl.wacz"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/rec.warc.gz", packed([response(1)]))
        package.writestr("../../archive/out.warc.gz", packed([response(2)]))
        package.writestr("archive/../../../out.warc", response(3))
    before = sorted(desk.folder.rglob("*.warc*"))
    report = desk.take(path)
    assert report["exit"] == 0
    assert "Tin số 1 về mùa vụ" in desk.titles()
    outside = [found for found in sorted(desk.folder.rglob("out.warc*")) if found not in before]
    assert outside == []


def test_a_broken_package_is_told(desk: Desk) -> None:
    report = desk.take(desk.file("broken.wacz", b"PK\x03\x04" + b"\0" * 300))
    assert report["exit"] == 1
    assert report["import"]["damaged"][0]["file"] == "broken.wacz"


def test_a_path_that_is_not_there_and_a_file_of_no_kind(desk: Desk) -> None:
    with pytest.raises(UsageError, match="nothing to read"):
        list(sources([Path("nowhere")]))
    with pytest.raises(UsageError, match="--kind"):
        list(sources([desk.file("notes.txt", b"notes")]))


def test_a_dry_run_keeps_nothing_and_a_limit_is_kept(desk: Desk) -> None:
    file = desk.file("many.warc.gz", packed([response(number) for number in range(1, 6)]))
    dry = desk.take(file, dry_run=True)
    assert dry["import"]["taken"] == 5
    assert desk.titles() == []
    assert desk.take(file, limit=2)["import"]["taken"] == 2
    assert desk.take(file)["import"]["taken"] == 3


def test_a_portal_at_work_is_left_alone(desk: Desk) -> None:

    file = desk.file("one.warc.gz", packed([response(1)]))
    with open_archive(desk.archive, create=True) as archive, archive.lock("thu"):
        report = desk.take(file)
    assert report["exit"] == 4
    assert report["import"]["not_taken"] == {"locked": 1}


def test_what_was_withdrawn_does_not_come_in_again(desk: Desk) -> None:
    file = desk.file("one.warc.gz", packed([response(1)]))
    desk.take(file)
    [(article,)] = desk.rows("SELECT id FROM v_articles")
    request = Request(article, "a reason")
    with open_archive(desk.archive) as archive:
        withdraw(archive, request, NOW)
    later = desk.file("later.warc.gz", packed([response(1, "2020-01-01T00:00:00Z")]))
    assert desk.take(later)["import"]["not_taken"] == {"withdrawn": 1}
    assert desk.titles() == []


def test_stopped_and_killed_the_same_command_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = desk.file("many.warc.gz", packed([response(number) for number in range(1, 31)]))
    works = Import._works

    def stopped(self: Import, **more: bool) -> Iterator[Work]:
        for number, work in enumerate(works(self, **more)):
            if number == 20:
                raise KeyboardInterrupt
            yield work

    with monkeypatch.context() as patch:
        patch.setattr(Import, "_works", stopped)
        report = desk.take(file)
    assert report["exit"] == 130
    kept = report["import"]["taken"]
    assert len(desk.titles()) == kept
    rest = desk.take(file)
    assert rest["exit"] == 0
    assert rest["import"]["not_taken"].get("duplicate", 0) == kept
    assert len(desk.titles()) == 30
