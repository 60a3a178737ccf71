"""What changed between two readings is shown paragraph by paragraph, then word by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.diff import compare, paragraphs, words
from storage.records import Byline, Caption, Extraction, Moment

DEARER = "Bà con mừng vì giá cao hơn năm ngoái."
READING = Extraction(
    url="https://bao.example/1", canonical_url=None, kind="article", title="Lúa được mùa", kicker=None,
    lead="Vụ này lúa tốt.", dateline=None, published=Moment(None, "2026-03-01", "day", 0.9), modified=None,
    byline=Byline("AN NHIÊN"), body=("Vụ này lúa tốt.", DEARER, "Kho đã đầy."),
    captions=(Caption("Ruộng lúa", "Ảnh: An"),), section=(), tags=(), language="vi", evidence=(), problems=(),
    extractor="newsarchive 0",
)  # fmt: skip


def changed(before: Extraction, after: Extraction) -> list[tuple[str, str, str, str]]:
    return [(c.field, c.mark, c.before, c.after) for c in compare(before, after) if c.mark != "same"]


def test_the_same_reading_has_no_change() -> None:
    assert changed(READING, READING) == []


def test_a_word_changed_in_a_paragraph_is_marked_there() -> None:
    cheaper = "Bà con mừng vì giá thấp hơn năm ngoái."
    after = replace(READING, body=(READING.body[0], cheaper, READING.body[2]))
    [change] = [each for each in compare(READING, after) if each.mark != "same"]
    assert (change.field, change.mark) == ("body", "changed")
    assert [(p.mark, p.text) for p in change.pieces if p.mark != "same"] == [("gone", "cao"), ("new", "thấp")]


def test_a_number_changes_as_a_whole() -> None:
    pieces = words("tốn 18,6 tỷ, từ 1/3", "tốn 16,8 tỷ, từ 2/3")
    assert [p.text for p in pieces if p.mark != "same"] == ["18,6", "16,8", "1/3", "2/3"]


def test_paragraphs_added_and_dropped_are_whole() -> None:
    after = replace(READING, body=(*READING.body[:2], "Đính chính: ảnh chụp năm 2024, không phải vụ này."))
    assert changed(READING, after) == [
        ("body", "gone", "Kho đã đầy.", ""),
        ("body", "new", "", "Đính chính: ảnh chụp năm 2024, không phải vụ này."),
    ]


def test_every_field_a_reader_sees_is_compared() -> None:
    after = replace(
        READING, title="Lúa lại được mùa", kicker="Nông nghiệp", byline=Byline("BÌNH AN"),
        published=Moment(None, "2026-03-02", "day", 0.9), captions=(Caption("Ruộng lúa", "Ảnh: Bình"),),
    )  # fmt: skip
    fields = {field for field, *_ in changed(READING, after)}
    assert fields == {"title", "kicker", "byline", "published", "captions"}


TEXTS = st.lists(st.text(alphabet="ab áđ.\n", max_size=12), max_size=6)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_their_difference(before: list[str], after: list[str]) -> None:
    changes = list(paragraphs("body", before, after))
    assert [c.before for c in changes if c.mark != "new"] == before
    assert [c.after for c in changes if c.mark != "gone"] == after


@given(st.text(max_size=40), st.text(max_size=40))
def test_word_marks_lose_nothing(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(p.text for p in pieces if p.mark != "new") == before
    assert "".join(p.text for p in pieces if p.mark != "gone") == after
