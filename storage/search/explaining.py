"""Hits → why each stands where it does."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from storage.search import ordering
from storage.search.finding import Finder
from storage.search.ranking import wanted
from storage.search.results import Explanation, Hit, Hits
from storage.tables import search_texts


def page(finder: Finder, found: Hits) -> dict[Hit, Explanation]:
    """All hits of a page at once, by the weights that the page was ranked with."""
    root, numbers = finder.query.root, _numbers(finder, found.hits)
    if root is None:
        return {hit: _bare(hit.article, answers=True) for hit in numbers}
    judged = wanted(root, found.rarity or ordering.rarities(finder, root))
    texts = finder.layers(list(numbers.values()))
    scores = {hit: judged.score(texts[number]) for hit, number in numbers.items() if number in texts}
    return {
        hit: Explanation(
            hit.article, True, bool(hit.score), score.total, score.parts, score.in_title, score.as_typed
        )
        for hit, score in scores.items()
    }


def one(finder: Finder, article: str, most_ranked: int) -> Explanation | None:
    """An article's current text, a hit or not; None for one that is not indexed."""
    number = _numbers(finder, [Hit(article, 0.0)]).get(Hit(article, 0.0))
    if number is None:
        return None
    root, text = finder.query.root, finder.layers([number])[number]
    answers = finder.span.holds(number) and (root is None or text.holds(root))
    if root is None:
        return _bare(article, answers=answers)
    counted, more = finder.counted(most_ranked)
    score = wanted(root, ordering.rarities(finder, root)).score(text)
    ranked = not more and finder.query.sort == "relevance" and answers
    found = number in counted or (more and answers)
    return Explanation(article, found, ranked, score.total, score.parts, score.in_title, score.as_typed)


def _bare(article: str, *, answers: bool) -> Explanation:
    return Explanation(article, answers, False, 0.0, (), False, False)


def _numbers(finder: Finder, hits: Sequence[Hit]) -> dict[Hit, int]:
    """The number of the text that answered, for each hit that is still there."""
    texts = search_texts.c
    rows = select(texts.id, texts.article, texts.version, texts.current)
    rows = rows.where(texts.article.in_([hit.article for hit in hits]))
    known = {
        (row.article, None if row.current else row.version): row.id for row in finder.connection.execute(rows)
    }
    return {hit: known[at] for hit in hits if (at := (hit.article, hit.version)) in known}
