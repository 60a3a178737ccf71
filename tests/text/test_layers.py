"""Layers as long as their text, cleaning that settles at once, and the order of a dictionary."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text import (
    clean,
    exact_layer,
    fold_layer,
    has_diacritics,
    name_sort_key,
    nfc,
    sort_key,
    words,
)


@given(st.text())
def test_layers_are_as_long_as_their_text(text: str) -> None:
    assert len(exact_layer(text)) == len(text) == len(fold_layer(text))


@given(st.text())
def test_a_layer_holds_only_words_and_spaces(text: str) -> None:
    for layer in (exact_layer(text), fold_layer(text)):
        assert all(
            character == " "
            or unicodedata.category(character)[0] == "L"
            or unicodedata.category(character) == "Nd"
            for character in layer
        )


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_layer(fold_layer(text)) == fold_layer(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("HOÀ BÌNH", "Hòa Bình"), ("khoẻ", "khỏe"), ("Thuỷ", "thủy"), ("ĐƯỜNG", "đường"), ("đo\u0300", "đò")],
)
def test_spellings_that_mean_the_same_meet_in_the_exact_layer(one: str, other: str) -> None:
    assert exact_layer(nfc(one)) == exact_layer(nfc(other))


@pytest.mark.parametrize("word", ["quý", "toàn", "hoàng", "má", "ma"])
def test_other_spellings_are_left_alone(word: str) -> None:
    assert exact_layer(word) == word


def test_folding_takes_every_mark_and_the_bar_of_d() -> None:
    assert fold_layer("Đắk Lắk, Łódź, Ủy ban – 21/7") == "dak lak  lodz  uy ban   21 7"
    assert fold_layer("한국 도쿄") == "한국 도쿄"


def test_words_split_where_databases_would_disagree() -> None:
    tokens = words(exact_layer("COVID-19 đ/c UBND-VX 21/7/2021"))
    assert tokens == ["covid", "19", "đ", "c", "ubnd", "vx", "21", "7", "2021"]


def test_diacritics_decide_which_layer_is_asked() -> None:
    assert has_diacritics("má")
    assert has_diacritics("dang bô\u0323")
    assert has_diacritics("đa")
    assert not has_diacritics("DANG BO 21/7")


def test_what_nobody_sees_is_gone_and_what_is_spelt_stays() -> None:
    assert clean(" tỉ\u00adnh\u200b \r\n ủy\u2028ban ") == "tỉnh ủy ban"
    assert clean("vụ\u00a0 mùa") == "vụ\u00a0 mùa"
    assert clean("a\u0301\u0302") == "ấ"
    assert clean("một\x0b hai\x00") == "một hai"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_text_is_composed_but_not_respelt() -> None:
    decomposed = unicodedata.normalize("NFD", "Hoà và Hòa ở Thuỷ Nguyên")
    assert clean(decomposed) == "Hoà và Hòa ở Thuỷ Nguyên"


def test_keys_sort_as_a_vietnamese_dictionary_does() -> None:
    right = ["An", "An Bình", "Anh", "Anh Ba", "Ánh", "Ăn", "Ân", "Ba", "Bà", "Bả", "Bã", "Bá", "Bạ"]
    right += ["Dũng", "Duy", "Đinh", "E", "Ê", "Oanh", "Ô", "Ơi", "Xa", "Ý Lan"]
    assert sorted(set(right), key=sort_key) == right
    assert all(key.isascii() and key.isdigit() for key in map(sort_key, right))


def test_names_sort_by_their_last_word() -> None:
    names = ["Trần Bảo An", "Lê An", "Nguyễn Ánh", "Phạm Dũng", "Đinh Đông", "Jan Kowalski"]
    assert sorted(names, key=name_sort_key) == [
        "Lê An",
        "Trần Bảo An",
        "Nguyễn Ánh",
        "Phạm Dũng",
        "Đinh Đông",
        "Jan Kowalski",
    ]


@given(st.text(alphabet="aăâbcdđeêáàạ  ", max_size=8), st.text(alphabet="aăâbcdđeêáàạ  ", max_size=8))
def test_equal_keys_only_for_equal_words(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (exact_layer(one).split() == exact_layer(other).split())
