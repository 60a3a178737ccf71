"""`clusters`: listed, shown by any of their ids, and what is said where there are none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.ingest.conveyor import drain
from storage.repositories import Unit

from .conftest import RICE, Newsarchive

BODY = " ".join(
    f"{one} {two}" for one in ["sông", "núi", "rừng", "biển", "đồng", "ruộng", "mây"] for two in "abcdefghk"
)


@pytest.fixture
def own(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    """A copy of the archive in which both portals tell the same story."""
    shutil.copytree(stored, tmp_path / "archive")
    with open_archive(tmp_path / "archive") as archive:
        with archive.database.writing() as unit:
            for article in ("bao-mot-1", "bao-hai-2"):
                _retell(unit, article)
        drain(archive)
    return Newsarchive(tmp_path / "archive", capsys)


def _retell(unit: Unit, article: str) -> None:
    current = unit.articles.current(article)
    assert current
    story = replace(RICE, title="Một \x1b[2Jtin", body=(BODY,))
    reading = (story, replace(current.reader, extractor="retold"), f"sha256:{article}")
    unit.articles.add_extraction(current.version, current.capture_id, *reading, current=True)
    unit.clusters.mark_dirty(article)


def test_clusters_are_listed_largest_first(own: Newsarchive) -> None:
    (one,) = own("clusters", "--json").json
    assert (one["articles"], one["portals"]) == (2, 2)
    assert own("clusters", "--portal", "bao-hai", "--sort", "newest", "--json").json == [one]
    assert own("clusters", "--min", "3", "--json").json == []
    listed = own("clusters")
    assert one["cluster"] in listed.out and "\x1b[2J" not in listed.out


def test_any_id_of_a_member_shows_the_cluster(own: Newsarchive) -> None:
    (listed,) = own("clusters", "--json").json
    for name in ("bao-mot-1", "bao-mot-0", "bao-hai-2"):
        shown = own("clusters", name, "--json").json
        assert (shown["cluster"], shown["asked"]) == (listed["cluster"], name)
    assert {member["id"] for member in shown["members"]} == {"bao-mot-1", "bao-hai-2"}
    assert [(pair["overlap"], pair["contained"]) for pair in shown["pairs"]] == [(1.0, 1.0)]
    text = own("clusters", "bao-mot-1", "--pairs")
    assert text.code == 0 and "100% alike" in text.out and "\x1b[2J" not in text.out


def test_a_withdrawn_article_is_in_no_cluster(own: Newsarchive) -> None:
    assert own("withdraw", "bao-hai-2", "--reason", "court order").code == 0
    assert own("clusters", "--json").json == []
    assert own("clusters", "bao-mot-1").code == 2


@pytest.mark.parametrize("words", [("--min", "1"), ("--portal", "nirgends"), ("(",), ("cluster:nirgends",)])
def test_what_cannot_be_meant_is_refused_in_words(own: Newsarchive, words: tuple[str, ...]) -> None:
    told = own("clusters", *words)
    assert told.code == 2 and told.out == "" and "Traceback" not in told.err


def test_words_that_nobody_wrote_find_nothing(own: Newsarchive) -> None:
    told = own("clusters", "zzzzz")
    assert (told.code, told.out) == (0, "") and "no copies found" in told.err
