"""Copies are found whatever order they arrive in; stories that only share phrases are left apart."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.dedup import refresh
from newsarchive.dedup.signature import overlap, signature
from storage.records import PortalRecord, SearchText
from storage.repositories import Database, Unit

WORDS = [
    f"{onset}{nucleus}"
    for onset in ["b", "c", "d", "g", "h", "k", "l", "m", "n", "s", "t", "v", "x"]
    for nucleus in ["a", "e", "i", "o", "u", "ang", "en", "inh", "ong", "uy"]
]
AT = datetime(2026, 3, 1, tzinfo=UTC)


def story(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def edited(words: list[str], share: float, seed: int = 1) -> list[str]:
    """A copy in which a share of the words is another, in runs of five as an editor leaves them."""
    chance, copy = random.Random(seed), list(words)
    for start in chance.sample(range(0, len(words) - 5, 5), int(len(words) * share / 5)):
        copy[start : start + 5] = chance.choices(WORDS, k=5)
    return copy


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.2])
def test_edited_copies_overlap(share: float) -> None:
    one, two = signature(story(1)), signature(edited(story(1), share))
    assert one and two
    assert overlap(one.values, two.values) > 0.5
    assert set(one.bands()) & set(two.bands())


def test_strangers_do_not() -> None:
    one, two = signature(story(1)), signature(story(2))
    assert one and two
    assert overlap(one.values, two.values) < 0.1


def test_two_reports_with_the_same_phrases_are_no_copies() -> None:
    """A quarter of both is the same formula, as in reports on a budget."""
    formula = story(9, 75)
    one, two = signature([*formula, *story(1, 225)]), signature([*formula, *story(2, 225)])
    assert one and two
    assert overlap(one.values, two.values) < 0.4


def test_short_notes_are_not_compared() -> None:
    assert signature(story(1, 30)) is None


@given(st.lists(st.sampled_from(WORDS), min_size=60, max_size=120))
@settings(max_examples=25, deadline=None)
def test_a_text_overlaps_with_itself_wholly(words: list[str]) -> None:
    one = signature(words)
    assert one is None or overlap(one.values, one.values) == 1.0


TEXTS = {
    "ba-1": story(1),
    "bb-1": edited(story(1), 0.05),
    "bc-1": edited(story(1), 0.1, seed=2),
    "ba-2": story(2),
    "bb-2": story(3),
    "ba-3": edited(story(1), 0.02, seed=3),
}


@pytest.mark.parametrize("order", list(itertools.permutations(sorted(TEXTS)))[::90])
def test_any_order_of_arrival_gives_the_same_clusters(order: tuple[str, ...], tmp_path: Path) -> None:
    database = Database(str(tmp_path / "a.db"))
    database.upgrade()
    for name in order:
        with database.writing() as unit:
            put(unit, name, TEXTS[name])
            refresh(unit)
    assert clusters(database) == {"ba-1": {"ba-1", "bb-1", "bc-1", "ba-3"}}
    database.close()


def test_a_copy_that_is_rewritten_leaves_its_cluster(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "a.db"))
    database.upgrade()
    with database.writing() as unit:
        put(unit, "ba-1", story(1))
        put(unit, "bb-1", story(1))
        refresh(unit)
    assert clusters(database) == {"ba-1": {"ba-1", "bb-1"}}
    with database.writing() as unit:
        unit.search.put("bb-1", layers(story(5)))
        unit.clusters.mark_dirty("bb-1")
        refresh(unit)
    assert clusters(database) == {}
    database.close()


def put(unit: Unit, article: str, words: list[str]) -> None:
    portal = article.partition("-")[0]
    unit.portals.keep(PortalRecord(portal, portal, f"https://{portal}.example/"))
    unit.articles.open(article, portal, article, f"https://{portal}.example/{article}", AT)
    unit.search.put(article, layers(words))
    unit.clusters.mark_dirty(article)


def layers(words: list[str]) -> SearchText:
    text = " ".join(words)
    return SearchText("", "", text, text, "", "", "", "")


def clusters(database: Database) -> dict[str, set[str]]:
    with database.reading() as unit:
        named = {name for name in TEXTS if unit.clusters.members(name)}
        return {name: set(unit.clusters.members(name)) for name in named}
