"""Sketches found by their keys, pairs, and what articles are in which cluster."""

from __future__ import annotations

from typing import Any

from storage.repositories import Unit
from storage.repositories.clusters import KeptSketch, Membership, Pair


def kept(number: int, *keys: int) -> KeptSketch:
    return KeptSketch(number, f"tin-nui-{number}", frozenset(keys), b"sketch")


def test_under_a_key_stand_its_articles_and_the_smallest_are_hubs(unit: Unit) -> None:
    unit.clusters.keep([kept(3, 7, -8), kept(-(2**63), 7), kept(2, 7), kept(2**63 - 1, 7)])
    assert unit.clusters.hubs([7, -8, 9], 2) == {7: [-(2**63), 2], -8: [3]}
    assert unit.clusters.under([7, 9]) == {7: [-(2**63), 2, 3, 2**63 - 1]}
    assert unit.clusters.hubs([], 2) == {}


def test_a_dropped_sketch_leaves_nothing_behind(unit: Unit) -> None:
    unit.clusters.keep([kept(1, 7), kept(2, 7)])
    unit.clusters.link([Pair(1, 2, 0.5, 0.75)])
    assert unit.clusters.pairs([2]) == [Pair(1, 2, 0.5, 0.75)]
    unit.clusters.drop([kept(1, 7)])
    assert unit.clusters.pairs([2]) == []
    assert unit.clusters.under([7]) == {7: [2]}
    assert unit.clusters.sketches([1, 2]) == {2: kept(2, 7)}


def test_a_pair_is_replaced_and_taken_away(unit: Unit) -> None:
    unit.clusters.link([Pair(1, 2, 0.5, 0.75), Pair(2, 3, 0.5, 0.5)])
    unit.clusters.link([Pair(1, 2, 0.625, 0.75)])
    assert unit.clusters.pairs([1, 2]) == [Pair(1, 2, 0.625, 0.75), Pair(2, 3, 0.5, 0.5)]
    unit.clusters.unlink([Pair(1, 2, 0.625, 0.75)])
    assert unit.clusters.pairs([1, 2]) == [Pair(2, 3, 0.5, 0.5)]


def test_a_cluster_has_members_until_they_leave_it(unit: Unit, newsroom: Any) -> None:
    for key in "ab":
        newsroom.publish(key)
    both = ["tin-nui-a", "tin-nui-b"]
    parts = [Membership("tin-nui-a", "earliest", 1.0, True), Membership("tin-nui-b", "copy", 0.75, True)]
    unit.clusters.assign(dict.fromkeys(both, "tin-nui-a"), parts)
    assert unit.clusters.members("tin-nui-a") == both
    assert unit.clusters.memberships(both) == {part.article: part for part in parts}
    unit.clusters.assign({"tin-nui-b": None})
    assert unit.clusters.members("tin-nui-a") == ["tin-nui-a"]
    assert list(unit.clusters.memberships(both)) == ["tin-nui-a"]


def test_the_dirty_are_handed_out_in_order_and_once(unit: Unit) -> None:
    for key in "cab":
        unit.clusters.mark_dirty(f"tin-nui-{key}")
    unit.clusters.mark_dirty("tin-nui-a")
    assert unit.clusters.dirty(2) == ["tin-nui-a", "tin-nui-b"]
    unit.clusters.clean(["tin-nui-a", "tin-nui-b"])
    assert unit.clusters.dirty(9) == ["tin-nui-c"]
    assert unit.clusters.waiting() == 1


def test_what_an_article_says_of_itself_is_its_current_text(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("a")
    assert unit.clusters.bodies(["tin-nui-a", "tin-nui-x"]) == {
        "tin-nui-a": "Mưa  kéo dài ba ngày.\n\nSuối dâng cao."
    }
    unit.clusters.keep([KeptSketch(1, "tin-nui-a", frozenset(), b"sketch")])
    printed = unit.clusters.printed([1, 2])[1]
    assert (printed.article, printed.portal, printed.published_date, printed.credits) == (
        "tin-nui-a", "tin-nui", "2026-03-01", ("TTX",),
    )  # fmt: skip
    assert unit.clusters.clusters_of(["tin-nui-a", "tin-nui-x"]) == {"tin-nui-a": None}


def test_near_an_article_is_the_other_end_of_each_of_its_pairs(unit: Unit) -> None:
    unit.clusters.link([Pair(-(2**63), 2, 0.5, 0.75), Pair(2, 2**63 - 1, 0.5, 0.5)])
    assert unit.clusters.near([2, 3, 2**63 - 1]) == {2: {-(2**63), 2**63 - 1}, 3: set(), 2**63 - 1: {2}}
