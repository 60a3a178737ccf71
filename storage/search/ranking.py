"""A text and a query → how good a hit it is, and why: the same sum on every database.

BM25 over the fields together, a word of the title counting as five; two words typed side by side count as
a word of their own where they stand side by side. Before all of that come the texts that have every word
spelt as it was typed, then those whose title has every word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from storage.search.layers import Layers, asked
from storage.search.query import And, Node, Not, Or, Term

WEIGHTS = {"title": 5.0, "body": 1.0, "byline": 2.0, "captions": 1.0}
K1, B = 1.2, 0.75
USUAL_LENGTH = 400
"""In words; a fixed one, so that a score does not change as articles arrive."""
IN_TITLE, AS_TYPED = 100.0, 1000.0


@dataclass(frozen=True, slots=True)
class Part:
    """What one word (or pair, or phrase) adds to a score; `counts` are by field."""

    term: Term
    counts: dict[str, int]
    rarity: float
    score: float


@dataclass(frozen=True, slots=True)
class Score:
    total: float
    parts: tuple[Part, ...]
    in_title: bool
    as_typed: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query's hits are judged by; `rarity` of each term in its order."""

    terms: tuple[Term, ...]
    rarity: tuple[float, ...]
    in_title: Node
    as_typed: Node | None

    def score(self, layers: Layers) -> Score:
        long = K1 * (1 - B + B * layers.length() / USUAL_LENGTH)
        parts = tuple(_part(*pair, layers, long) for pair in zip(self.terms, self.rarity, strict=True))
        in_title = layers.holds(self.in_title)
        as_typed = self.as_typed is not None and layers.holds(self.as_typed)
        total = sum(part.score for part in parts) + IN_TITLE * in_title + AS_TYPED * as_typed
        return Score(round(total, 6), parts, in_title, as_typed)


def wanted(root: Node, rarity: Sequence[float]) -> Wanted:
    return Wanted(terms_of(root), tuple(rarity), titled(root), typed(root))


def terms_of(root: Node) -> tuple[Term, ...]:
    """The terms that add to a score, the pairs of words typed side by side after them."""
    return tuple(dict.fromkeys([*_terms(root), *pairs(root)]))


def rarity(texts: int, holding: float) -> float:
    """The weight of a term that so many of all texts hold."""
    return log(1 + (max(texts, holding) - holding + 0.5) / (holding + 0.5))


def pairs(node: Node) -> Iterator[Term]:
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from pairs(part)
    if isinstance(node, And):
        for one, other in pairwise(node.parts):
            if isinstance(one, Term) and isinstance(other, Term) and _alike(one, other):
                yield replace(other, words=(*one.words, *other.words))


def titled(node: Node) -> Node:
    """The same words, asked of the title alone."""
    if isinstance(node, Term):
        return replace(node, field="title") if node.field is None else node
    return _mapped(node, titled)


def typed(node: Node) -> Node | None:
    """The same words spelt as typed; None where they are asked for so already."""
    found = _exact(node)
    return None if found == node else found


def _exact(node: Node) -> Node:
    return replace(node, exact=True) if isinstance(node, Term) else _mapped(node, _exact)


def _mapped(node: And | Or | Not, change: Callable[[Node], Node]) -> Node:
    if isinstance(node, Not):
        return node
    return type(node)(tuple(change(part) for part in node.parts))


def _terms(node: Node) -> Iterator[Term]:
    if isinstance(node, Term):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _terms(part)


def _alike(one: Term, other: Term) -> bool:
    """Two single words of one kind, that can stand side by side."""
    single = len(one.words) == len(other.words) == 1 and not one.prefix
    return single and one.exact == other.exact and one.field == other.field


def _part(term: Term, rarity: float, layers: Layers, long: float) -> Part:
    counts = {field: layers.count(term, field) for field in asked(term)}
    weighed = sum(WEIGHTS[field] * count for field, count in counts.items())
    score = rarity * weighed * (K1 + 1) / (weighed + long) if weighed else 0.0
    return Part(term, {field: count for field, count in counts.items() if count}, rarity, score)
