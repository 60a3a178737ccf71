"""Names that sign articles → lines of a list, one a name and portal, spellings and roles as printed.

Two names are one only where they are spelt alike, and a name in two portals is two lines: whether
they are one person is for people to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from newsarchive.errors import UsageError
from newsarchive.extraction.byline.collectives import is_collective
from newsarchive.extraction.words.lexicon import every
from newsarchive.extraction.words.tokens import lowered
from newsarchive.people.order import name_key
from newsarchive.search.snippet import hits
from newsarchive.text import clean, exact_layer, fold_layer, has_diacritics, words
from storage.records import PortalRecord
from storage.repositories import Unit
from storage.repositories.people import Signed, Signer
from storage.search.query import Term

Sort = Literal["name", "articles", "last"]
Kind = Literal["person", "collective", "agency", "source"]


@dataclass(frozen=True, slots=True)
class Line:
    """A name in a portal. `printed` and `roles` count articles, the commonest first; `first` and `last` are
    days of publication; `also_in` are portals in which the same spelling signs."""

    name: str
    kind: Kind
    portal: str
    articles: int
    first: str | None
    last: str | None
    roles: dict[str, int]
    printed: dict[str, int]
    also_in: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """The first lines of a list, and how many there are of people and of others."""

    people: list[Line]
    others: list[Line]
    total: int
    others_total: int


class _Register:
    def __init__(self, signers: Iterable[Signer], portals: Iterable[PortalRecord]) -> None:
        self.signers = list(signers)
        self.languages = {portal.slug: portal.languages for portal in portals}

    @cached_property
    def portals_of(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for signer in self.signers:
            found[signer.kind, signer.name].append(signer.portal)
        return found

    def ordered(self, signers: Iterable[Signer], sort: Sort) -> list[Signer]:
        by_name = sorted(signers, key=self._key)
        if sort == "articles":
            by_name.sort(key=lambda signer: -signer.articles)
        if sort == "last":
            by_name.sort(key=lambda signer: signer.last or "", reverse=True)
        return by_name

    def _key(self, signer: Signer) -> tuple[str, str, str]:
        return name_key(signer.name, self.languages.get(signer.portal, ())), signer.name, signer.portal

    def line(self, signer: Signer, signed: Sequence[Signed]) -> Line:
        roles: dict[str, int] = defaultdict(int)
        printed: dict[str, int] = defaultdict(int)
        for one in signed:
            printed[one.printed] += one.articles
            for role in filter(None, one.role.split(", ")):
                roles[role] += one.articles
        others = sorted({*self.portals_of[signer.kind, signer.name]} - {signer.portal})
        return Line(
            name=signer.name,
            kind=_kind(signer),
            portal=signer.portal,
            articles=signer.articles,
            first=signer.first,
            last=signer.last,
            roles=_commonest(roles),
            printed=_commonest(printed),
            also_in=tuple(others),
        )


def listing(
    unit: Unit,
    name: str = "",
    portals: Sequence[str] = (),
    sort: Sort = "name",
    limit: int | None = None,
) -> Listing:
    """Who signs in these portals (none: in all), or those among them whose name has all words of `name`."""
    found = unit.people.named(_alike(unit, name)) if name else unit.people.signers()
    register = _Register(found, unit.portals.all())
    chosen = [signer for signer in register.signers if not portals or signer.portal in portals]
    people = register.ordered((signer for signer in chosen if signer.kind == "person"), sort)
    others = register.ordered((signer for signer in chosen if signer.kind != "person"), sort)
    shown = [*people[:limit], *others[:limit]]
    signed = unit.people.signed(shown)
    lines = [register.line(signer, signed[signer]) for signer in shown]
    return Listing(
        [line for line in lines if line.kind == "person"],
        [line for line in lines if line.kind != "person"],
        len(people),
        len(others),
    )


def near(unit: Unit, name: str) -> list[str]:
    """Names spelt most like one that nobody has."""
    folded = {fold_layer(known): known for known in unit.people.names()}
    return [folded[one] for one in get_close_matches(fold_layer(clean(name)), folded, 3)]


def _alike(unit: Unit, name: str) -> list[str]:
    """Names with all of the words, each as it is spelt if it has diacritics, in any spelling if not."""
    wanted = []
    for word in clean(name).split():
        exact = has_diacritics(word)
        wanted += [Term((part,), exact) for part in words(exact_layer(word) if exact else fold_layer(word))]
    if not wanted:
        raise UsageError(f"{name!r} is no name: it has neither a letter nor a digit")
    return [
        known
        for known in unit.people.names()
        if len({hit.term for hit in hits(known, wanted, "byline")}) == len(wanted)
    ]


def _kind(signer: Signer) -> Kind:
    """Staff and desks are told from agencies by the word lists."""
    if signer.kind == "agency":
        agency = lowered(signer.name).strip(" .") in every("agencies")
        return "collective" if not agency and is_collective(signer.name) else "agency"
    return "person" if signer.kind == "person" else "source"


def _commonest(counted: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
