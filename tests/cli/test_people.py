"""people as a reader meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from newsarchive.archive import open_archive
from newsarchive.ingest.texts import search_text, text_digest
from storage.records import Byline, Moment, Person, PortalRecord
from storage.tables import articles

from .conftest import FIRST, READER, RICE, Newsarchive, _capture, _catalogue

SIGNED = [
    (
        "bao-mot",
        "2026-03-01",
        ("Lê Văn Đức", "NGUYỄN VĂN ĐỨC", "author"),
        ("Hà My", "HÀ MY", "photographer"),
    ),
    ("bao-mot", "2026-03-05", ("Hà My", "Hà My", "author, photographer")),
    ("bao-mot", "2026-03-06", ("Lò Dũng", "Lò Dũng", "author"), ("T.H", "T.H", "author")),
    ("bao-hai", "2026-02", ("Hà My", "Hà My", "author")),
    ("bao-hai", "2026-03-02", ("Trần Dung", "\x1b[2JTrần Dung", "author")),
    ("english", "2026-03-02", ("Dung Abbott", "Dung Abbott", "author")),
]


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("signed")
    with open_archive(folder, create=True) as archive:
        captures = [
            _capture(archive, f"https://{portal}.example/{at}", FIRST)
            for at, (portal, *_) in enumerate(SIGNED)
        ]
        with archive.database.writing() as unit:
            _catalogue(unit)
            unit.portals.keep(
                PortalRecord("english", "English", "https://english.example/", languages=("en",))
            )
            for at, (portal, day, *people) in enumerate(SIGNED):
                byline = Byline("x", tuple(Person(*one) for one in people), ("PV", "TTXVN"), ("Báo Xa",))
                story = replace(RICE, byline=byline, published=Moment(None, day, "day", 0.9))
                article = f"{portal}-{at}"
                unit.articles.open(article, portal, str(at), captures[at].url, FIRST)
                number = unit.captures.add(captures[at], article, "stored")
                version = unit.articles.add_version(article, FIRST + timedelta(days=at), "first", number)
                unit.articles.add_extraction(version, number, story, READER, text_digest(story), current=True)
                unit.search.put(article, search_text(story))
    yield folder


@pytest.fixture
def newsarchive(signed: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    return Newsarchive(signed, capsys)


def names(ran) -> list[tuple[str, str]]:
    assert ran.code == 0, ran.err
    return [(line["name"], line["portal"]) for line in ran.json["people"]]


def test_people_are_listed_by_given_name_in_the_vietnamese_alphabet(newsarchive) -> None:
    assert names(newsarchive("people", "--json")) == [
        ("Dung Abbott", "english"),
        ("Trần Dung", "bao-hai"),
        ("Lò Dũng", "bao-mot"),
        ("Lê Văn Đức", "bao-mot"),
        ("T.H", "bao-mot"),
        ("Hà My", "bao-hai"),
        ("Hà My", "bao-mot"),
    ]


def test_a_line_says_how_often_in_which_role_and_spelling_from_when_to_when(newsarchive) -> None:
    [line] = newsarchive("people", "ha my", "--portal", "bao-mot", "--json").json["people"]
    assert line == {
        "name": "Hà My",
        "kind": "person",
        "portal": "bao-mot",
        "articles": 2,
        "first": "2026-03-01",
        "last": "2026-03-05",
        "roles": {"photographer": 2, "author": 1},
        "printed": {"HÀ MY": 1, "Hà My": 1},
        "also_in": ["bao-hai"],
    }


def test_one_spelling_in_two_portals_is_two_lines_and_said_so(newsarchive) -> None:
    ran = newsarchive("people", "Hà My")
    assert [line.split()[:3] for line in ran.out.splitlines() if "My" in line] == [
        ["Hà", "My*", "bao-hai"],
        ["Hà", "My*", "bao-mot"],
    ]
    assert "* signs so in another portal too; nothing says that they are one" in ran.err


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dung", ["Dung Abbott", "Trần Dung", "Lò Dũng"]),
        ("dũng", ["Lò Dũng"]),
        ("duc lê", ["Lê Văn Đức"]),
        ("t.h", ["T.H"]),
        ("lê duc", ["Lê Văn Đức"]),
        ("dun", []),
    ],
)
def test_a_name_is_looked_for_word_by_word(newsarchive, typed: str, found: list[str]) -> None:
    assert [name for name, _ in names(newsarchive("people", typed, "--json"))] == found


@pytest.mark.parametrize(
    ("sort", "first"), [("articles", ("Hà My", "bao-mot")), ("last", ("Lò Dũng", "bao-mot"))]
)
def test_people_are_sorted_as_asked(newsarchive, sort: str, first: tuple[str, str]) -> None:
    assert names(newsarchive("people", "--sort", sort, "--limit", "1", "--json")) == [first]


def test_staff_agencies_and_sources_stand_apart(newsarchive) -> None:
    answer = newsarchive("people", "--portal", "english", "--json").json
    assert (answer["total"], answer["others_total"]) == (1, 3)
    assert {line["name"]: line["kind"] for line in answer["others"]} == {
        "PV": "collective",
        "TTXVN": "agency",
        "Báo Xa": "source",
    }
    assert "english" not in newsarchive("people", "--portal", "bao-hai").out


def test_a_name_that_nobody_has_is_answered_with_those_like_it(newsarchive) -> None:
    ran = newsarchive("people", "tran dungg")
    assert (ran.code, ran.out) == (0, "")
    assert "spelt alike: Trần Dung" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("people", "!!!"), "is no name"),
        (("people", "\u200b"), "is no name"),
        (("people", "--portal", "bao-ba"), "not in this archive"),
        (("people", "--portal", "Báo"), "no portal's name"),
    ],
)
def test_what_cannot_be_meant_is_said(newsarchive, arguments: tuple[str, ...], said: str) -> None:
    ran = newsarchive(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_no_control_character_of_a_byline_reaches_the_terminal(newsarchive) -> None:
    assert "\x1b" not in newsarchive("people", "tran dung").out


def test_python_lists_people_too(signed: Path) -> None:
    with open_archive(signed) as archive:
        found = archive.people("ha my", portals=["bao-mot"])
        assert [(line.name, line.articles) for line in found.people] == [("Hà My", 2)]


def test_who_signed_what_is_withdrawn_only_is_gone(newsarchive, signed: Path) -> None:
    mine = articles.c.id == "bao-hai-4"
    with open_archive(signed) as archive, archive.database.writing() as unit:
        unit.connection.execute(update(articles).where(mine).values(withdrawn=True))
    try:
        assert names(newsarchive("people", "tran dung", "--json")) == []
        assert ("Trần Dung", "bao-hai") not in names(newsarchive("people", "--json"))
    finally:
        with open_archive(signed) as archive, archive.database.writing() as unit:
            unit.connection.execute(update(articles).where(mine).values(withdrawn=False))
