"""A cluster → what is told of it: its members in the order they appeared, the pairs, how fast it spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsarchive.dedup.pairs import number_of
from newsarchive.dedup.roles import credited, order, portal_names
from storage.repositories import Unit
from storage.repositories.clustered import NamedPair, Sort, Summary
from storage.repositories.clusters import Membership
from storage.repositories.stories import Story


@dataclass(frozen=True, slots=True)
class Listed:
    """A cluster and the headline of the article it is named after."""

    summary: Summary
    title: str

    def json(self) -> dict[str, object]:
        one = self.summary
        return {
            "cluster": one.cluster,
            "title": self.title,
            "articles": one.articles,
            "portals": one.portals,
            "first_seen": one.first.isoformat(),
            "last_seen": one.last.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Member:
    story: Story
    part: Membership

    @property
    def at(self) -> datetime | None:
        """The minute it was published, where that is known."""
        published = self.story.version.extraction.published
        return published.value if published else None

    def json(self) -> dict[str, object]:
        article, reading = self.story.article, self.story.version.extraction
        return {
            "id": article.id,
            "portal": article.portal,
            "url": article.url,
            "title": reading.title,
            "role": self.part.role,
            "certain": self.part.certain,
            "overlap": self.part.overlap,
            "published": reading.published.date if reading.published else None,
            "published_at": self.at.isoformat() if self.at else None,
            "first_seen": article.first_seen.isoformat(),
            "credits": [*reading.byline.agencies, *reading.byline.sources],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """`members` in the order they appeared; `credit` is the portal or agency that most of them name."""

    cluster: str
    former: tuple[str, ...]
    title: str
    members: tuple[Member, ...]
    pairs: tuple[NamedPair, ...]
    credit: str | None

    @property
    def origin(self) -> Member | None:
        return next((member for member in self.members if member.part.role == "origin"), None)

    def hours(self) -> list[float]:
        """From the first to each of the others, of those whose minute is known."""
        times = sorted(member.at for member in self.members if member.at)
        return [round((at - times[0]).total_seconds() / 3600, 2) for at in times[1:]]

    def told(self) -> str:
        portals = len({member.story.article.portal for member in self.members})
        size = f"{len(self.members)} articles in {portals} portal{'s' * (portals != 1)}"
        return f"{size}; {self._source()}; {self._spread()}"

    def _source(self) -> str:
        if self.origin:
            return f"from {self.origin.story.article.portal}, which the others credit"
        if self.credit:
            return f"credited to {self.credit}, of which the archive holds no copy; origin not known"
        return "no credit line names an origin"

    def _spread(self) -> str:
        hours = self.hours()
        if not hours:
            return "how fast it spread is not known, for want of times"
        half = hours[(len(hours) - 1) // 2]
        return f"half of the copies within {half:g} hours, the last after {hours[-1]:g}"

    def json(self) -> dict[str, object]:
        hours = self.hours()
        return {
            "cluster": self.cluster,
            "former": list(self.former),
            "title": self.title,
            "origin": self.origin.story.article.id if self.origin else None,
            "credited": self.credit,
            "members": [member.json() for member in self.members],
            "pairs": [
                {"a": pair.a, "b": pair.b, "overlap": pair.overlap, "contained": pair.contained}
                for pair in self.pairs
            ],
            "spread": {
                "timed": len(hours) + 1 if hours else 0,
                "half_hours": hours[(len(hours) - 1) // 2] if hours else None,
                "last_hours": hours[-1] if hours else None,
            },
        }


def listed(
    unit: Unit, portals: Sequence[str], having: Sequence[str] | None, least: int, sort: Sort, limit: int
) -> list[Listed]:
    found = unit.clusters.summaries(portals, having, least, sort, limit)
    stories = {story.article.id: story for story in unit.articles.many([one.cluster for one in found])}
    return [Listed(one, _title(stories.get(one.cluster))) for one in found]


def report(unit: Unit, cluster: str) -> Report:
    members = unit.clusters.members(cluster)
    stories = {story.article.id: story for story in unit.articles.many(members)}
    parts = unit.clusters.memberships(members)
    printed = {one.article: one for one in unit.clusters.printed(map(number_of, members)).values()}
    appeared = sorted((printed[one] for one in stories if one in printed and one in parts), key=order)
    names = portal_names(unit.portals.all())
    printed_credits = [name for one in appeared for name in one.credits]
    credit = credited(appeared, names) or max(
        sorted(set(printed_credits)), key=printed_credits.count, default=None
    )
    return Report(
        cluster,
        tuple(unit.clusters.former(cluster)),
        _title(stories.get(cluster)),
        tuple(Member(stories[one.article], parts[one.article]) for one in appeared),
        tuple(unit.clusters.pairs_in(cluster)),
        credit,
    )


def _title(story: Story | None) -> str:
    return (story.version.extraction.title if story else None) or "(no title)"
