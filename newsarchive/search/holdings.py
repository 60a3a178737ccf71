"""A query → the same query in the names that an archive bears, with notes on what was meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsarchive.errors import UsageError
from newsarchive.search.places import portals_of, some
from storage.repositories import Unit
from storage.search.query import Query


@dataclass(frozen=True, slots=True)
class Held:
    """`notes` are sentences for a person, where a name did not mean just itself."""

    query: Query
    notes: tuple[str, ...] = ()

    def bounded(self, note: str, **bounds: object) -> Held:
        query = replace(self.query, bounds=replace(self.query.bounds, **bounds))  # type: ignore[arg-type]
        return Held(query, (*self.notes, note) if note else self.notes)


def held(unit: Unit, query: Query) -> Held:
    """Raises UsageError for what names nothing in the archive."""
    for slug in query.bounds.portals:
        must_hold(unit, slug)
    return _placed(unit, _clustered(unit, Held(query)))


def must_hold(unit: Unit, slug: str) -> None:
    """Raise UsageError unless the archive knows the portal."""
    known = [portal.slug for portal in unit.portals.all()]
    if slug not in known:
        raise UsageError(f"portal {slug}: not in this archive; it holds {some(slug, known) or 'no portal'}")


def _clustered(unit: Unit, asked: Held) -> Held:
    """A former name stands for the clusters that its articles are in now, an article's id for its own."""
    for sought in asked.query.bounds.clusters:
        asked = _named(unit, asked, sought)
    return asked


def _named(unit: Unit, asked: Held, sought: str) -> Held:
    now = tuple(unit.clusters.present(sought))
    if now == (sought,):
        return asked
    if now:
        said = f"is called {now[0]} now" if len(now) == 1 else f"became several: {', '.join(now)}"
        return asked.bounded(f"The cluster {sought} {said}.", clusters=now)
    if unit.clusters.was_cluster(sought):
        raise UsageError(f"cluster {sought}: there was one, but none of its articles has a copy any more")
    article = unit.articles.resolve(sought)
    stories = unit.articles.many([article]) if article else []
    if not stories:
        raise UsageError(f"cluster {sought}: no such cluster and no such article in this archive")
    cluster = stories[0].article.cluster
    if cluster is None:
        raise UsageError(f"cluster {sought}: the archive knows no copy of this article")
    return asked.bounded(f"The article {sought} is in the cluster {cluster}.", clusters=(cluster,))


def _placed(unit: Unit, asked: Held) -> Held:
    place, portals = asked.query.bounds.place, asked.query.bounds.portals
    if place is None:
        return asked
    there, note = portals_of(place, unit.portals.all(), unit.places.all())
    chosen = tuple(slug for slug in there if not portals or slug in portals)
    if not chosen:
        raise UsageError(
            f"portal {', '.join(portals)} and place {place} exclude each other: it has {', '.join(there)}"
        )
    return asked.bounded(note, place=None, portals=chosen)
