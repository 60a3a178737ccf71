"""`changes` and `show --diff` as a reader meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsarchive.archive import open_archive

from .conftest import DEARER, FIRST, LATER, RICE, Newsarchive


@pytest.fixture
def judged(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    """An archive whose changes are judged, and in which something happened."""
    folder = tmp_path / "archive"
    shutil.copytree(stored, folder)
    with open_archive(folder) as archive, archive.database.writing() as unit:
        unit.articles.event("bao-mot-1", "gone", LATER, "HTTP 410")
        unit.articles.event("bao-mot-1", "returned", LATER)
        unit.articles.event("bao-hai-2", "gone", FIRST, "HTTP 404")
    newsarchive = Newsarchive(folder, capsys)
    assert newsarchive("changes", "--judge").code == 0
    return newsarchive


def test_a_change_is_listed_with_its_class_its_size_and_both_versions(judged: Newsarchive) -> None:
    [change] = judged("changes", "--json").json["changes"]
    assert (change["before"], change["after"]) == ("bao-mot-1@20260301T001500Z", "bao-mot-1@20260304T001500Z")
    assert (change["change"], change["classes"], change["silent"]) == ("addition", ["addition"], True)
    assert (change["words_added"], change["words_removed"], change["paragraphs_touched"]) == (1, 0, 1)
    assert (change["notice"], change["modified_moved"], change["noticed"]) == (
        None,
        None,
        "2026-03-04T00:15:00Z",
    )


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--silent",), 1),
        (("--said",), 0),
        (("--class", "addition"), 1),
        (("--class", "headline", "--class", "Addition"), 1),
        (("--class", "headline"), 0),
        (("--portal", "bao-mot"), 1),
        (("--portal", "bao-hai"), 0),
        (("--place", "dak lak"), 1),
        (("--from", "2026-03-04", "--to", "2026-03-04"), 1),
        (("--from", "2026-03-05"), 0),
        (("--to", "2026-03-03"), 0),
        (("--from", "0001", "--to", "9999"), 1),
        (("lua",), 1),
        (("tuy",), 0),
        (("-tuy lua changed:addition",), 1),
    ],
)
def test_changes_can_be_narrowed(judged: Newsarchive, options: tuple[str, ...], count: int) -> None:
    assert len(judged("changes", *options, "--json").json["changes"]) == count


def test_events_are_listed_a_page_at_a_time(judged: Newsarchive) -> None:
    seen: list[tuple[str, str]] = []
    after: tuple[str, ...] = ()
    while True:
        page = judged("changes", "--events", "--limit", "1", *after, "--json").json
        seen += [(one["event"], one["id"]) for one in page["events"]]
        if page["next"] is None:
            break
        after = ("--after", page["next"])
    assert seen == [("returned", "bao-mot-1"), ("gone", "bao-mot-1"), ("gone", "bao-hai-2")]
    assert len(judged("changes", "--events", "--class", "gone", "--json").json["events"]) == 2


def test_the_words_that_changed_can_be_shown(judged: Newsarchive) -> None:
    shown = judged("changes", "--diff").out
    assert "addition · +1 −0 words · silent" in shown
    assert "~ ¶3  Má tôi mừng vì giá {+rất +}cao." in shown
    [change] = judged("changes", "--diff", "--json").json["changes"]
    assert [one["was"] for one in change["differences"]] == [[3]]


def test_what_waits_to_be_judged_is_said(newsarchive: Newsarchive) -> None:
    ran = newsarchive("changes")
    assert "1 articles have changes not judged yet" in ran.err
    assert "text" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--class", "headlin"),
        ("--class", "gone"),
        ("--events", "--silent"),
        ("--from", "2026-02-30"),
        ("--after", "nonsense"),
        ("--events", "--after", "2026-03-04"),
        ("--portal", "nosuch"),
        ("title:",),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(newsarchive: Newsarchive, arguments: tuple[str, ...]) -> None:
    ran = newsarchive("changes", *arguments)
    assert ran.code == 2 and ran.err


def test_a_difference_says_which_paragraph_it_is(newsarchive: Newsarchive) -> None:
    [change] = newsarchive("show", "bao-mot-1", "--diff", "1", "2", "--json").json["changes"]
    assert (change["field"], change["change"], change["was"], change["now"]) == ("body", "changed", [3], [3])
    assert "".join(one["text"] for one in change["pieces"] if one["mark"] != "gone") == DEARER.body[2]
    assert "".join(one["text"] for one in change["pieces"] if one["mark"] != "new") == RICE.body[2]
