"""Hits are found in the layers and shown in the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.search import hits, marks, parse, passage, terms
from newsarchive.text import exact_layer, fold_layer, words
from storage.search.query import And, Or, Query, Term

STORY = "Sáng nay, Ủy ban nhân dân xã Nà Lầu họp bàn về vụ lúa. Bà con mong má lúa xanh tốt."


def shown(text: str, typed: str, *, field: str = "body", exact: bool = False) -> list[str]:
    spans = marks(hits(text, terms(parse(typed, exact=exact)), field))
    return [text[start:end] for start, end in spans]


def test_folded_words_are_marked_as_they_are_printed() -> None:
    assert shown(STORY, "lua") == ["lúa", "lúa"]
    assert shown(STORY, '"uy ban"') == ["Ủy ban"]


def test_exact_words_mark_only_themselves() -> None:
    assert shown(STORY, "má") == ["má"]
    assert shown(STORY, "ma", exact=True) == []


def test_the_other_tone_placement_is_marked_too() -> None:
    assert shown("Tỉnh Hoà Bình", "hòa") == ["Hoà"]


def test_a_prefix_marks_the_whole_word() -> None:
    assert shown("nông nghiệp, nông thôn", "ngh*") == ["nghiệp"]


def test_a_phrase_is_marked_across_its_punctuation() -> None:
    assert shown("dịch COVID-19 lui", "covid-19") == ["COVID-19"]


def test_words_left_out_and_words_of_other_fields_are_not_marked() -> None:
    assert shown(STORY, "lua -xanh title:tot") == ["lúa", "lúa"]
    assert shown(STORY, "title:lua", field="title") == ["lúa", "lúa"]


def test_overlapping_hits_are_one_mark() -> None:
    assert shown(STORY, '"nhan dan" "dan xa"') == ["nhân dân xã"]


def test_the_passage_shows_the_most_different_words() -> None:
    text = "lúa " * 100 + "Cuối vụ, kho thóc đầy và lúa tốt. " + "ngô " * 200
    found = passage([("body", text)], parse("thoc lua"), width=80)
    marked = {found.text[start:end] for start, end in found.marks}
    assert marked == {"lúa", "thóc"}
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert len(found.text) < 160


def test_the_part_that_answers_most_is_shown() -> None:
    found = passage([("body", "Chuyện khác."), ("caption", "Ruộng\nlúa chín")], parse("lua"))
    assert found.text == "Ruộng lúa chín"
    assert found.marks == ((6, 9),)


def test_without_hits_the_beginning_is_shown() -> None:
    found = passage([("body", "Một hai ba bốn năm sáu bảy tám chín mười")], parse(""), width=12)
    assert found.text == "Một hai ba bốn …"
    assert found.marks == ()


def test_nothing_to_show_is_nothing() -> None:
    assert passage([], parse("lua")).text == ""


WORDS = st.sampled_from(["a", "b", "d", "o", "oa", "u", "y", "á", "đ", "1"])
LETTERS = st.text(alphabet=st.sampled_from("aáàăằâbdđĐêoòaOÀuỷy1 -.,\n\u0301"), max_size=60)


@given(LETTERS, st.lists(WORDS, min_size=1, max_size=3))
def test_marks_point_at_the_words_they_answer(text: str, wanted: list[str]) -> None:
    for exact in (False, True):
        layer = exact_layer if exact else fold_layer
        sought = [Term((layer(word),), exact) for word in wanted]
        for hit in hits(text, sought, "body"):
            assert words(layer(text)[hit.start : hit.end]) == list(sought[hit.term].words)
            assert not layer(text)[: hit.start][-1:].strip()
            assert not layer(text)[hit.end :][:1].strip()


@given(LETTERS, st.integers(1, 50))
def test_a_passage_is_cut_from_the_original(text: str, width: int) -> None:
    query = Query(Or((Term(("a",)), And((Term(("d",)), Term(("o",)))))))
    found = passage([("body", text)], query, width)
    plain = " ".join(text.split("\n"))
    assert found.text.removeprefix("… ").removesuffix(" …") in plain
    for start, end in found.marks:
        assert fold_layer(found.text[start:end]) in ("a", "d", "o")
