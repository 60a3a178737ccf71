"""Hits → how they spread: counted where they are few enough to look at, else estimated from some days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, select

from storage.search.finding import CHUNK, Finder
from storage.search.keeping import listed
from storage.search.numbering import BITS, EARLIER, FIRST_DATED, IN_MONTH, LAST, Span, month, slots
from storage.search.plan import folded
from storage.search.results import Facets
from storage.tables import extractions, portals, search_texts

NAMES = ("portal", "place", "month", "section", "byline")
DAYS = 300
"""Days looked at where there are too many hits."""
MOST_OF_A_DAY = 400
MONTHS, MOST_LOOKED_AT = 40, 6_000
"""Of too many hits those of so many months are looked at, so many in all."""

Weighed = tuple[int, float]
Counts = dict[str, float]
Alike = tuple[str, str, str]
NONE = (0.0, 0)


def counted(finder: Finder, bound: int, names: Sequence[str], most: int) -> Facets:
    if finder.is_more_than(bound) and (by_month := finder.by_month()):
        return _of_months(finder, by_month, names, most)
    numbers, more = finder.counted(bound)
    found = list(_sampled(finder)) if more else [(number, 1.0) for number in numbers]
    counts, newest = _counts(finder.connection, found, names)
    months = _sum((month(number), weight) for number, weight in found) if "month" in names else {}
    total = len(numbers) if not more else max(len(numbers), round(sum(weight for _, weight in found)))
    told = {name: _most(counter, most) for name, counter in counts.items()}
    sections = [name for name, _ in told.get("section", ())]
    return Facets(
        exact=not more,
        total=total,
        counts=told,
        months=sorted((name, round(count)) for name, count in months.items()),
        printed=_printed(finder.connection, {name: newest[name] for name in sections}),
    )


def _of_months(finder: Finder, by_month: dict[int, int], names: Sequence[str], most: int) -> Facets:
    """Months and their sum are counted; all else is told from the texts of some months, or parts of them."""
    total = sum(by_month.values())
    step = max(1, len(by_month) // MONTHS)
    chosen = sorted(by_month)[step // 2 :: step]
    each = max(1, MOST_LOOKED_AT // max(1, len(chosen)))
    found: list[Weighed] = []
    for number in chosen:
        held = finder.newest(each, _month_of(finder.span, number))
        found += [(one, by_month[number] / len(held)) for one in held]
    weight = total / (sum(weight for _, weight in found) or 1)
    counts, newest = _counts(finder.connection, [(number, share * weight) for number, share in found], names)
    told = {name: _most(counter, most) for name, counter in counts.items()}
    sections = [name for name, _ in told.get("section", ())]
    months = [(month(number << IN_MONTH), count) for number, count in by_month.items()]
    return Facets(
        exact=False,
        total=total,
        counts=told,
        months=sorted((name, count) for name, count in months if name) if "month" in names else [],
        printed=_printed(finder.connection, {name: newest[name] for name in sections}),
    )


def _month_of(span: Span, number: int) -> Span:
    low, high = number << IN_MONTH, ((number + 1) << IN_MONTH) - 1
    return Span(max(low, span.low), min(high, span.high), span.gap)


def _sampled(finder: Finder) -> Iterator[Weighed]:
    """Numbers of hits on some days, each with the number of hits that it stands for."""
    low, high = _edges(finder)
    if low is None or high is None:
        return
    first, last = low >> BITS, high >> BITS
    days = [place for place in range(first, last + 1) if place % 32]
    step = max(1, len(days) // DAYS)
    chosen = days[step // 2 :: step]
    for place in chosen:
        yield from ((number, float(step)) for number in _of_slot(finder, place, place))
    # Stories known by their month alone, and undated ones: few, or few enough to be estimated.
    for place in range(first - first % 32, last + 1, 32):
        yield from ((number, 1.0) for number in _of_slot(finder, place, place))
    if finder.span.low < FIRST_DATED:
        yield from ((number, 1.0) for number in _of_slot(finder, 0, (FIRST_DATED >> BITS) - 1))


def _edges(finder: Finder) -> tuple[int | None, int | None]:
    """The first and the last dated text within the bounds."""
    number = search_texts.c.id
    low, high = max(finder.span.low, FIRST_DATED), min(finder.span.high, LAST)
    inside = (number >= low) & (number <= high) & (number < EARLIER)
    row = finder.connection.execute(select(func.min(number), func.max(number)).where(inside)).one()
    return row[0], row[1]


def _of_slot(finder: Finder, first: int, last: int) -> list[int]:
    low, high = slots(first, last)
    return finder.newest(MOST_OF_A_DAY, Span(low, high))


def _counts(
    connection: Connection, found: list[Weighed], names: Sequence[str]
) -> tuple[dict[str, Counts], dict[str, int]]:
    """The counts of each facet's values, and the newest hit of each section."""
    wanted = [name for name in names if name != "month"]
    counts: dict[str, Counts] = {name: defaultdict(float) for name in wanted}
    newest: dict[str, int] = {}
    if not wanted:
        return counts, newest
    places = connection.execute(select(portals.c.slug, portals.c.place))
    where = {slug: place for slug, place in places}  # noqa: C416
    for (portal, sections, people), (weight, last) in _alike(connection, dict(found)).items():
        told = {
            "portal": (portal,),
            "place": (where.get(portal) or "",),
            "section": listed(sections),
            "byline": listed(people),
        }
        for name in wanted:
            for value in told[name]:
                counts[name][value] += weight
        for section in told["section"]:
            newest[section] = max(newest.get(section, 0), last)
    return counts, newest


def _alike(connection: Connection, weights: dict[int, float]) -> dict[Alike, tuple[float, int]]:
    """The hits of one portal, section and byline together: their weight, and the newest of them."""
    texts, found = search_texts.c, dict[Alike, tuple[float, int]]()
    numbers = list(weights)
    for at in range(0, len(numbers), CHUNK):
        chunk = numbers[at : at + CHUNK]
        query = select(texts.portal, texts.sections, texts.people, texts.id).where(texts.id.in_(chunk))
        for portal, sections, people, number in connection.execute(query).all():
            weight, newest = found.get((portal, sections, people), NONE)
            found[portal, sections, people] = weight + weights[number], max(newest, number)
    return found


def _printed(connection: Connection, numbers: dict[str, int]) -> dict[str, str]:
    """Each folded section as the text of that number has it, itself where that has none."""
    texts = search_texts.c
    query = select(texts.id, extractions.c.section)
    query = query.join(extractions, extractions.c.version == texts.version)
    query = query.where(extractions.c.current, texts.id.in_(set(numbers.values())))
    told = {number: listed(sections or "") for number, sections in connection.execute(query)}
    return {
        name: next((section for section in told.get(number, ()) if folded(section) == name), name)
        for name, number in numbers.items()
    }


def _sum(pairs: Iterable[tuple[str, float]]) -> Counts:
    found: Counts = defaultdict(float)
    for name, weight in pairs:
        found[name] += weight
    return found


def _most(counter: Counts, most: int) -> list[tuple[str, int]]:
    ordered = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name, round(count)) for name, count in ordered[:most] if name]
