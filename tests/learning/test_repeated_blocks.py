"""What stands in many distinct stories is the house's, and is left out; a story's own words never are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.extraction.body.usual_places import block_digest
from newsarchive.extraction.explain import rows_of
from newsarchive.learning import learn
from newsarchive.learning.sightings import Sighting
from storage.records import Byline, Extraction, Learnt

from .newspaper import HOUSE, HOUSE_END, NOON, Item, sentences, sighted


def digests(*texts: str) -> frozenset[str]:
    return frozenset(map(block_digest, texts))


def test_house_words_are_learnt_and_left_out_of_every_story() -> None:
    items = [Item(number, above=(HOUSE,)) for number in range(20)]
    learnt = learn(sighted(items))
    assert learnt.blocks == digests(HOUSE, HOUSE_END)
    for item in items:
        assert HOUSE in item.read().body and HOUSE_END in item.read().body
        assert item.read(learnt).body == item.own


def test_what_was_left_out_stands_in_the_evidence() -> None:
    learnt = learn(sighted(Item(number) for number in range(20)))
    left = [one for one in Item(3).read(learnt).evidence if one.rule == "learnt: repeated block"]
    assert [(one.field, one.value, one.chosen) for one in left] == [("body", HOUSE_END, False)]
    row = next(one for one in rows_of(Item(3).read(learnt)) if one.value == HOUSE_END)
    assert row.why == "stands in the portal's other stories too"


def test_words_in_a_few_stories_are_theirs() -> None:
    items = [Item(number, below=(HOUSE_END,) if number < 7 else ()) for number in range(20)]
    assert not learn(sighted(items)).blocks


def test_words_of_a_small_share_of_the_stories_are_theirs() -> None:
    items = [Item(number, below=(HOUSE_END,) if number < 10 else ()) for number in range(60)]
    assert not learn(sighted(items)).blocks


def test_a_background_paragraph_amid_the_follow_ups_of_an_event_stays() -> None:
    told = "The storm of the third of March tore the roof off the market hall and sank eleven boats."
    items = [Item(number) for number in range(30)]
    for number in range(0, 30, 3):
        own = sentences(number, 8)
        items[number] = Item(number, paragraphs=(*own[:3], told, *own[3:]), below=())
    assert block_digest(told) not in learn(sighted(items)).blocks


def test_one_story_at_many_addresses_repeats_nothing() -> None:
    copies = [Item(number, paragraphs=tuple(sentences(99)), below=()) for number in range(100, 130)]
    others = [Item(number, below=()) for number in range(20)]
    assert not learn(sighted([*copies, *others])).blocks


def test_a_story_corrected_again_and_again_repeats_nothing() -> None:
    others = [Item(number, below=()) for number in range(15)]
    corrected = [
        replace(
            Item(40, below=(f"Correction {turn}: the count was wrong.",)), fetched_at=NOON + timedelta(turn)
        )
        for turn in range(15)
    ]
    assert not learn(sighted([*corrected, *others])).blocks


def test_labels_that_stories_share_stay() -> None:
    items = [Item(number, above=("Our question:",), below=()) for number in range(20)]
    assert not learn(sighted(items)).blocks


def test_a_story_of_nothing_but_house_words_keeps_them() -> None:
    learnt = Learnt(blocks=digests(HOUSE, HOUSE_END))
    assert Item(1, paragraphs=(HOUSE,)).read(learnt).body == (HOUSE, HOUSE_END)


def test_too_few_stories_teach_nothing() -> None:
    assert learn(sighted(Item(number) for number in range(11))) == Learnt()


def reading(number: int, body: tuple[str, ...]) -> Extraction:
    return Extraction(
        url=f"https://courier.example/{number}", canonical_url=None, kind="article", title=f"Story {number}",
        kicker=None, lead=None, dateline=None, published=None, modified=None, byline=Byline(), body=body,
        captions=(), section=(), tags=(), language="en", evidence=(), problems=(), extractor="x",
    )  # fmt: skip


PARAGRAPHS = [sentence for number in range(8) for sentence in sentences(number, 4)]
bodies = st.lists(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=8), min_size=12, max_size=40)


@settings(max_examples=60, deadline=None)
@given(bodies)
def test_what_is_learnt_stands_in_eight_stories_that_differ(drawn: list[list[str]]) -> None:
    seen = [Sighting(str(at), NOON, reading(at, tuple(body))) for at, body in enumerate(drawn)]
    for block in learn(seen).blocks:
        holders = {frozenset(body) for body in drawn if block in digests(*body)}
        assert len(holders) >= 8


@settings(max_examples=40, deadline=None)
@given(bodies, st.randoms())
def test_a_paragraph_of_one_story_is_never_learnt(drawn: list[list[str]], chance: random.Random) -> None:
    seen = [
        Sighting(str(at), NOON, reading(at, (*body, f"Only story number {at} has ever said these words.")))
        for at, body in enumerate(drawn)
    ]
    at = chance.randrange(len(seen))
    again = [replace(seen[at], fetched_at=NOON + timedelta(days=turn)) for turn in range(1, 12)]
    unique = digests(*(one.reading.body[-1] for one in seen))
    assert not learn([*seen, *again]).blocks & unique


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_pages_does_not_matter(seed: int) -> None:
    seen = sighted(
        Item(number, above=(HOUSE,), numeric=f"{Item(number).day:%d/%m/%Y}", author=Item(number).name)
        for number in range(20)
    )
    shuffled = random.Random(seed).sample(seen, len(seen))
    assert learn(shuffled) == learn(seen)
