"""Who signed: names of bylines as they stand in the current text of articles that are not withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from storage.tables import articles, extractions, names, signers, versions

BATCH = 500


@dataclass(frozen=True, slots=True)
class Signer:
    """One name in one portal; `kind` is person, agency or source. `first` and `last` are days or months of
    publication, None where no article of theirs is dated."""

    portal: str
    kind: str
    name: str
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Signed:
    """How often a name was printed so, in this role ("" for those that are no persons)."""

    printed: str
    role: str
    articles: int


class People:
    """Of names in bylines: nothing here says that two of them are one person, or that one is not two."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def names(self) -> list[str]:
        """Every name that was ever read in a byline, once."""
        return list(self.connection.scalars(select(names.c.name).distinct()))

    def signers(self, portals: Sequence[str] = ()) -> Iterator[Signer]:
        """Those of the portals (none: of all), in no order."""
        hidden = self._withdrawn()
        for row in self.connection.execute(_in(portals, _COUNTED).group_by(*_KEPT)):
            if (row.portal, row.kind, row.name) not in hidden:
                yield Signer(*row)
        if hidden:
            left = _COUNTED.join(articles, articles.c.id == signers.c.article)
            left = left.where(articles.c.withdrawn.is_(False), tuple_(*_KEPT).in_(hidden))
            yield from self._found(_in(portals, left).group_by(*_KEPT))

    def named(self, wanted: Sequence[str], portals: Sequence[str] = ()) -> Iterator[Signer]:
        """Those who have one of these names."""
        for batch in _batches(wanted):
            day = extractions.c.published_date
            counted = (func.count(articles.c.id.distinct()), func.min(day), func.max(day))
            query = _of_current(select(*_READ, *counted)).where(names.c.name.in_(batch))
            if portals:
                query = query.where(articles.c.portal.in_(portals))
            yield from self._found(query.group_by(*_READ))

    def signed(self, signers: Sequence[Signer]) -> dict[Signer, list[Signed]]:
        """The spellings and roles of each, the commonest first."""
        found: dict[tuple[str, str, str], list[Signed]] = defaultdict(list)
        for batch in _batches(sorted({signer.name for signer in signers})):
            many = func.count(articles.c.id.distinct())
            query = _of_current(select(*_READ, names.c.printed, names.c.role, many.label("articles")))
            query = query.where(names.c.name.in_(batch)).group_by(*_READ, names.c.printed, names.c.role)
            for row in self.connection.execute(query):
                found[row.portal, row.kind, row.name].append(Signed(row.printed, row.role, row.articles))
        for each in found.values():
            each.sort(key=lambda one: (-one.articles, one.printed, one.role))
        return {signer: found[signer.portal, signer.kind, signer.name] for signer in signers}

    def _withdrawn(self) -> set[tuple[str, str, str]]:
        """Who signed an article that is withdrawn: their count must leave it out."""
        hidden = select(articles.c.id).where(articles.c.withdrawn)
        query = select(*_KEPT).where(signers.c.article.in_(hidden))
        return {(row.portal, row.kind, row.name) for row in self.connection.execute(query)}

    def _found(self, query: Select[*tuple[Any, ...]]) -> Iterator[Signer]:
        return (Signer(*row) for row in self.connection.execute(query))


_KEPT = (signers.c.portal, signers.c.kind, signers.c.name)
_COUNTED = select(*_KEPT, func.count(), func.min(signers.c.day), func.max(signers.c.day))
_READ = (articles.c.portal, names.c.kind, names.c.name)


def _in(portals: Sequence[str], query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.where(signers.c.portal.in_(portals)) if portals else query


def _of_current(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    query = query.select_from(names).join(extractions, extractions.c.id == names.c.extraction)
    query = query.join(versions, versions.c.id == extractions.c.version)
    query = query.join(articles, articles.c.id == versions.c.article)
    return query.where(extractions.c.current, versions.c.current, articles.c.withdrawn.is_(False))


def _batches(wanted: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]
