"""The members of a cluster, with what each says of where it comes from → the part each plays in it.

The origin is the earliest member of the portal that most credit lines name. Where they name none of the
portals in the cluster it is not known, and the earliest member is only the earliest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from newsarchive.text import fold_layer
from storage.records import PortalRecord
from storage.repositories.clusters import Printed

UNDATED = "9999"

Names = Mapping[str, str]
"""What credit lines call a portal (`squeezed`) → its slug."""


@lru_cache(maxsize=1 << 12)
def squeezed(name: str) -> str:
    """Folded letters and digits alone: "Báo Lạng Sơn" and "baolangson" are one name."""
    return "".join(fold_layer(name).split())


def portal_names(portals: Iterable[PortalRecord]) -> dict[str, str]:
    """Slug, name and domains of each portal, a domain also without its ending; what two portals are called
    names neither."""
    called: dict[str, set[str]] = {}
    for portal in portals:
        hosts = [domain.removeprefix("www.") for domain in portal.domains]
        labels = [host.partition(".")[0] for host in hosts if host.count(".") == 1]
        for name in (portal.slug, portal.name, *hosts, *labels):
            called.setdefault(squeezed(name), set()).add(portal.slug)
    return {name: slugs.pop() for name, slugs in called.items() if name and len(slugs) == 1}


def credited(members: Sequence[Printed], names: Names) -> str | None:
    """The portal that most credit lines of other portals' members name."""
    votes = Counter(
        slug
        for member in members
        for slug in {names.get(squeezed(credit)) for credit in member.credits}
        if slug and slug != member.portal
    )
    return min(votes, key=lambda slug: (-votes[slug], slug)) if votes else None


def origin(members: Sequence[Printed], names: Names) -> Printed | None:
    named = credited(members, names)
    own = [member for member in members if member.portal == named]
    return min(own, key=order) if own else None


def order(member: Printed) -> tuple[str, str, datetime, str]:
    """By day, then by minute where it is printed, then by when it was first seen."""
    exact = member.published_at.isoformat() if member.published_at else UNDATED
    return _day(member), exact, member.first_seen, member.article


def certain(members: Sequence[Printed]) -> bool:
    """Whether what is printed says which member is the earliest: days, or minutes of one day, differ."""
    first, second = sorted(members, key=order)[:2]
    if UNDATED in (_day(member) for member in members):
        return False
    if _day(first) != _day(second):
        return True
    return first.published_at is not None is not second.published_at and (
        first.published_at != second.published_at
    )


def _day(member: Printed) -> str:
    dated = member.published_date if member.published_precision != "month" else None
    return dated or UNDATED
