"""Two sequences of keys → which items answer to each other, in order (kept) or out of it (moved).

Keys that occur once in both are anchors; between anchors equal keys are taken in their order. The longest
run of pairs that rise in both is kept, the rest has moved. n log n, and the same on every machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence

Pair = tuple[int, int]


def aligned(before: Sequence[str], after: Sequence[str]) -> tuple[list[Pair], list[Pair]]:
    """Pairs of equal keys: those that kept their order, and those that moved."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    ends = [(place, place) for place in range(head)]
    ends += [(len(before) - place, len(after) - place) for place in range(tail, 0, -1)]
    one, other = range(head, len(before) - tail), range(head, len(after) - tail)
    once = {key for key, count in Counter(before[a] for a in one).items() if count == 1}
    once &= {key for key, count in Counter(after[b] for b in other).items() if count == 1}
    places = {after[b]: b for b in other if after[b] in once}
    anchors = rising((a, places[before[a]]) for a in one if before[a] in once)
    kept = list(anchors)
    for gap_one, gap_other in _gaps(anchors, one, other):
        kept += rising(_in_turn(before, after, gap_one, gap_other))
    kept.sort()
    left, right = {a for a, _ in kept}, {b for _, b in kept}
    moved = _in_turn(before, after, (a for a in one if a not in left), (b for b in other if b not in right))
    return sorted(ends + kept), sorted(moved)


def rising(pairs: Iterable[Pair]) -> list[Pair]:
    """The longest run of pairs, given in the order of their first number, whose second rises too."""
    found = list(pairs)
    ends: list[int] = []
    last: list[int] = []
    earlier: list[int | None] = []
    for place, (_, b) in enumerate(found):
        at = bisect_left(ends, b)
        earlier.append(last[at - 1] if at else None)
        if at == len(ends):
            ends.append(b)
            last.append(place)
        else:
            ends[at], last[at] = b, place
    run: list[Pair] = []
    following = last[-1] if last else None
    while following is not None:
        run.append(found[following])
        following = earlier[following]
    return run[::-1]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many items both begin with."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _gaps(anchors: Sequence[Pair], one: range, other: range) -> Iterable[tuple[range, range]]:
    a, b = one.start, other.start
    for next_a, next_b in (*anchors, (one.stop, other.stop)):
        if a < next_a and b < next_b:
            yield range(a, next_a), range(b, next_b)
        a, b = next_a + 1, next_b + 1


def _in_turn(
    before: Sequence[str], after: Sequence[str], one: Iterable[int], other: Iterable[int]
) -> list[Pair]:
    """The first of a key with the first of it, the second with the second."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for b in other:
        places[after[b]].append(b)
    return [(a, places[before[a]].popleft()) for a in one if places.get(before[a])]
