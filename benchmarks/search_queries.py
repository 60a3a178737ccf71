"""Invented articles → queries of each kind, drawn by how many articles have the words, always the same."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from benchmarks.invented import PORTALS, articles
from newsarchive.search import parse
from newsarchive.text import exact_layer, fold_layer
from storage.search.query import Bounds, Query

SAMPLE = 3_000


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` as a person types them, for whoever reads the report."""

    words: str
    query: Query
    page: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """Syllables and pairs of them, the commonest first."""

    fold: list[str]
    exact: list[str]
    pairs: list[str]
    threes: list[str]


def drawn(each: int) -> dict[str, list[Asked]]:
    words, dice = _words(), random.Random(4)
    fold, exact = words.fold, words.exact

    def common() -> str:
        return dice.choice(fold[:150])

    def middle() -> str:
        return dice.choice(fold[150:1200])

    def two() -> str:
        return f"{dice.choice((common, middle))()} {middle()}"

    makers = {
        "one common word": common,
        "two words": two,
        "a word of two syllables, unquoted": lambda: dice.choice(words.pairs[:4000]),
        "three words": lambda: f"{common()} {middle()} {middle()}",
        "phrase of two syllables": lambda: f'"{dice.choice(words.pairs[:6000])}"',
        "phrase of three syllables": lambda: f'"{dice.choice(words.threes[:6000])}"',
        "phrase of common syllables": lambda: f'"{common()} {common()}"',
        "prefix": lambda: f"{dice.choice((common, middle))()[: dice.choice((2, 3, 4))]}*",
        "rare word": lambda: dice.choice(fold[-400:]),
        "spelt exactly": lambda: f"{dice.choice(exact[:1500])} {dice.choice(exact[:3000])}",
        "exact and folded": lambda: f"{dice.choice(exact[:1500])} {middle()}",
        "either of two": lambda: f"{common()} OR {middle()}",
    }
    kinds = {kind: [_asked(maker()) for _ in range(each)] for kind, maker in makers.items()}
    kinds["two words, portal and year"] = [_bounded(two(), dice) for _ in range(each)]
    kinds["one common word, portal"] = [
        _asked(common(), Bounds(portals=(dice.choice(PORTALS),))) for _ in range(each)
    ]
    for sort in ("date", "seen"):
        kinds[f"two words by {sort}"] = [_sorted(two(), sort) for _ in range(each)]
        kinds[f"one common word by {sort}"] = [_sorted(common(), sort) for _ in range(each)]
    kinds["two words, page 5"] = [replace(_asked(two()), page=5) for _ in range(each)]
    return kinds


def _asked(text: str, bounds: Bounds | None = None) -> Asked:
    return Asked(text, parse(text, bounds=bounds))


def _bounded(text: str, dice: random.Random) -> Asked:
    year = dice.randrange(2010, 2026)
    portal = dice.choice(PORTALS)
    return _asked(text, Bounds(portals=(portal,), since=f"{year}-01-15", until=f"{year}-12-31"))


def _sorted(text: str, sort: str) -> Asked:
    asked = _asked(text)
    return replace(asked, query=replace(asked.query, sort=sort))


def _words() -> Words:
    fold, exact = Counter[str](), Counter[str]()
    pairs, threes = Counter[str](), Counter[str]()
    for story in articles(SAMPLE):
        text = "\n".join(story.body)
        folded = fold_layer(text).split()
        fold.update(set(folded))
        exact.update(set(exact_layer(text).split()))
        pairs.update({" ".join(pair) for pair in pairwise(folded)})
        threes.update({" ".join(three) for three in zip(folded, folded[1:], folded[2:], strict=False)})
    return Words(*(_ordered(counter) for counter in (fold, exact, pairs, threes)))


def _ordered(counter: Counter[str]) -> list[str]:
    return [
        word for word, _ in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])) if len(word) > 1
    ]
