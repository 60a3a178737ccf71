"""Articles marked dirty → pairs of copies and the clusters they make, whatever order they arrived in.

A cluster is named after the member that was first captured; former names lead to it for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from newsarchive.dedup.comparison import kin
from newsarchive.dedup.groups import groups
from newsarchive.dedup.pairs import HUBS, exchange, number_of
from newsarchive.dedup.parts import Cluster, parts_of
from newsarchive.dedup.roles import portal_names
from newsarchive.dedup.sketch import sketch, unpacked
from storage.repositories import Unit

BATCH = 500


def refresh(unit: Unit, batch: int = BATCH, hubs: int = HUBS) -> int:
    """Bring the clusters up to date for up to `batch` dirty articles; how many there were."""
    dirty = unit.clusters.dirty(batch)
    bodies = unit.clusters.bodies(dirty)
    sketches = {article: sketch(bodies[article]) if article in bodies else None for article in dirty}
    touched = exchange(unit, sketches, hubs)
    _regroup(unit, touched, dirty)
    unit.clusters.clean(dirty)
    return len(dirty)


def _regroup(unit: Unit, touched: Set[int], dirty: Collection[str]) -> None:
    graph = _neighbourhood(unit, touched)
    new = set(map(number_of, dirty))
    numbered = unit.clusters.printed(number for number, near in graph.items() if near or number not in new)
    # One that was withdrawn, and not yet forgotten, has no part in a cluster.
    graph = {number: graph[number] & numbered.keys() for number in numbered}
    printed = {one.article: one for one in numbered.values()}
    before = unit.clusters.clusters_of(set(dirty) - printed.keys())
    before |= {article: one.cluster for article, one in printed.items()}
    made = groups(graph, lambda core, others: _kin(unit, core, others))
    clusters = [Cluster([numbered[number] for number in group]) for group in made]
    names = portal_names(unit.portals.all()) if clusters else {}
    into: dict[str, str | None] = dict.fromkeys(before)
    for cluster in clusters:
        into.update(dict.fromkeys((member.article for member in cluster.members), cluster.name))
    known = unit.clusters.memberships(article for article, cluster in into.items() if cluster)
    parts = parts_of(unit, [cluster.cast(names) for cluster in clusters], known, set(dirty))
    unit.clusters.rename(_moves(before, into))
    unit.clusters.assign(
        {article: cluster for article, cluster in into.items() if cluster != before[article]},
        [part for part in parts if known.get(part.article) != part],
    )


def _neighbourhood(unit: Unit, touched: Set[int]) -> dict[int, set[int]]:
    """All that is connected with these, as a graph."""
    graph: dict[int, set[int]] = {}
    todo = set(touched)
    while todo:
        found = unit.clusters.near(todo)
        graph |= found
        todo = set().union(*found.values()) - graph.keys()
    return graph


def _kin(unit: Unit, core: int, others: Sequence[int]) -> set[int]:
    kept = unit.clusters.packed((core, *others))
    story = unpacked(kept[core])
    return {other for other in others if kin(story, unpacked(kept[other]))}


def _moves(before: Mapping[str, str | None], into: Mapping[str, str | None]) -> set[tuple[str, str]]:
    """Names that no cluster has any more, and where the articles they stood for went."""
    names = {cluster for cluster in into.values() if cluster}
    gone = [
        (cluster, into[article] or "")
        for article, cluster in before.items()
        if cluster and cluster not in names
    ]
    found = {(old, new) for old, new in gone if new}
    return found | {(old, "") for old, _ in gone if old not in {one for one, _ in found}}
