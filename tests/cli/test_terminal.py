"""Whatever a page says, a terminal shows text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.cli.terminal import harmless, marked

ANY = st.text(st.characters(codec=None) | st.sampled_from("\x00\x07\x1b\x9b\x7f\r\n\u202e\u2066\ud800"))


@given(ANY)
def test_no_control_is_left_and_no_place_is_moved(text: str) -> None:
    shown = harmless(text)
    assert len(shown) == len(text)
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs"}
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@given(ANY)
def test_line_feeds_may_stay(text: str) -> None:
    assert harmless(text, lines=True).count("\n") == text.count("\n")


def test_ordinary_text_is_shown_as_it_is() -> None:
    assert harmless("Đắk Lắk: “lúa” – 50 %") == "Đắk Lắk: “lúa” – 50 %"


def test_marks_are_brackets_where_there_is_no_colour() -> None:
    assert marked("má \x1bvà lúa", [(0, 2), (7, 10)], plain=True).plain == "[má] ␛và [lúa]"
