"""A parsed query → the sentence-like lines that tell a person how it was understood."""

from __future__ import annotations

from collections.abc import Iterator

from storage.search.query import And, Bounds, Node, Not, Query, Term


def explain(query: Query) -> str:
    lines = list(_lines(query.root, 0)) if query.root else ["every article"]
    return "\n".join([*lines, *_bound_lines(query.bounds)])


def _lines(node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(node, Term):
        yield indent + _term(node)
    elif isinstance(node, Not):
        yield indent + "without"
        yield from _lines(node.part, depth + 1)
    else:
        yield indent + ("all of" if isinstance(node, And) else "any of")
        for part in node.parts:
            yield from _lines(part, depth + 1)


def _term(term: Term) -> str:
    words = " ".join(term.words) + ("…" if term.prefix else "")
    spelt = "spelt exactly so" if term.exact else "with any diacritics"
    kind = "phrase" if len(term.words) > 1 else "word"
    where = f", in the {term.field}" if term.field else ""
    return f"the {kind} “{words}”, {spelt}{where}"


def _bound_lines(bounds: Bounds) -> Iterator[str]:
    if bounds.portals:
        yield f"portal: {' or '.join(bounds.portals)}"
    for name in ("place", "section", "byline"):
        value = getattr(bounds, name)
        if value:
            yield f"{name}: {value}"
    if bounds.since or bounds.until:
        yield f"published: {bounds.since or 'any time'} to {bounds.until or 'now'}"
