"""Numbers of the texts that answer → those of one page in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from storage.search import plan
from storage.search.finding import CHUNK, Finder, day_order
from storage.search.layers import Layers
from storage.search.numbering import EARLIER, Span
from storage.search.paging import Cursor
from storage.search.query import And, Node, Query, Term
from storage.search.ranking import Wanted, pairs, rarity, terms_of, titled, typed, wanted
from storage.search.source import within
from storage.tables import search_texts

POOL = 300
"""Hits whose words are counted; of more hits these many that promise most, and the rest newest first."""
RECENT = 2_000
"""Texts in which the rarity of a word is judged, where they have it often enough."""
FIRST_STEP, MOST_PICKED = 60, 4_000
MANY = 1_000
"""Hits from which it is quicker to meet them along an index than to sort them all."""
OFTEN, MOST_COUNTED = 20, 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hit stands: the number of its text, and what it was sorted by."""

    number: int
    score: float | None = None
    seen: datetime | None = None


def ranked(finder: Finder, numbers: Sequence[int], rarities: Sequence[float]) -> list[Place]:
    """All of the numbers, those of the pool best first."""
    root = finder.query.root
    assert root is not None
    judged = wanted(root, rarities)
    chosen = numbers if len(numbers) <= POOL else _pool(finder, root, numbers)
    best = scored(finder.layers(list(chosen)), judged)
    inside = set(chosen)
    return best + [Place(number) for number in numbers if number not in inside]


def scored(texts: dict[int, Layers], judged: Wanted) -> list[Place]:
    """Best first; of equals the newest."""
    found = [Place(number, judged.score(layers).total) for number, layers in texts.items()]
    return sorted(found, key=lambda place: (place.score, day_order(place.number)), reverse=True)


def rarities(finder: Finder, root: Node) -> tuple[float, ...]:
    """How rare each term is among all texts, from the newest of them where it is common."""
    terms = terms_of(root)
    if len(terms) == 1:
        return (1.0,)
    connection = finder.connection
    texts = connection.scalar(select(func.max(search_texts.c.arrived))) or 0
    current = search_texts.c.id < EARLIER
    newest = select(search_texts.c.id).where(current).order_by(search_texts.c.id.desc())
    edge = connection.scalar(newest.offset(RECENT - 1).limit(1))
    return tuple(rarity(texts, _holding(connection, term, texts, edge)) for term in terms)


def _holding(connection: Connection, term: Term, texts: int, edge: int | None) -> float:
    finder = Finder(connection, Query(term))
    if edge is not None:
        recent = len(finder.newest(RECENT, Span(edge, finder.span.high)))
        if recent >= OFTEN:
            return recent * texts / RECENT
    return len(finder.newest(MOST_COUNTED))


def _pool(finder: Finder, root: Node, numbers: Sequence[int]) -> list[int]:
    """Texts that have the words spelt as typed, in the title, or side by side; then the newest."""
    tiers = [typed(root), titled(root), *(And((root, pair)) for pair in pairs(root))]
    answering, chosen = set(numbers), dict[int, None]()
    for tier in tiers:
        if tier is not None:
            asked = replace(finder.query, root=And((root, tier)))
            promising = Finder(finder.connection, asked).newest(2 * POOL)
            left = max(0, (POOL - len(chosen)) // 2)
            found = [number for number in promising if number in answering and number not in chosen]
            chosen.update(dict.fromkeys(found[:left]))
    others = (number for number in numbers if number not in chosen)
    return [*chosen, *islice(others, POOL - len(chosen))]


def by_seen(connection: Connection, numbers: Sequence[int]) -> list[Place]:
    """Last found first."""
    texts, found = search_texts, list[Place]()
    for at in range(0, len(numbers), CHUNK):
        chunk = list(numbers[at : at + CHUNK])
        rows = connection.execute(select(texts.c.id, texts.c.first_seen).where(texts.c.id.in_(chunk))).all()
        found += [Place(number, seen=seen) for number, seen in rows]
    return sorted(found, key=lambda place: (place.seen, day_order(place.number)), reverse=True)


def pick_seen(finder: Finder, numbers: Collection[int], after: Cursor | None) -> Iterator[Place]:
    """The same of many current texts: along the index of first sight, where they stand close enough."""
    among = frozenset(numbers)
    return _along_sight(finder.connection, [search_texts.c.current], MOST_PICKED, after, among.intersection)


def walk_seen(finder: Finder, after: Cursor | None) -> Iterator[Place]:
    """The same of too many to be known: each text along the index is read to see if it answers."""
    texts, bounds = search_texts.c, finder.query.bounds
    held = [texts.current, *plan.narrowed(bounds), *plan.told(bounds), texts.id.not_in(plan.withdrawn())]
    # The sum keeps a database from going along the numbers, and sorting all of them by first sight.
    held += within(texts.id + 0, finder.span)

    def answering(numbers: list[int]) -> Collection[int]:
        return frozenset(finder.sure_of([(number, False) for number in numbers]))

    return _along_sight(finder.connection, held, CHUNK, after, answering)


def _along_sight(
    connection: Connection,
    held: Sequence[ColumnElement[bool]],
    longest: int,
    after: Cursor | None,
    kept: Callable[[list[int]], Collection[int]],
) -> Iterator[Place]:
    texts = search_texts.c
    edge = (datetime.fromisoformat(after.seen), after.number) if after and after.seen else None
    step = FIRST_STEP
    while True:
        rows = select(texts.id, texts.first_seen).where(*held)
        if edge:
            same = and_(texts.first_seen == edge[0], texts.id < edge[1])
            rows = rows.where(or_(texts.first_seen < edge[0], same))
        rows = rows.order_by(texts.first_seen.desc(), texts.id.desc()).limit(step)
        batch = connection.execute(rows).all()
        numbers = kept([row.id for row in batch])
        yield from (Place(row.id, seen=row.first_seen) for row in batch if row.id in numbers)
        if len(batch) < step:
            return
        edge, step = (batch[-1].first_seen, batch[-1].id), min(step * 2, longest)


def rest(places: Sequence[Place], after: Cursor | None) -> list[Place]:
    """What stands after the last hit of the page before."""
    if after is None:
        return list(places)
    return [place for place in places if _follows(place, after)]


def _follows(place: Place, after: Cursor) -> bool:
    behind = day_order(place.number) < day_order(after.number)
    if after.order == "seen" and place.seen is not None and after.seen is not None:
        edge = datetime.fromisoformat(after.seen)
        return place.seen < edge or (place.seen == edge and behind)
    if after.order == "relevance" and after.score is not None and place.score is not None:
        return place.score < after.score or (place.score == after.score and behind)
    if after.order == "relevance":
        # The scored ones come before all others.
        return place.score is None and (after.score is not None or behind)
    return behind
