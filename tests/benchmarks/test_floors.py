"""The floors under the figures: a figure that falls is told with the documents that did it."""

from __future__ import annotations

import json
from pathlib import Path

import floors as pins
import pytest
import quality
from floors import Floors, falls, falls_of_sample, pinned

BEFORE = {"papers": {"title": 0.5, "date wrong": 0.25}}
VALUES = {
    "papers": {
        "one": {"title": 1.0, "date wrong": 0.0},
        "two": {"title": 1.0, "date wrong": 0.0},
        "three": {"title": 0.0, "date wrong": 1.0},
        "four": {"title": 0.0, "date wrong": 0.0},
    }
}


def test_figures_stand_on_their_own_floors() -> None:
    third = {"papers": {"title": 1 / 3, "date wrong": 1 / 3}}
    for figures in (BEFORE, third):
        assert not list(falls(pinned(figures, VALUES), figures, VALUES))


def test_a_fall_names_field_amount_and_documents() -> None:
    now = {"papers": {**VALUES["papers"], "two": {"title": 0.0, "date wrong": 1.0}}}
    told = [
        str(one) for one in falls(pinned(BEFORE, VALUES), {"papers": {"title": 0.25, "date wrong": 0.5}}, now)
    ]
    assert told == [
        "papers title fell by 0.2500: 0.5000 -> 0.2500\n    1.000 -> 0.000  two",
        "papers date wrong rose by 0.2500: 0.2500 -> 0.5000\n    0.000 -> 1.000  two",
    ]


def test_a_figure_that_is_no_longer_measured_is_a_fall() -> None:
    told = list(falls(pinned(BEFORE, VALUES), {"papers": {"title": 0.5}}, VALUES))
    assert [str(one) for one in told] == ["papers date wrong: not measured any more, the floor is 0.2500"]


def test_a_sample_is_held_against_what_its_documents_had() -> None:
    floors = pinned(BEFORE, VALUES)
    worst = {"papers": {"three": VALUES["papers"]["three"], "four": VALUES["papers"]["four"]}}
    assert not list(falls_of_sample(floors, worst))
    fallen = {"papers": {"one": {"title": 0.9}, "three": VALUES["papers"]["three"]}}
    assert [(one.column, one.worse) for one in falls_of_sample(floors, fallen)] == [
        ("title", (("one", 1.0, 0.9),))
    ]


def test_the_file_gives_back_what_was_written_and_names_no_document(tmp_path: Path) -> None:
    floors = pinned(BEFORE, VALUES)
    floors.write(tmp_path / "floors.json")
    assert Floors.load(tmp_path / "floors.json") == floors
    assert "three" not in (tmp_path / "floors.json").read_text()


def test_the_pinned_floors_are_whole() -> None:
    told = json.loads(pins.FILE.read_text())
    assert set(told["figures"]) == set(told["documents"])
    assert {"title", "date", "byline exact", "body exact"} <= set(told["figures"]["seed"])


@pytest.mark.shared
def test_the_check_fails_below_a_floor_and_floors_are_lowered_only_by_name(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "floors.json"
    told = ["--shared", str(shared), "-c", "seed", "--floors", str(file)]
    assert quality.main([*told, "--write-floors"]) == 0
    assert quality.main(told) == 0

    raised = Floors.load(file)
    raised.figures["seed"]["title"] = 1.5
    raised.write(file)
    assert quality.main(told) == 1
    assert "seed title fell by 0.5000" in capsys.readouterr().err

    assert quality.main([*told, "--write-floors"]) == 1
    assert "--lower 'seed/title'" in capsys.readouterr().err
    assert Floors.load(file).figures["seed"]["title"] == 1.5
    assert quality.main([*told, "--write-floors", "--lower", "seed/title"]) == 0
    assert Floors.load(file).figures["seed"]["title"] == 1.0


def test_publishers_words_are_kept_out_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        quality.main(["--worst", "3", "--report", str(pins.FILE.with_name("worst.txt"))])
    assert "outside the project" in capsys.readouterr().err
