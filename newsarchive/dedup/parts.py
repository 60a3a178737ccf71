"""A cluster's members → the part that each plays in it, and what it shares with the origin.

What two articles share is worked out once: where neither changed, it is what it was. So an arrival costs a
large cluster one comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from newsarchive.dedup.comparison import shared
from newsarchive.dedup.pairs import number_of
from newsarchive.dedup.roles import Names, certain, order, origin
from newsarchive.dedup.sketch import unpacked
from storage.repositories import Unit
from storage.repositories.clusters import Membership, Printed

Known = Mapping[str, Membership]

SAME, NEARLY = 1.0, 0.999


class Cluster:
    """It has the id of the member that was first captured. What its members share is told of `model`, the
    origin, or the earliest where no origin is known."""

    def __init__(self, members: Sequence[Printed]) -> None:
        self.members = sorted(members, key=lambda member: member.article)
        self.name = min(self.members, key=lambda member: (member.first_seen, member.article)).article

    def cast(self, names: Names) -> Cast:
        source, first = origin(self.members, names), min(self.members, key=order)
        return Cast(self.members, source, first, certain(self.members))


@dataclass(frozen=True, slots=True)
class Cast:
    members: Sequence[Printed]
    source: Printed | None
    first: Printed
    certain: bool

    @property
    def model(self) -> Printed:
        return self.source or self.first

    def parts(self, overlaps: Mapping[str, float]) -> list[Membership]:
        return [
            Membership(
                member.article,
                "origin" if member is self.source else "earliest" if member is self.first else "copy",
                overlaps[member.article],
                self.certain or member is self.source or (member is not self.first),
            )
            for member in self.members
        ]


def parts_of(unit: Unit, casts: Sequence[Cast], known: Known, dirty: Set[str]) -> list[Membership]:
    """All parts of all members; `known` are those they had, and `dirty` the articles that changed."""
    found = [_unchanged(cast, known, dirty) for cast in casts]
    new = [
        [member.article for member in cast.members if member.article not in overlaps]
        for cast, overlaps in zip(casts, found, strict=True)
    ]
    wanted = [
        one for cast, them in zip(casts, new, strict=True) if them for one in (cast.model.article, *them)
    ]
    kept = unit.clusters.packed(map(number_of, wanted))
    for cast, overlaps, them in zip(casts, found, new, strict=True):
        if them:
            model = unpacked(kept[number_of(cast.model.article)])
            others = {article: unpacked(kept[number_of(article)]) for article in them}
            overlaps |= {article: _rounded(shared(model, one).overlap) for article, one in others.items()}
    return [part for cast, overlaps in zip(casts, found, strict=True) for part in cast.parts(overlaps)]


def _unchanged(cast: Cast, known: Known, dirty: Set[str]) -> dict[str, float]:
    """What members share with the model, where that is known from before."""
    model = cast.model
    if model.cluster is None or model.article in dirty or not _was_model(known.get(model.article)):
        return {}
    stayed = (one.article for one in cast.members if one.cluster == model.cluster)
    return {one: known[one].overlap for one in stayed if one in known and one not in dirty}


def _was_model(part: Membership | None) -> bool:
    """Whether the overlaps kept in its cluster are those with it, or with one that has all its phrases and no
    others."""
    return part is not None and (part.role == "origin" or part.overlap == SAME)


def _rounded(overlap: float) -> float:
    """To three places; only what is the same is 1."""
    return overlap if overlap == SAME else min(round(overlap, 3), NEARLY)
