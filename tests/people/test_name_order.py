"""A name stands where a reader of its language looks for it."""

from __future__ import annotations

from random import Random

import pytest

from newsarchive.people.order import name_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("vi", ["Lê An", "Trần Văn An", "Hà Ăn", "Vũ Bình", "Lò Dung", "Ngô Dũng", "An Đức", "T.H", "H'Mai"]),
        ("vi-VN", ["Hoàng Mai", "Hoàng Mái", "Hoàng Mậu"]),
        ("en", ["Jane Abbott", "Adam Smith", "Zoe Smith"]),
        ("hu", ["Abonyi Zoltán", "Kovács Anna", "Nagy Béla"]),
        ("", ["Jane Abbott", "Adam Smith"]),
    ],
)
def test_lists_go_by_the_word_that_the_language_lists_names_by(language: str, names: list[str]) -> None:
    mixed = list(names)
    Random(1).shuffle(mixed)
    assert sorted(mixed, key=lambda name: name_key(name, (language,) if language else ())) == names
