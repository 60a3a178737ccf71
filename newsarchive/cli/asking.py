"""The options with which commands choose articles → one query, checked against what the archive holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Annotated

import typer

from newsarchive.errors import UsageError
from newsarchive.search import parse
from newsarchive.search.bounds import first_day, last_day, portal_slug
from newsarchive.text import fold_layer, words
from storage.repositories import Unit
from storage.search.query import Bounds, Query

Portals = Annotated[list[str] | None, typer.Option("--portal", help="Only this portal; repeatable.")]
Place = Annotated[str | None, typer.Option(help="Only portals of this place, by code or name.")]
Since = Annotated[
    str | None, typer.Option("--from", help="Published on or after: 2026-03-01, 2026-03 or 2026.")
]
Until = Annotated[str | None, typer.Option("--to", help="Published on or before.")]
ByLine = Annotated[str | None, typer.Option("--byline", help="Only what is signed so.")]
Section = Annotated[str | None, typer.Option(help="Only this section.")]
Exact = Annotated[bool, typer.Option("--exact", help="Every word as it is spelt, diacritics and all.")]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person asked for, as typed."""

    query: str = ""
    portals: Sequence[str] = ()
    place: str | None = None
    since: str | None = None
    until: str | None = None
    byline: str | None = None
    section: str | None = None
    exact: bool = False

    def query_in(self, unit: Unit) -> Query:
        """The query. Raises UsageError for what cannot be meant or names nothing in the archive."""
        bounds = Bounds(
            portals=tuple(portal_slug(slug) for slug in self.portals),
            place=self.place,
            since=first_day(self.since) if self.since else None,
            until=last_day(self.until) if self.until else None,
            byline=self.byline,
            section=self.section,
        )
        query = parse(self.query, exact=self.exact, bounds=bounds)
        for slug in query.bounds.portals:
            must_hold(unit, slug)
        return _placed(unit, query)


def must_hold(unit: Unit, slug: str) -> None:
    """Raise UsageError unless the archive knows the portal."""
    held = [portal.slug for portal in unit.portals.all()]
    if slug not in held:
        raise UsageError(f"portal {slug}: not in this archive; it holds {_some(slug, held) or 'no portal'}")


def _placed(unit: Unit, query: Query) -> Query:
    """The query with its place as the code that portals bear, however the name was spelt."""
    sought = query.bounds.place
    if sought is None:
        return query
    codes = {portal.place.lower(): portal.place for portal in unit.portals.all() if portal.place}
    names = {_plain(place.name): place.code for place in unit.places.all()}
    code = codes.get(sought.lower()) or names.get(_plain(sought))
    if code is None:
        known = _some(
            _plain(sought), [place.name for place in unit.places.all() if place.code in codes.values()]
        )
        raise UsageError(
            f"place {sought}: the archive knows no such place; it holds portals of {known or 'none'}"
        )
    return replace(query, bounds=replace(query.bounds, place=code))


def _plain(name: str) -> str:
    return " ".join(words(fold_layer(name)))


def _some(sought: str, held: Sequence[str], most: int = 12) -> str:
    """What it holds: all if that is little, else what is spelt most alike."""
    if len(held) <= most:
        return ", ".join(held)
    near = get_close_matches(sought, held, 3)
    return ", ".join(near or held[:most]) + " and others"
