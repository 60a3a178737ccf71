"""Peers beside our figures, the table of both, and the worst documents told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import tables
from beside import Beside, Doc
from figures import Scored
from floors import Floors
from peers import Best, best
from worst import report

CLAIMS = {
    "finder": {"title", "date"},
    "mute": {"title", "date"},
    "body-only": {"body"},
    "newspaper4k": {"title"},
}
GOALS = SimpleNamespace(GOALS={"papers": {"title": (0.5, 0.9)}})
BESIDE = Beside(Path(), SimpleNamespace(CORPORA={}), None, GOALS, CLAIMS)
PEERS = {
    "papers": {
        "finder": {"title": 0.6, "date": 0.9, "date wrong": 0.1},
        "mute": {"title": 0.2, "date": 0.0, "date wrong": 0.0},
        "body-only": {"title": 1.0},
    },
    "newspaper4k": {"newspaper4k": {"title": 1.0}, "mute": {"title": 0.2}},
}


def test_a_peer_that_seldom_answers_is_no_rival_in_being_wrong() -> None:
    assert best(PEERS, BESIDE, "papers", "date wrong") == Best("finder", 0.1)


def test_peers_are_held_to_the_fields_they_claim_and_not_to_their_own_truth() -> None:
    assert best(PEERS, BESIDE, "papers", "title") == Best("finder", 0.6)
    assert best(PEERS, BESIDE, "newspaper4k", "title") == Best("mute", 0.2)
    assert best(PEERS, BESIDE, "papers", "minute") is None


def test_a_row_says_what_is_behind_and_what_is_under_its_floor() -> None:
    floors = Floors({"papers": {"title": 0.55}})
    (row,) = tables.rows(BESIDE, {"papers": {"title": 0.5}}, floors, PEERS)
    assert row == ("papers", "title", "0.500", "0.600 finder", "behind", "0.900", "0.5500 under")
    assert "| papers | title | 0.500 | 0.600 finder | 0.900 |" in tables.in_markdown([row])
    (ahead,) = tables.rows(BESIDE, {"papers": {"title": 0.7}}, floors, PEERS)
    assert "| **0.700** |" in tables.in_markdown([ahead])


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "quality.md"
    file.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")
    tables.replaced(file, "figures", r"new \1")
    assert file.read_text() == "before\n<!-- figures -->\n\nnew \\1\n\n<!-- /figures -->\nafter\n"
    with pytest.raises(ValueError, match="no marks for speed"):
        tables.replaced(file, "speed", "")


def test_the_worst_come_first_with_what_was_said_and_what_is_true() -> None:
    docs = [
        Doc("papers", name, f"https://{name}.example/a", b"", {"title": "Bridge", "body": "One.\nTwo."})
        for name in ("one", "two", "three")
    ]
    readings = {
        "one": {"title": "Bridges", "body": ["One.", "Two."]},
        "two": {"title": "Bridge", "body": ["One.", "Advert."]},
        "three": {"refused": "listing", "detail": "links"},
    }
    values = {
        "one": {"title": 0.0, "body F1": 1.0},
        "two": {"title": 1.0, "body F1": 0.5},
        "three": {"title": 0.0, "body F1": 0.0},
    }
    told = "\n".join(report("papers", Scored(docs, readings, values, {}), 10))
    assert "title: 2 of 3 not right" in told
    assert "truth Bridge\n    said  Bridges" in told
    assert told.index("refused as listing: links") < told.index("    - Two.\n    + Advert.")
