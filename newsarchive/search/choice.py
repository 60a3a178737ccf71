"""What a person asked for, words and options as typed → one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypedDict, get_args

from newsarchive.errors import UsageError
from newsarchive.search import bounds as limits
from newsarchive.search.bounds import both
from newsarchive.search.parse import parse
from storage.search.query import Bounds, Query, Sort, Versions

NAMED = {
    "place": "place", "since": "from", "until": "to", "byline": "byline", "section": "section",
    "seen_since": "seen-from", "seen_until": "seen-to", "cluster": "cluster", "language": "language",
}  # fmt: skip
"""Fields of a choice that need a value, as the options of commands are called."""


class Options(TypedDict, total=False):
    """What may narrow and order a search, beside its words: the fields of `Choice`."""

    portals: Sequence[str]
    place: str | None
    since: str | None
    until: str | None
    byline: str | None
    section: str | None
    exact: bool
    seen_since: str | None
    seen_until: str | None
    changed: Sequence[str]
    cluster: str | None
    language: str | None
    sort: Sort
    versions: Versions


@dataclass(frozen=True, slots=True)
class Choice:
    """Each as the query language has it: several portals or classes of change are any of them."""

    query: str = ""
    portals: Sequence[str] = ()
    place: str | None = None
    since: str | None = None
    until: str | None = None
    byline: str | None = None
    section: str | None = None
    exact: bool = False
    seen_since: str | None = None
    seen_until: str | None = None
    changed: Sequence[str] = ()
    cluster: str | None = None
    language: str | None = None
    sort: Sort = "relevance"
    versions: Versions = "current"

    def parsed(self) -> Query:
        """Raises UsageError for what cannot be meant."""
        self._check()
        query = parse(self.query, exact=self.exact, bounds=self._bounds())
        versions = self.versions if query.versions == "current" else query.versions
        return replace(query, sort=self.sort, versions=versions)

    def _check(self) -> None:
        for name in ("portals", "changed"):
            if isinstance(getattr(self, name), str):
                raise UsageError(f"{name}: give a list, as in {name}=[{getattr(self, name)!r}]")
        for name, known in (("sort", get_args(Sort)), ("versions", get_args(Versions))):
            if getattr(self, name) not in known:
                raise UsageError(f"{name}: {getattr(self, name)!r} is none of {', '.join(known)}")
        for name, called in NAMED.items():
            value = getattr(self, name)
            if value is not None and not value.strip():
                raise UsageError(f"{called}: nothing is named; leave it out to have all")

    def _bounds(self) -> Bounds:
        told = Bounds(
            portals=tuple(map(limits.portal_slug, self.portals)),
            place=self.place,
            since=limits.first_day(self.since) if self.since else None,
            until=limits.last_day(self.until) if self.until else None,
            byline=self.byline,
            section=self.section,
            clusters=(self.cluster.strip(),) if self.cluster else (),
            seen_since=limits.first_day(self.seen_since) if self.seen_since else None,
            seen_until=limits.last_day(self.seen_until) if self.seen_until else None,
            language=limits.language(self.language) if self.language else None,
        )
        changes = (Bounds(changed=limits.changed(text)) for text in self.changed)
        return reduce(both, changes, told)
