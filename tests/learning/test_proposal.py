"""Habits as rules: only those that were right, in CSS that can be read, with the counts beside them."""

from __future__ import annotations

import tomllib

from newsarchive.learning import proposed_profile
from storage.records import Habit, Learnt, SeenLayout

HABITS = (
    Habit("published", "div.meta > time.on@datetime", 30, 31),
    Habit("published", "jsonld:datePublished", 29, 31),
    Habit("published", "meta:pubdate", 0, 31),
    Habit("title", "article#post-000 > h1.md:text-xl", 31, 31),
    Habit("byline", "div.meta > span.2col", 20, 20),
)


def layout(learnt: Learnt) -> dict[str, list[str]]:
    text = proposed_profile(learnt, name='The "Courier"', homepage="https://courier.example/")
    told = tomllib.loads(text)
    assert told["name"] == 'The "Courier"' and told["unverified"] is True
    rules: dict[str, list[str]] = told["layouts"]["current"]
    return rules


def test_places_become_rules() -> None:
    assert layout(Learnt(habits=HABITS)) == {
        "published": ["css:div.meta > time.on@datetime", "jsonld:datePublished"],
        "title": [r"css:article[id*='post-'] > h1.md\:text-xl"],
        "byline": [r"css:div.meta > span.\32 col *"],
    }


def test_clocks_become_page_clocks() -> None:
    assert layout(Learnt(clocks=frozenset(["div#top > span.k1"])))["page_clock"] == [
        "css:div#top > span.k1 *"
    ]


def test_counts_and_templates_stand_beside_the_rules() -> None:
    seen = SeenLayout("h1.hd", "div.tx", 31, "2026-05-01", "2026-05-18")
    text = proposed_profile(
        Learnt(habits=HABITS, layouts=(seen,), stories=31),
        name="Courier",
        homepage="https://courier.example/",
    )
    assert "# css:div.meta > time.on@datetime: 30 of 31 stories" in text
    assert "# template on 31 stories, 2026-05-01 to 2026-05-18: h1.hd | div.tx" in text


def test_nothing_learnt_proposes_an_empty_layout() -> None:
    assert layout(Learnt()) == {}
