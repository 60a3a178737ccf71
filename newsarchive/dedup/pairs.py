"""Articles whose text came, changed or went → the pairs that came and went with them.

Articles that share a key are looked at, but not each with each: under every key the few with the smallest
numbers are hubs, and a pair is looked at where one of the two is a hub. So a thousand copies of one notice
cost a thousand comparisons and not half a million. A number is a hash of the article's id, so which pairs
are looked at depends on which articles there are, and not on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from newsarchive.dedup.comparison import copies
from newsarchive.dedup.sketch import Sketch, packed, unpacked
from storage.repositories import Unit
from storage.repositories.clusters import KeptSketch, Pair

HUBS = 8
AT_ONCE = 4_000
"""Pairs compared at a time; their sketches are in memory meanwhile."""

Hubs = Mapping[int, list[int]]


def number_of(article: str) -> int:
    return int.from_bytes(blake2b(article.encode(), digest_size=8).digest(), "big", signed=True)


def exchange(unit: Unit, sketches: Mapping[str, Sketch | None], most: int = HUBS) -> set[int]:
    """Keep the articles' sketches in place of those before; None for what is no longer compared.

    The numbers of these articles and of all whose pairs may be others now.
    """
    numbers = {number_of(article): article for article in sketches}
    before = unit.clusters.sketches(numbers)
    after = {number: _kept(number, article, sketches[article]) for number, article in numbers.items()}
    changed = {number for number in numbers if before.get(number) != after[number]}
    old = {number: one for number, one in before.items() if number in changed}
    new = {number: one for number, one in after.items() if number in changed and one is not None}
    return numbers.keys() | _exchange(unit, old, new, most)


def _kept(number: int, article: str, one: Sketch | None) -> KeptSketch | None:
    return KeptSketch(number, article, one.keys, packed(one)) if one else None


def _exchange(unit: Unit, old: dict[int, KeptSketch], new: dict[int, KeptSketch], most: int) -> set[int]:
    keys = {key for one in (*old.values(), *new.values()) for key in one.keys}
    hubs_before = unit.clusters.hubs(keys, most)
    lost = {number for pair in unit.clusters.pairs(old) for number in (pair.a, pair.b)}
    unit.clusters.drop(old.values())
    unit.clusters.keep(list(new.values()))
    hubs = unit.clusters.hubs(keys, most)
    displaced = {hub for key, them in hubs_before.items() for hub in them if hub not in hubs.get(key, ())}
    stale = _stale(unit, displaced - old.keys() - new.keys(), most)
    unit.clusters.unlink(stale)
    found = list(_copies(unit, _candidates(unit, hubs_before, hubs, new, most)))
    unit.clusters.link(found)
    return lost | {number for pair in (*stale, *found) for number in (pair.a, pair.b)}


def _candidates(
    unit: Unit, before: Hubs, hubs: Hubs, new: Mapping[int, KeptSketch], most: int
) -> set[tuple[int, int]]:
    """The pairs to be looked at that were not before: of new articles with hubs, of new hubs with all."""
    arrived: dict[int, list[int]] = {}
    for number, one in new.items():
        for key in one.keys:
            arrived.setdefault(key, []).append(number)
    risen = {
        key: {hub for hub in them if hub in new or hub not in before.get(key, ())}
        for key, them in hubs.items()
    }
    crowded = unit.clusters.under(key for key, them in risen.items() if them and len(hubs[key]) == most)
    pairs: set[tuple[int, int]] = set()
    for key, them in hubs.items():
        pairs.update(_each(arrived.get(key, ()), them))
        pairs.update(_each(risen[key], crowded.get(key, them)))
    return pairs


def _each(some: Iterable[int], others: Iterable[int]) -> Iterator[tuple[int, int]]:
    others = list(others)
    return ((min(one, other), max(one, other)) for one in some for other in others if one != other)


def _copies(unit: Unit, candidates: Iterable[tuple[int, int]]) -> Iterator[Pair]:
    ordered = sorted(candidates)
    for at in range(0, len(ordered), AT_ONCE):
        some = ordered[at : at + AT_ONCE]
        kept = unit.clusters.sketches({number for pair in some for number in pair})
        read = {number: unpacked(one.sketch) for number, one in kept.items()}
        for a, b in some:
            if found := copies(read[a], read[b]):
                yield Pair(a, b, found.overlap, found.contained)


def _stale(unit: Unit, displaced: set[int], most: int) -> list[Pair]:
    """Pairs of articles that are hubs no more, and that nothing else would have looked at."""
    pairs = unit.clusters.pairs(displaced)
    kept = unit.clusters.sketches({number for pair in pairs for number in (pair.a, pair.b)})
    pairs = [pair for pair in pairs if pair.a in kept and pair.b in kept]
    common = {pair: kept[pair.a].keys & kept[pair.b].keys for pair in pairs}
    hubs = unit.clusters.hubs({key for keys in common.values() for key in keys}, most)
    return [
        pair for pair in pairs if not any({pair.a, pair.b} & set(hubs.get(key, ())) for key in common[pair])
    ]
