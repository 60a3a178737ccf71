"""What changed between two readings is shown paragraph by paragraph, then word by word."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.diff import BREAK, compare, paragraphs, words
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
    found = list(paragraphs("body", before, after))
    old = sorted((c for c in found if c.was), key=lambda c: c.was)
    new = sorted((c for c in found if c.now), key=lambda c: c.now)
    assert BREAK.join(c.before for c in old) == BREAK.join(before)
    assert BREAK.join(c.after for c in new) == BREAK.join(after)
    assert [place for c in old for place in c.was] == [*range(1, len(before) + 1)]
    assert [c.now for c in found if c.now] == [c.now for c in new]


@given(st.text(max_size=40), st.text(max_size=40))
def test_word_marks_lose_nothing(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(p.text for p in pieces if p.mark != "new") == before
    assert "".join(p.text for p in pieces if p.mark != "gone") == after


def marked(field: str, before: tuple[str, ...], after: tuple[str, ...]) -> list[tuple[object, ...]]:
    return [(c.mark, c.was, c.now) for c in paragraphs(field, before, after) if c.mark != "same"]


FOUR = ("Mưa lớn ở vùng cao.", "Suối dâng, đường ngập.", "Cầu treo bị cuốn.", "Điện đã có lại.")


def test_a_paragraph_that_moved_is_no_deletion() -> None:
    assert marked("body", FOUR, (FOUR[1], FOUR[2], FOUR[0], FOUR[3])) == [("moved", (1,), (3,))]


def test_a_paragraph_that_moved_and_changed_is_still_known() -> None:
    moved = "Mưa rất lớn ở vùng cao."
    [change] = [c for c in paragraphs("body", FOUR, (*FOUR[1:], moved)) if c.mark != "same"]
    assert (change.mark, change.moved, change.was, change.now) == ("changed", True, (1,), (4,))
    assert [p.text for p in change.pieces if p.mark == "new"] == ["rất "]


def test_splits_and_joinings_are_known() -> None:
    split = (FOUR[0], "Suối dâng,", "đường ngập.", *FOUR[2:])
    assert marked("body", FOUR, split) == [("split", (2,), (2, 3))]
    assert marked("body", split, FOUR) == [("joined", (2, 3), (2,))]


def test_a_repeated_line_between_paragraphs_stays_where_it_is() -> None:
    starred = (FOUR[0], "***", FOUR[1], "***", FOUR[2])
    assert marked("body", starred, ("***", *starred)) == [("new", (), (1,))]


def test_words_replaced_one_after_another_read_as_one_change() -> None:
    pieces = words("hộ dân ở hai thôn xa", "hộ dân ở ba xã xa")
    assert [(p.mark, p.text) for p in pieces] == [
        ("same", "hộ dân ở "), ("gone", "hai thôn"), ("new", "ba xã"), ("same", " xa"),
    ]  # fmt: skip
