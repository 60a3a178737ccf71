"""The same texts and queries in tantivy, an engine that ranks everything: what there is to compare with."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.search_filling import batches, search_text
from benchmarks.search_queries import Asked
from storage.search.query import And, Node, Not, Or, Term

FIELDS = ("title", "body", "byline", "captions")


def measured(folder: Path, wanted: int, kinds: dict[str, list[Asked]]) -> dict[str, Any]:
    try:
        import tantivy
    except ModuleNotFoundError:
        return {"not measured": "pip install tantivy"}
    from benchmarks.search import spread

    found: dict[str, Any] = {"version": tantivy.__version__}
    schema = _schema(tantivy)
    if not folder.exists():
        started = time.perf_counter()
        _fill(tantivy, schema, folder, wanted)
        found["articles a second"] = round(wanted / (time.perf_counter() - started))
    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()
    size = sum(file.stat().st_size for file in folder.iterdir())
    found["bytes an article"] = round(size / wanted)
    asked = {
        kind: [_ask(tantivy, schema, searcher, one) for one in queries] for kind, queries in kinds.items()
    }
    for name in ("first round", "second round"):
        found[name] = {kind: spread(calls) for kind, calls in asked.items()}
    return found


def _schema(tantivy: Any) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("portal", tokenizer_name="raw")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("seen", indexed=True, fast=True)
    for field in FIELDS:
        for layer in ("exact", "fold"):
            builder.add_text_field(f"{field}_{layer}", tokenizer_name="whitespace")
    return builder.build()


def _fill(tantivy: Any, schema: Any, folder: Path, wanted: int) -> None:
    folder.mkdir(parents=True)
    writer = tantivy.Index(schema, path=str(folder)).writer(256_000_000, 1)
    for batch in batches(wanted):
        for story in batch:
            text = search_text(story)
            layers = {
                f"{field}_{layer}": getattr(text, f"{field}_{layer}")
                for field in FIELDS
                for layer in ("exact", "fold")
            }
            day, seen = story.published.date().toordinal(), int(story.published.timestamp())
            writer.add_document(
                tantivy.Document(id=str(story.number), portal=story.portal, day=day, seen=seen, **layers)
            )
    writer.commit()
    writer.wait_merging_threads()


def _ask(tantivy: Any, schema: Any, searcher: Any, asked: Asked) -> Callable[[], object]:
    query = _query(tantivy, schema, asked)
    by = {"date": "day", "seen": "seen"}.get(asked.query.sort)
    start = (asked.page - 1) * 20
    order = {"order_by_field": by} if by else {}

    def ask() -> object:
        found = searcher.search(query, 20, offset=start, **order)
        return [searcher.doc(address)["id"] for _, address in found.hits]

    return ask


def _query(tantivy: Any, schema: Any, asked: Asked) -> Any:
    root, bounds = asked.query.root, asked.query.bounds
    assert root is not None
    parts = [(tantivy.Occur.Must, _node(tantivy, schema, root))]
    if bounds.portals:
        named = tantivy.Query.term_query(schema, "portal", bounds.portals[0])
        parts.append((tantivy.Occur.Must, named))
    if bounds.since and bounds.until:
        from datetime import date

        days = [date.fromisoformat(day).toordinal() for day in (bounds.since, bounds.until)]
        kind = tantivy.FieldType.Integer
        parts.append((tantivy.Occur.Must, tantivy.Query.range_query(schema, "day", kind, *days)))
    return tantivy.Query.boolean_query(parts)


def _node(tantivy: Any, schema: Any, node: Node) -> Any:
    occur = tantivy.Occur
    if isinstance(node, Term):
        fields = [f"{field}_{'exact' if node.exact else 'fold'}" for field in FIELDS]
        return tantivy.Query.boolean_query(
            [(occur.Should, _term(tantivy, schema, field, node)) for field in fields]
        )
    if isinstance(node, Not):
        return tantivy.Query.boolean_query([(occur.MustNot, _node(tantivy, schema, node.part))])
    how = occur.Must if isinstance(node, And) else occur.Should
    assert isinstance(node, And | Or)
    return tantivy.Query.boolean_query([(how, _node(tantivy, schema, part)) for part in node.parts])


def _term(tantivy: Any, schema: Any, field: str, term: Term) -> Any:
    if term.prefix:
        found = tantivy.Query.regex_query(schema, field, f"{term.words[0]}.*")
    elif len(term.words) > 1:
        found = tantivy.Query.phrase_query(schema, field, list(term.words))
    else:
        found = tantivy.Query.term_query(schema, field, term.words[0])
    return tantivy.Query.boost_query(found, 5.0) if field.startswith("title") else found
