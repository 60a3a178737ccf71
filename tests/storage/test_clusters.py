"""Signatures, the candidates they give, pairs and clusters."""

from __future__ import annotations

from typing import Any

from storage.repositories import Unit
from storage.repositories.clusters import Signature


def test_candidates_share_the_hash_of_a_band(unit: Unit, newsroom: Any) -> None:
    for key in "abc":
        newsroom.publish(key)
    unit.clusters.signature("tin-nui-a", [b"1", b"2"], b"sa", 40)
    unit.clusters.signature("tin-nui-b", [b"1", b"3"], b"sb", 50)
    unit.clusters.signature("tin-nui-c", [b"2", b"4"], b"sc")
    a, b = Signature("tin-nui-a", 40, b"sa"), Signature("tin-nui-b", 50, b"sb")
    assert unit.clusters.candidates([b"1", b"x"]) == [a, b]
    assert unit.clusters.candidates([b"1", b"x"], without="tin-nui-a") == [b]
    assert unit.clusters.candidates([]) == []
    unit.clusters.signature("tin-nui-b", [b"9", b"9"], b"new")
    assert unit.clusters.candidates([b"1", b"x"]) == [a]


def test_pairs_are_the_same_from_either_side(unit: Unit, newsroom: Any) -> None:
    for key in "abc":
        newsroom.publish(key)
    unit.clusters.link("tin-nui-b", "tin-nui-a", 0.5)
    unit.clusters.link("tin-nui-a", "tin-nui-b", 0.75)
    unit.clusters.link("tin-nui-a", "tin-nui-c", 0.875)
    assert unit.clusters.pairs("tin-nui-a") == [("tin-nui-c", 0.875), ("tin-nui-b", 0.75)]
    assert unit.clusters.pairs("tin-nui-b") == [("tin-nui-a", 0.75)]
    unit.clusters.unlink("tin-nui-b")
    assert unit.clusters.pairs("tin-nui-a") == [("tin-nui-c", 0.875)]


def test_a_cluster_has_members_until_they_leave_it(unit: Unit, newsroom: Any) -> None:
    for key in "ab":
        newsroom.publish(key)
    unit.clusters.assign(["tin-nui-b", "tin-nui-a"], "tin-nui-a")
    assert unit.clusters.members("tin-nui-a") == ["tin-nui-a", "tin-nui-b"]
    unit.clusters.assign(["tin-nui-b"], None)
    assert unit.clusters.members("tin-nui-a") == ["tin-nui-a"]


def test_dirty_articles_wait_once_until_they_are_clean(unit: Unit, newsroom: Any) -> None:
    for key in "abc":
        newsroom.publish(key)
        unit.clusters.mark_dirty(f"tin-nui-{key}")
    unit.clusters.mark_dirty("tin-nui-a")
    assert unit.clusters.dirty(2) == ["tin-nui-a", "tin-nui-b"]
    unit.clusters.clean(["tin-nui-a", "tin-nui-b"])
    assert unit.clusters.dirty(9) == ["tin-nui-c"]
