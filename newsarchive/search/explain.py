"""A parsed query → sentences that tell a person how it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storage.search.query import And, Bounds, Changed, Node, Not, Query, Sort, Term

ORDERS: dict[Sort, str] = {
    "relevance": "",
    "date": "Those published last come first.",
    "seen": "Those that came into the archive last come first.",
}
_PLACES = {
    "title": "in the title",
    "body": "in the body",
    "byline": "in the byline",
    "caption": "in a caption",
}


def explain(query: Query) -> str:
    """One sentence a line."""
    what = f"Looks for articles with {_said(query.root)}." if query.root else "Looks for every article."
    lines = [what, *_bound_lines(query.bounds)]
    if query.versions == "all":
        lines.append("Earlier versions are looked through too.")
    return "\n".join(filter(None, [*lines, ORDERS[query.sort]]))


def _said(node: Node) -> str:
    if isinstance(node, Term):
        return _term(node)
    if isinstance(node, Not):
        return f"nothing of this: {_inner(node.part)}"
    if not isinstance(node, And):
        return f"either {_listed([_inner(part) for part in node.parts], 'or')}"
    wanted = _listed([_inner(part) for part in node.parts if not isinstance(part, Not)], "and")
    unwanted = _listed([_inner(part.part) for part in node.parts if isinstance(part, Not)], "and")
    return f"{wanted}, but without {unwanted}" if unwanted else wanted


def _inner(node: Node) -> str:
    return _term(node) if isinstance(node, Term) else f"({_said(node)})"


def _term(term: Term) -> str:
    words = " ".join(term.words)
    spelt = "spelt exactly so" if term.exact else "in any spelling"
    if len(term.words) > 1:
        what = f"the phrase “{words}{'…' if term.prefix else ''}”"
    else:
        what = f"a word that begins with “{words}”" if term.prefix else f"the word “{words}”"
    return " ".join(filter(None, (what, spelt, _PLACES.get(term.field or ""))))


def _bound_lines(bounds: Bounds) -> Iterator[str]:
    if bounds.portals:
        yield f"Only from {'the portal' if len(bounds.portals) == 1 else 'the portals'} " + (
            f"{_listed(bounds.portals, 'and')}."
        )
    if bounds.place:
        yield f"Only from portals of {bounds.place}."
    if bounds.section:
        yield f"Only in the section “{bounds.section}”."
    if bounds.byline:
        yield f"Only signed “{bounds.byline}”."
    if bounds.language:
        yield f"Only in the language {bounds.language}."
    if bounds.clusters:
        several = "clusters" if len(bounds.clusters) > 1 else "cluster"
        yield f"Only copies of one text, those in the {several} {_listed(bounds.clusters, 'and')}."
    if bounds.since or bounds.until:
        yield f"Only published {_days(bounds.since, bounds.until)}."
    if bounds.seen_since or bounds.seen_until:
        yield f"Only first seen {_days(bounds.seen_since, bounds.seen_until)} (UTC)."
    if bounds.changed:
        yield _changed(bounds.changed)


def _changed(changed: Changed) -> str:
    how = f" ({_listed(changed.classes, 'or')})" if changed.classes else ""
    when = f" {_days(changed.since, changed.until)} (UTC)" if changed.since or changed.until else ""
    return f"Only what the publisher changed afterwards{how}{when}."


def _days(since: str | None, until: str | None) -> str:
    if since == until:
        return f"on {since}"
    if not until:
        return f"on {since} or later"
    return f"from {since} to {until}" if since else f"on {until} or earlier"


def _listed(parts: Sequence[str], last: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
