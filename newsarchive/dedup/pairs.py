"""Articles whose text came, changed or went → the pairs that came and went with them.

Articles that share a key are looked at, but not each with each: under every key the few with the smallest
numbers are hubs, and a pair is looked at where one of the two is a hub. So a thousand copies of one notice
cost a thousand comparisons and not half a million. A number is a hash of the article's id, so which pairs
are looked at depends on which articles there are, and not on the order in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from hashlib import blake2b
from itertools import islice

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
    read = {number: one for number in new if (one := sketches[numbers[number]])}
    return numbers.keys() | _exchange(unit, old, new, read, most)


def _kept(number: int, article: str, one: Sketch | None) -> KeptSketch | None:
    return KeptSketch(number, article, one.keys, packed(one)) if one else None


def _exchange(
    unit: Unit,
    old: dict[int, KeptSketch],
    new: dict[int, KeptSketch],
    read: Mapping[int, Sketch],
    most: int,
) -> set[int]:
    arrived = _by_key(new.values())
    hubs_before = unit.clusters.hubs(_by_key(old.values()).keys() | arrived.keys(), most)
    lost = {number for pair in unit.clusters.pairs(old) for number in (pair.a, pair.b)}
    unit.clusters.drop(old.values())
    unit.clusters.keep(list(new.values()))
    hubs = _hubs_now(unit, hubs_before, arrived, old.keys(), most)
    displaced = {hub for key, them in hubs_before.items() for hub in them if hub not in hubs.get(key, ())}
    stale = _stale(unit, displaced - old.keys() - new.keys(), most)
    unit.clusters.unlink(stale)
    found = list(_copies(unit, _candidates(unit, hubs_before, hubs, arrived, most), read))
    unit.clusters.link(found)
    return lost | {number for pair in (*stale, *found) for number in (pair.a, pair.b)}


def _by_key(sketches: Iterable[KeptSketch]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one in sketches:
        for key in one.keys:
            found.setdefault(key, []).append(one.number)
    return found


def _hubs_now(unit: Unit, before: Hubs, arrived: Hubs, gone: Set[int], most: int) -> dict[int, list[int]]:
    """The hubs under each key; those of before and the new ones tell them, unless one of before is gone and
    another behind them may follow."""
    unknown = [key for key, them in before.items() if not gone.isdisjoint(them)] if gone else []
    now = {**before, **{key: sorted({*before.get(key, ()), *them})[:most] for key, them in arrived.items()}}
    for key in unknown:
        del now[key]
    return now | unit.clusters.hubs(unknown, most) if unknown else now


def _candidates(unit: Unit, before: Hubs, hubs: Hubs, arrived: Hubs, most: int) -> dict[int, set[int]]:
    """The pairs to be looked at that were not before: of new articles with hubs, of new hubs with all. By
    one of the two."""
    new = {number for them in arrived.values() for number in them}
    risen = {
        key: [hub for hub in them if hub in new or hub not in before.get(key, ())]
        for key, them in hubs.items()
    }
    crowded = unit.clusters.under(key for key, them in risen.items() if them and len(hubs[key]) == most)
    pairs: dict[int, set[int]] = defaultdict(set)
    for key, them in hubs.items():
        if len(them) > 1:
            for number in arrived.get(key, ()):
                pairs[number].update(them)
            for hub in risen[key]:
                pairs[hub].update(crowded.get(key, them))
    return pairs


def _each(candidates: Mapping[int, Set[int]]) -> Iterator[tuple[int, int]]:
    """Each pair once."""
    for one, others in candidates.items():
        for other in others:
            if other > one or (other < one and one not in candidates.get(other, ())):
                yield one, other


def _copies(unit: Unit, candidates: Mapping[int, Set[int]], new: Mapping[int, Sketch]) -> Iterator[Pair]:
    pairs = _each(candidates)
    while some := list(islice(pairs, AT_ONCE)):
        kept = unit.clusters.packed({number for pair in some for number in pair} - new.keys())
        read = {number: unpacked(one) for number, one in kept.items()}
        for one, other in some:
            left, right = new.get(one) or read[one], new.get(other) or read[other]
            if found := copies(left, right):
                yield Pair(min(one, other), max(one, other), found.overlap, found.contained)


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
