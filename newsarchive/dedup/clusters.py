"""Articles marked dirty → pairs of copies and the clusters they make, whatever order they arrived in.

Two articles of different portals are a pair when their signatures meet in a band and overlap enough; a
cluster is a connected set of pairs, named after the smallest id in it. Pairs depend on the texts alone, so
clusters do too.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.dedup.signature import overlap, signature
from storage.repositories import Unit

ENOUGH = 0.5
"""Share of common shingles from which two stories are copies: a tenth of the words may differ."""
BATCH = 200


def refresh(unit: Unit, batch: int = BATCH) -> int:
    """Bring the clusters up to date for up to `batch` dirty articles; how many there were."""
    dirty = unit.clusters.dirty(batch)
    for article in dirty:
        _refresh(unit, article)
    unit.clusters.clean(dirty)
    return len(dirty)


def _refresh(unit: Unit, article: str) -> None:
    touched = _component(unit, article)
    unit.clusters.unlink(article)
    made = signature(unit.search.words(article))
    bands = made.bands() if made else []
    unit.clusters.signature(article, bands, made.values if made else b"", made.shingles if made else 0)
    if made:
        for other in unit.clusters.candidates(bands, without=article):
            share = overlap(made.values, other.signature)
            if share >= ENOUGH and _portal(other.article) != _portal(article):
                unit.clusters.link(article, other.article, share)
    _name(unit, touched | _component(unit, article))


def _name(unit: Unit, articles: Iterable[str]) -> None:
    """Give each connected set among `articles` its name; an article alone has none."""
    left = set(articles)
    while left:
        members = _component(unit, min(left))
        unit.clusters.assign(members, min(members) if len(members) > 1 else None)
        left -= members


def _component(unit: Unit, article: str) -> set[str]:
    found, todo = {article}, [article]
    while todo:
        for other, _ in unit.clusters.pairs(todo.pop()):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _portal(article: str) -> str:
    return article.rpartition("-")[0]
