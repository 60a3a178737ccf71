"""Fitting and drawing of calibration, on invented answers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from answered import Answer
from calibration import in_markdown, in_toml
from drawing import drawn
from fitting import AS_IT_IS, fit, fit_or_leave
from reliability import reliability

from newsarchive.extraction.confidence.support import Support


def answers(raw: float, support: Support, right: int, wrong: int) -> list[Answer]:
    return [
        Answer("published", f"{support}{raw}{at}.example", raw, support, at < right)
        for at in range(right + wrong)
    ]


BOASTING = answers(0.95, "agreed", 85, 15) + answers(0.95, "alone", 60, 40) + answers(0.6, "alone", 30, 70)


def test_lines_learn_how_often_boasting_rules_are_right() -> None:
    lines = fit(BOASTING)
    assert lines["agreed"].at(0.95) == pytest.approx(0.85, abs=0.04)
    assert lines["alone"].at(0.95) == pytest.approx(0.60, abs=0.05)
    assert lines["alone"].at(0.6) == pytest.approx(0.30, abs=0.05)


def test_what_was_hardly_seen_is_not_believed_too_soon() -> None:
    lines = fit([*BOASTING, *answers(0.95, "disputed", 2, 0)])
    assert lines["disputed"].at(0.95) < lines["agreed"].at(0.95)


def test_calibration_narrows_the_error_on_sites_it_has_not_seen() -> None:
    before = reliability([(one.raw, one.right) for one in BOASTING])
    after = reliability(fit_or_leave(BOASTING)[1])
    assert after.count == before.count == 300
    assert after.ece < before.ece / 2 and after.brier < before.brier
    assert after.false_and_sure < before.false_and_sure == 125


def test_rules_that_know_themselves_are_left_alone() -> None:
    honest = answers(0.9, "agreed", 90, 10) + answers(0.6, "alone", 60, 40) + answers(0.7, "alone", 70, 30)
    lines, said = fit_or_leave(honest)
    assert lines == AS_IT_IS
    assert len(said) == len(honest)


def test_figures_of_a_reliability() -> None:
    found = reliability([(0.9, True), (0.9, False), (0.2, False)])
    assert (found.count, found.wrong, found.false_and_sure) == (3, 2, 1)
    assert found.ece == pytest.approx((2 * 0.4 + 0.2) / 3)
    assert all(one.low <= one.right <= one.high for one in found.bins)


def test_drawing_table_and_file_are_well_formed() -> None:
    both = reliability([(one.raw, one.right) for one in BOASTING]), reliability(fit_or_leave(BOASTING)[1])
    tree = ElementTree.fromstring(drawn({"a < b": both}))
    assert tree.tag.endswith("svg")
    assert "| a | 300 |" in in_markdown({"a": both})
    assert "[published]\nagreed = [" in in_toml({"published": fit(BOASTING)})
