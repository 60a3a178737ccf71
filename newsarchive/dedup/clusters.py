"""Articles marked dirty → pairs of copies and the clusters they make, whatever order they arrived in.

A cluster is named after the member that was first captured; former names lead to it for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from newsarchive.dedup.comparison import kin, shared
from newsarchive.dedup.groups import groups
from newsarchive.dedup.pairs import HUBS, exchange
from newsarchive.dedup.roles import Names, certain, order, origin, portal_names
from newsarchive.dedup.sketch import sketch, unpacked
from storage.repositories import Unit
from storage.repositories.clusters import KeptSketch, Membership, Printed

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
    kept = unit.clusters.sketches(graph)
    printed = unit.clusters.printed({one.article for one in kept.values()} | set(dirty))
    # One that was withdrawn, and not yet forgotten, has no part in a cluster.
    there = {number for number, one in kept.items() if one.article in printed}
    graph = {number: graph[number] & there for number in there}
    made = groups(graph, lambda core, others: _kin(kept, core, others))
    clusters = [_Cluster(group, kept, printed) for group in made]
    names = portal_names(unit.portals.all()) if clusters else {}
    into: dict[str, str | None] = dict.fromkeys(printed)
    for cluster in clusters:
        into.update(dict.fromkeys((member.article for member in cluster.members), cluster.name))
    parts = [part for cluster in clusters for part in cluster.parts(names)]
    known = unit.clusters.memberships(part.article for part in parts)
    unit.clusters.rename(_moves(printed, into))
    unit.clusters.assign(
        {article: cluster for article, cluster in into.items() if cluster != printed[article].cluster},
        [part for part in parts if known.get(part.article) != part],
    )


def _neighbourhood(unit: Unit, touched: Set[int]) -> dict[int, set[int]]:
    """All that is connected with these, as a graph."""
    graph: dict[int, set[int]] = {number: set() for number in touched}
    todo = set(touched)
    while todo:
        pairs = unit.clusters.pairs(todo)
        ends = {number for pair in pairs for number in (pair.a, pair.b)}
        todo = ends - graph.keys()
        graph.update({number: set() for number in todo})
        for pair in pairs:
            graph[pair.a].add(pair.b)
            graph[pair.b].add(pair.a)
    return graph


def _kin(kept: Mapping[int, KeptSketch], core: int, others: Sequence[int]) -> set[int]:
    story = unpacked(kept[core].sketch)
    return {other for other in others if kin(story, unpacked(kept[other].sketch))}


class _Cluster:
    def __init__(
        self, group: Set[int], kept: Mapping[int, KeptSketch], printed: Mapping[str, Printed]
    ) -> None:
        self.sketches = {kept[number].article: kept[number].sketch for number in group}
        self.members = [printed[article] for article in sorted(self.sketches)]
        self.name = min(self.members, key=lambda member: (member.first_seen, member.article)).article

    def parts(self, names: Names) -> list[Membership]:
        source, first = origin(self.members, names), min(self.members, key=order)
        sure = certain(self.members)
        model = unpacked(self.sketches[(source or first).article])
        return [
            Membership(
                member.article,
                "origin" if member is source else "earliest" if member is first else "copy",
                round(shared(model, unpacked(self.sketches[member.article])).overlap, 3),
                sure or member is source or (member is not first),
            )
            for member in self.members
        ]


def _moves(printed: Mapping[str, Printed], into: Mapping[str, str | None]) -> set[tuple[str, str]]:
    """Names that no cluster has any more, and where the articles they stood for went."""
    names = {cluster for cluster in into.values() if cluster}
    gone = [
        (member.cluster, into[article] or "")
        for article, member in printed.items()
        if member.cluster and member.cluster not in names
    ]
    found = {(old, new) for old, new in gone if new}
    return found | {(old, "") for old, _ in gone if old not in {one for one, _ in found}}
