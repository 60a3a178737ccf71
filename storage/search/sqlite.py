"""Trees of terms → FTS5: one table a layer, both over `search_texts`."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    column,
    func,
    literal,
    literal_column,
    not_,
    select,
    table,
    union_all,
)

from storage.search import plan
from storage.search.query import Node, Not, Or, Term
from storage.tables import search_texts

COLUMNS = {"title": "title", "body": "body", "byline": "byline", "caption": "captions"}
WEIGHTS = (5.0, 1.0, 2.0, 1.0)


def condition(node: Node) -> ColumnElement[bool]:
    """Whether a row of `search_texts` answers; asked row by row, as on a walk along another index."""
    if (layer := plan.layer_of(node)) and not isinstance(node, Not):
        index = _index(layer)
        return select(literal(1)).where(index.c.rowid == search_texts.c.id, _match(index, node)).exists()
    return _mixed(node, condition)


def chosen(node: Node) -> ColumnElement[bool]:
    """The same, asked once for the set of all rows that answer."""
    if (layer := plan.layer_of(node)) and not isinstance(node, Not):
        index = _index(layer)
        return search_texts.c.id.in_(select(index.c.rowid).where(_match(index, node)))
    return _mixed(node, chosen)


def scores(node: Node) -> Select[int, float]:
    """Number and score (higher is better) of each row that a piece of the tree gives."""
    found = [_scored(layer, piece) for layer, piece in plan.pieces(node)]
    if len(found) == 1:
        return found[0]
    every = union_all(*found).subquery()
    return select(every.c.id, func.sum(every.c.score).label("score")).group_by(every.c.id)


def _mixed(node: Node, within: Callable[[Node], ColumnElement[bool]]) -> ColumnElement[bool]:
    if isinstance(node, Not):
        return not_(within(node.part))
    if isinstance(node, Term):
        return plan.nothing()
    return plan.joined(node, [within(part) for part in node.parts])


def _index(layer: str) -> TableClause:
    return table(f"search_{layer}", column("rowid"), column(f"search_{layer}"))


def _match(index: TableClause, node: Node) -> ColumnElement[bool]:
    layer = index.name.removeprefix("search_")
    return index.c[index.name].bool_op("MATCH")(literal(expression(node, layer)))


def _scored(layer: str, node: Node) -> Select[int, float]:
    index = _index(layer)
    rank = func.bm25(literal_column(index.name), *WEIGHTS)
    return select(index.c.rowid.label("id"), (-rank).label("score")).where(_match(index, node))


def expression(node: Node, layer: str) -> str:
    """The tree as FTS5 writes it; every word is quoted, so no word is ever syntax."""
    if isinstance(node, Term):
        phrase = '"' + " ".join(node.words).replace('"', '""') + '"'
        where = f"{{{COLUMNS[node.field]}_{layer}}} : " if node.field else ""
        return f"({where}{phrase}{' *' if node.prefix else ''})"
    if isinstance(node, Or):
        return "(" + " OR ".join(expression(part, layer) for part in node.parts) + ")"
    if isinstance(node, Not):
        raise ValueError("a query cannot only exclude")
    wanted = [expression(part, layer) for part in node.parts if not isinstance(part, Not)]
    unwanted = [expression(part.part, layer) for part in node.parts if isinstance(part, Not)]
    if not wanted:
        raise ValueError("a query cannot only exclude")
    without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
    return f"(({' AND '.join(wanted)}){without})"
