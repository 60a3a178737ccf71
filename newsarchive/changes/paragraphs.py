"""Two lists of paragraphs → what became of each: the same, moved, changed, split, joined, gone or new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from newsarchive.changes.aligning import Pair, aligned, rising
from newsarchive.text import exact_layer

Kind = Literal["same", "moved", "changed", "split", "joined", "gone", "new"]

ALIKE = 0.4
"""Below this share of common words two paragraphs read as one dropped and another written."""
MOST_PAIRS = 2500
"""Up to so many pairs of paragraphs are all compared; beyond, only those that share rare words."""
RARE, CANDIDATES = 4, 6


@dataclass(frozen=True, slots=True)
class Step:
    """What became of the paragraphs `before` (by place, from 0): they are those of `after` now.

    `moved` holds also for one that was changed besides; a split has several `after`, a joining several
    `before`.
    """

    kind: Kind
    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False


class Wording:
    """Paragraphs by the words they have in the exact search layer."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.paragraphs = paragraphs
        self._tokens: dict[str, tuple[str, ...]] = {}

    def tokens(self, place: int) -> tuple[str, ...]:
        text = self.paragraphs[place]
        found = self._tokens.get(text)
        if found is None:
            found = self._tokens[text] = tuple(exact_layer(text).split())
        return found

    @cached_property
    def keys(self) -> list[str]:
        """Equal for paragraphs of equal words; one without words is its own key."""
        return [" ".join(self.tokens(place)) or text for place, text in enumerate(self.paragraphs)]


def steps(before: Sequence[str], after: Sequence[str]) -> list[Step]:
    """Every paragraph of both in one step, in the order of the later text; what is gone stands where it
    was."""
    one, other = Wording(before), Wording(after)
    kept, moved = aligned(one.keys, other.keys)
    taken: list[Step] = [Step(_kind(before[a], after[b]), (a,), (b,)) for a, b in kept]
    taken += [Step("moved" if before[a] == after[b] else "changed", (a,), (b,), True) for a, b in moved]
    left, right = _left(taken, len(before), len(after))
    taken += _divided(one, other, left, right)
    left, right = _left(taken, len(before), len(after))
    alike = _alike(one, other, left, right)
    in_order = set(rising(sorted([*kept, *alike]))) if alike else set()
    taken += [Step("changed", (a,), (b,), (a, b) not in in_order) for a, b in alike]
    left, right = _left(taken, len(before), len(after))
    taken += [Step("gone", (a,), ()) for a in left] + [Step("new", (), (b,)) for b in right]
    return _in_order(taken)


def _kind(before: str, after: str) -> Kind:
    return "same" if before == after else "changed"


def _left(taken: Iterable[Step], before: int, after: int) -> tuple[list[int], list[int]]:
    one = {place for step in taken for place in step.before}
    other = {place for step in taken for place in step.after}
    return (
        [place for place in range(before) if place not in one],
        [place for place in range(after) if place not in other],
    )


def _divided(one: Wording, other: Wording, left: list[int], right: list[int]) -> Iterator[Step]:
    """Paragraphs that became several of the same words, and several that became one."""
    for a, several in _sums(one, other, left, right):
        yield Step("split", (a,), several)
    for b, several in _sums(other, one, right, left):
        yield Step("joined", several, (b,))


def _sums(
    whole: Wording, parts: Wording, left: list[int], right: list[int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    beginning: dict[str, list[int]] = defaultdict(list)
    for b in right:
        for word in parts.tokens(b)[:1]:
            beginning[word].append(b)
    free = set(right)
    for a in left:
        tokens = whole.tokens(a)
        for start in beginning.get(tokens[0], [])[:CANDIDATES] if tokens else ():
            run = _run(tokens, parts, free, start)
            if run:
                free.difference_update(run)
                yield a, run
                break


def _run(tokens: tuple[str, ...], parts: Wording, free: set[int], start: int) -> tuple[int, ...]:
    """The free paragraphs from `start` on that have these words together; none if they do not."""
    at, place = 0, start
    while at < len(tokens) and place in free:
        part = parts.tokens(place)
        if tokens[at : at + len(part)] != part:
            return ()
        at, place = at + len(part), place + 1
    return tuple(range(start, place)) if at == len(tokens) and place - start > 1 else ()


def _alike(one: Wording, other: Wording, left: list[int], right: list[int]) -> list[Pair]:
    """Pairs that share enough words, the most alike first to be taken; sorted by place."""
    if not left or not right:
        return []
    bags = {a: Counter(one.tokens(a)) for a in left}, {b: Counter(other.tokens(b)) for b in right}
    found = []
    for a, b in _candidates(one, other, left, right):
        size = len(one.tokens(a)) + len(other.tokens(b))
        share = 2 * (bags[0][a] & bags[1][b]).total() / size if size else 0.0
        if share >= ALIKE:
            found.append((-share, abs(a - b), a, b))
    pairs: list[Pair] = []
    used_a, used_b = set(), set()
    for _, _, a, b in sorted(found):
        if a not in used_a and b not in used_b:
            used_a.add(a)
            used_b.add(b)
            pairs.append((a, b))
    return sorted(pairs)


def _candidates(one: Wording, other: Wording, left: list[int], right: list[int]) -> Iterable[Pair]:
    if len(left) * len(right) <= MOST_PAIRS:
        return [(a, b) for a in left for b in right]
    spread: Counter[str] = Counter()
    for b in right:
        spread.update(set(other.tokens(b)))
    having: dict[str, list[int]] = defaultdict(list)
    for b in right:
        for word in _rarest(other.tokens(b), spread):
            having[word].append(b)
    found = set()
    for a in left:
        near: dict[int, float] = defaultdict(float)
        for word in _rarest(one.tokens(a), spread):
            for b in having.get(word, ())[:CANDIDATES]:
                near[b] += 1 / spread[word]
        for b, _ in sorted(near.items(), key=lambda item: (-item[1], abs(item[0] - a)))[:CANDIDATES]:
            found.add((a, b))
    return found


def _rarest(tokens: tuple[str, ...], spread: Counter[str]) -> list[str]:
    known = {token for token in tokens if token in spread}
    return sorted(known, key=lambda token: (spread[token], token))[:RARE]


def _in_order(taken: Iterable[Step]) -> list[Step]:
    """By place in the later text; what is gone follows what stood before it."""
    found = list(taken)
    follows = {a: step.after[-1] for step in found if step.after and not step.moved for a in step.before}
    ordered = []
    last = -1
    standing = {place: step for step in found for place in step.before}
    for place in sorted(standing):
        step = standing[place]
        last = follows.get(place, last)
        if not step.after:
            ordered.append(((last, 1, place), step))
    ordered += [((step.after[0], 0, 0), step) for step in found if step.after]
    return [step for _, step in sorted(ordered, key=lambda one: one[0])]
