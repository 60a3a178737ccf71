"""What discovery asks next: the profile's feeds, sitemaps and sections, then what their answers point to.

A listing is walked on while it shows stories the archive did not know when the run began. Pages that an
unfinished earlier run had already seen are no reason to stop: what lay behind them may never have been read.
A backfill walks every listing to its end and every sitemap.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from newsarchive.crawl.options import Options, day_of
from newsarchive.profile import Profile
from storage.records import Hints, Lead

SITEMAP_DEPTH = 3
SITEMAPS = 100
SITEMAPS_IN_BACKFILL = 5000


@dataclass(frozen=True)
class Step:
    """One document of discovery: its lead, the start it descends from, and how far from it."""

    lead: Lead
    start: Lead
    depth: int = 1

    @property
    def candidate(self) -> bool:
        return self.start.found_in == "candidate"


@dataclass
class Walk:
    """Fed with what each step gave, it says which steps come next. Knows nothing of the network.

    `complete` is when discovery last got to its end; None for never.
    """

    profile: Profile
    options: Options
    complete: datetime | None = None
    _queue: deque[Step] = field(default_factory=deque)
    _met: set[str] = field(default_factory=set)
    _fresh: set[str] = field(default_factory=set)
    _listed: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    _sitemaps: int = 0

    def begin(self) -> None:
        for lead in self.profile.starts():
            self._add(Step(lead, lead))

    def steps(self) -> Iterator[Step]:
        """What is to be asked now; empty while answers are awaited, and at the end."""
        while self._queue:
            yield self._queue.popleft()

    def after(self, step: Step, leads: Iterable[Lead], new: int, seen: datetime | None) -> None:
        """`new` of the stories in `leads` were unknown; `seen` is when this document was fetched before."""
        leads = list(leads)
        stories = {self.profile.key(lead.url) for lead in leads if lead.kind == "article"}
        fresh = new > 0 or not self._fresh.isdisjoint(stories)
        if new:
            self._fresh |= stories
        if step.lead.kind == "section":
            self._turn_page(step, leads, frozenset(stories), fresh, seen)
        else:
            self._descend(step, [lead for lead in leads if lead.kind == "sitemap"])

    def _turn_page(
        self, step: Step, leads: list[Lead], stories: frozenset[str], fresh: bool, seen: datetime | None
    ) -> None:
        before = self._listed.setdefault(step.start.url, set())
        if not stories or stories in before:
            return
        before.add(stories)
        if not self.options.backfill and step.depth >= self.profile.politeness.pages_per_section:
            return
        if fresh or self.must_read(seen):
            for lead in leads:
                if lead.kind == "section":
                    self._add(Step(lead, step.start, step.depth + 1))

    def must_read(self, seen: datetime | None) -> bool:
        """What comes after the document is wanted even if it holds nothing new: a backfill, or the run
        that read it last did not get to the end of its discovery."""
        if self.options.backfill:
            return True
        return seen is not None and (self.complete is None or seen > self.complete)

    def _descend(self, step: Step, children: list[Lead]) -> None:
        if step.depth < SITEMAP_DEPTH:
            children.sort(key=lambda lead: self._day(lead.hints) or date.min, reverse=True)
            for lead in children:
                self._add(Step(lead, step.start, step.depth + 1))

    def worth(self, step: Step, seen: datetime | None) -> bool:
        """Whether to read a further document that was last read at `seen`, for all its index says of it."""
        changed = self._day(step.lead.hints) if step.lead.kind == "sitemap" and step.depth > 1 else None
        if changed is None:
            return True
        if self.options.since and changed < self.options.since:
            return False
        return seen is None or self.must_read(seen) or changed >= seen.astimezone(self.profile.zone).date()

    def _add(self, step: Step) -> None:
        if step.lead.url in self._met:
            return
        if step.lead.kind == "sitemap":
            if self._sitemaps >= (SITEMAPS_IN_BACKFILL if self.options.backfill else SITEMAPS):
                return
            self._sitemaps += 1
        self._met.add(step.lead.url)
        self._queue.append(step)

    def _day(self, hints: Hints) -> date | None:
        return day_of(hints.modified or hints.published, self.profile)
