"""From any value back to rule, capture, WARC record, run and software; and an article by its address."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from storage.records import Exchange, Reader
from storage.warc import WarcWriter

from .conftest import DEARER, LATER, READER, RICE, Newsarchive


def test_a_value_leads_back_to_rule_capture_run_and_software(newsarchive: Newsarchive) -> None:
    way = newsarchive("show", "bao-mot-1", "--version", "1", "--provenance", "--json").json
    assert way["version"] == "bao-mot-1@20260301T001500Z"
    [date] = way["fields"]
    assert (date["field"], date["rule"], date["where"]) == ("published", "css:time", "main > time")
    assert (way["extraction"]["extractor"], way["extraction"]["profile"]) == (
        "newsarchive 0",
        "sha256:profile",
    )
    [capture] = way["captures"]
    assert (capture["asked"], capture["url"], capture["status"]) == (RICE.url, RICE.url, 200)
    assert capture["records"]["response"]["offset"] == capture["offset"]
    assert capture["records"]["metadata"]["offset"] < capture["records"]["request"]["offset"]
    assert (way["run"]["id"], way["run"]["software"]) == ("run", "newsarchive 0")
    assert way["earlier_readings"] == [] and capture["imported"] is None


def test_it_can_be_read(newsarchive: Newsarchive) -> None:
    shown = newsarchive("show", "bao-mot-1", "--provenance").out
    for words in ("css:time · main > time · 0.95", "request at ", "crawl · started 2026-03-01T00:15:00Z"):
        assert words in shown


@pytest.fixture
def reread(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    """The current version was read anew from a capture of its second page, which names its first."""
    folder = tmp_path / "archive"
    shutil.copytree(stored, folder)
    with open_archive(folder) as archive, archive.database.writing() as unit:
        version = unit.articles.versions("bao-mot-1")[-1]
        first = version.capture
        writer = WarcWriter(archive.warc_root, "bao-mot", "run3", {"software": "newsarchive 0"}, LATER)
        note = {"parts": [[first.warc, first.offset]]}
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        url = f"{RICE.url}?page=2"
        placed = writer.append(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", answer, LATER, note=note))
        writer.close()
        second = replace(
            first, url=url, run="run3", warc=placed.warc, offset=placed.offset, length=placed.length
        )
        number = unit.captures.add(second, "bao-mot-1", "unchanged")
        reading = replace(DEARER, title="Lúa được mùa")
        reader = Reader("newsarchive 1", READER.profile, READER.learnt)
        unit.articles.add_extraction(version.id, number, reading, reader, "sha256:1", current=True)
    return Newsarchive(folder, capsys)


def test_a_story_on_several_pages_names_the_place_of_each(reread: Newsarchive) -> None:
    way = reread("show", "bao-mot-1", "--provenance", "--json").json
    assert [one["url"] for one in way["captures"]] == [RICE.url, f"{RICE.url}?page=2"]
    assert way["run"] == {**way["run"], "id": "run3", "software": None}
    shown = reread("show", "bao-mot-1").out
    assert [line.split(" at ")[0] for line in shown.splitlines() if line.startswith("raw page")] == [
        f"raw page   {one['warc']}" for one in way["captures"]
    ]


def test_what_earlier_readings_said_otherwise_is_told(reread: Newsarchive) -> None:
    [earlier] = reread("show", "bao-mot-1", "--provenance", "--json").json["earlier_readings"]
    assert earlier["extractor"] == "newsarchive 0"
    assert earlier["differs"] == {"title": {"said": "Đắk Lắk: lúa được mùa", "says": "Lúa được mùa"}}


def test_without_its_warc_file_the_rest_is_still_told(reread: Newsarchive) -> None:
    shutil.rmtree(reread.folder / "warc")
    ran = reread("show", "bao-mot-1", "--provenance", "--json")
    assert (ran.code, ran.json["captures"][0]["records"]) == (0, None)
    assert "the WARC file gives no more" in reread("show", "bao-mot-1", "--provenance").out
    assert "raw page" in reread("show", "bao-mot-1").out


@pytest.mark.parametrize("url", [RICE.url, "https://bao-mot.example/cu-1.html"])
def test_an_article_is_shown_by_any_address_it_was_seen_at(newsarchive: Newsarchive, url: str) -> None:
    assert newsarchive("show", url, "--json").json["id"] == "bao-mot-1"
    assert newsarchive("show", url, "--version", "1", "--json").json["version"].startswith("bao-mot-1@")


@pytest.mark.parametrize(
    "url", ["https://nowhere.example/a", "://", "https://[", "https://bao-mot.example/@"]
)
def test_an_unknown_address_is_a_usage_error(newsarchive: Newsarchive, url: str) -> None:
    assert newsarchive("show", url).code == 2


def test_versions_are_listed_with_what_changed(newsarchive: Newsarchive) -> None:
    shown = newsarchive("show", "bao-mot-1", "--versions").out.splitlines()
    assert [line for line in shown if line.startswith("2")] == [
        "2  text · 2026-03-04 00:15 to 2026-03-04 01:15 UTC · current"
    ]
