"""A query and an original text → where its words stand there, and the passage that shows most of them.

The search layers are as long as the text they stand for, so a hit in a layer is a hit in the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsarchive.text import exact_layer, fold_layer
from storage.search.query import Node, Not, Query, Term

WIDTH = 240
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a text, `start` to `end`, and which of the query's terms it answers."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the original as it is printed, line breaks apart; `marks` are the hits in it."""

    text: str
    marks: tuple[Span, ...] = ()


def terms(query: Query) -> list[Term]:
    """The words looked for; those left out are not."""
    return list(_wanted(query.root)) if query.root else []


def hits(text: str, wanted: Sequence[Term], field: str) -> list[Hit]:
    """Every place in `text`, which is the article's `field`, that answers one of the terms."""
    layers: dict[bool, list[re.Match[str]]] = {}
    found: list[Hit] = []
    for number, term in enumerate(wanted):
        if term.field not in (None, field):
            continue
        if term.exact not in layers:
            layer = exact_layer(text) if term.exact else fold_layer(text)
            layers[term.exact] = list(_WORD.finditer(layer))
        found.extend(Hit(start, end, number) for start, end in _places(layers[term.exact], term))
    return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.term))


def marks(found: Iterable[Hit]) -> list[Span]:
    """Hits → spans that do not overlap, in order."""
    spans: list[Span] = []
    for hit in found:
        if spans and hit.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], hit.end))
        else:
            spans.append((hit.start, hit.end))
    return spans


def passage(parts: Iterable[tuple[str, str]], query: Query, width: int = WIDTH) -> Snippet:
    """The most telling passage of an article; `parts` are (field, text), the likeliest first."""
    wanted = terms(query)
    best, text_of_best, most = [], "", -1
    for field, text in parts:
        found = hits(text, wanted, field)
        answered = len({hit.term for hit in found})
        if text and answered > most:
            best, text_of_best, most = found, text, answered
    return _cut(text_of_best, best, width)


def _cut(text: str, found: list[Hit], width: int) -> Snippet:
    start = _best_start(found, width)
    start = 0 if start < width // 3 else _word_start(text, start - width // 4)
    end = _word_end(text, start + width)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    inside = [(a + shift, b + shift) for a, b in marks(found) if start <= a and b <= end]
    return Snippet(before + _SPACE.sub(" ", text[start:end]) + after, tuple(inside))


def _best_start(found: list[Hit], width: int) -> int:
    """Where the window begins that shows most different terms, the first of equals."""
    best, most = 0, 0
    for number, first in enumerate(found):
        shown = set()
        for hit in found[number:]:
            if hit.end > first.start + width * 3 // 4:
                break
            shown.add(hit.term)
        if len(shown) > most:
            best, most = first.start, len(shown)
    return best


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    while at > 0 and at < len(text) and not text[at].isspace():
        at += 1
    return at


def _places(words: list[re.Match[str]], term: Term) -> Iterable[Span]:
    size = len(term.words)
    for first in range(len(words) - size + 1):
        run = words[first : first + size]
        if all(_is(word.group(), term, number) for number, word in enumerate(run)):
            yield run[0].start(), run[-1].end()


def _is(word: str, term: Term, number: int) -> bool:
    sought = term.words[number]
    if term.prefix and number == len(term.words) - 1:
        return word.startswith(sought)
    return word == sought


def _wanted(node: Node) -> Iterable[Term]:
    if isinstance(node, Term):
        yield node
    elif not isinstance(node, Not):
        for part in node.parts:
            yield from _wanted(part)
