"""A snapshot as text: what is written comes back, equal snapshots have one digest, others none of it."""

from __future__ import annotations

from newsarchive.extraction.learnt.snapshot import digest_of, learnt_from, text_of
from newsarchive.extraction.reader import reader_of
from newsarchive.learning import learn
from storage.records import Learnt

from .newspaper import HOUSE, Item, sighted


def test_what_is_written_comes_back() -> None:
    learnt = learn(sighted(Item(number, above=(HOUSE,), author=Item(number).name) for number in range(20)))
    assert learnt.blocks and learnt.habits and learnt.layouts
    text = text_of(learnt)
    assert text.isascii() and "\n" not in text
    assert learnt_from(text) == learnt and digest_of(learnt_from(text)) == digest_of(learnt)


def test_no_word_of_a_story_is_in_it() -> None:
    item = Item(3, above=(HOUSE,))
    text = text_of(learn(sighted(Item(number, above=(HOUSE,)) for number in range(20))))
    assert HOUSE not in text and item.own[0] not in text and item.title not in text


def test_the_reader_is_named_after_what_it_learnt() -> None:
    assert reader_of(None).learnt == ""
    assert reader_of(None, Learnt(order="dmy", stories=20)).learnt.startswith("sha256:")
    assert reader_of(None, Learnt(blocks=frozenset("ab"))) == reader_of(None, Learnt(blocks=frozenset("ba")))


def test_a_text_of_another_make_teaches_nothing() -> None:
    assert learnt_from('{"version": 99, "blocks": ["x"]}') == Learnt()
    assert learnt_from("nothing of ours") == Learnt()


def test_it_stays_small_however_many_pages_teach_it() -> None:
    items = [
        Item(number, above=tuple(f"House line number {line} of the Harbour Courier." for line in range(300)))
        for number in range(12)
    ]
    assert len(text_of(learn(sighted(items)))) < 20_000
