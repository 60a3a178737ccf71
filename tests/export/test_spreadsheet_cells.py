"""No stored text becomes a formula in a spreadsheet, and none is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.export.cells import guarded, unguarded


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1"],
)
def test_what_starts_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Lúa = ngô", "– Hôm nay (21/7)", "2026-03-01", "“Lúa”"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
@example("'")
@example("''")
@example("' =1")
def test_every_text_can_be_read_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text).lstrip()[:1] not in set("=+-@")
