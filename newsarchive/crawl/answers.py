"""An answer or a failed download → what is kept of it, and whether to ask again or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsarchive.crawl.errands import Errand
from newsarchive.crawl.exchanges import Fetched, fetched, not_asked, redirect_of
from newsarchive.crawl.failures import PASSING, broken
from newsarchive.crawl.politeness import (
    REDIRECTS,
    TRIES,
    TRY_AGAIN,
    LeftWaiting,
    backoff,
    retry_after,
)
from newsarchive.crawl.robots import UNREACHABLE
from newsarchive.crawl.visit import Visit
from newsarchive.crawl.wall import OFFSITE, Refused
from newsarchive.crawl.wire import WIRE
from newsarchive.ingest import Ingested

TURNED_AWAY = frozenset({401, 403})
Outcome = list[Fetched | Errand]


class Answers:
    """Judges the exchanges of one visit. An errand in an outcome is to be asked; an item, kept."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def came(self, errand: Errand, meta: Mapping[str, Any]) -> Outcome:
        item = fetched(self.visit, errand.lead, errand.lead.kind, errand.url, meta[WIRE])
        target = redirect_of(item.head, errand.url)
        if target is not None:
            return self._moved(errand, item, target)
        if item.status in TRY_AGAIN:
            return self._later(errand, item)
        return [self._final(item, errand)]

    def lost(self, errand: Errand, meta: Mapping[str, Any], error: BaseException) -> Outcome:
        """Empty for a request that was never made and says nothing about its lead."""
        lead = errand.lead
        if isinstance(error, LeftWaiting):
            return []
        if isinstance(error, Refused):
            note = "failure" if error.reason == UNREACHABLE else "refused"
            return [
                self._final(
                    not_asked(self.visit, lead, lead.kind, errand.url, **{note: error.reason}), errand
                )
            ]
        item, code = broken(self.visit, lead, lead.kind, errand.url, meta.get(WIRE), error)
        if code in PASSING:
            return self._later(errand, item)
        return [self._final(item, errand)]

    def judge(self, item: Fetched, done: Ingested) -> bool:
        """Whether the answer that an errand ended with was of use."""
        answered = item.status == 304 or 200 <= item.status < 300
        self.visit.answered += answered
        return answered and (item.kind == "article" or done.reason is None)

    def _moved(self, errand: Errand, hop: Fetched, target: str) -> Outcome:
        """Each hop is kept; the last one that we do not follow ends the errand."""
        hop.kind = "redirect"
        hop.exchange.note["kind"] = "redirect"
        lead = errand.lead
        further = errand.moved(target)
        if not self.visit.wall.profile.allows(target):
            return [hop, self._final(not_asked(self.visit, lead, lead.kind, target, refused=OFFSITE), errand)]
        if len(further.hops) > REDIRECTS or target in further.hops:
            end = not_asked(self.visit, lead, lead.kind, target, failure="redirect_loop")
            return [hop, self._final(end, errand)]
        return [hop, further]

    def _later(self, errand: Errand, item: Fetched) -> Outcome:
        """Ask again after a pause, unless that was tried or the portal is to be left alone."""
        if errand.attempt + 1 >= TRIES or self.visit.breaker.open:
            return [self._final(item, errand)]
        if not (item.head and retry_after(item.head.header("retry-after"), self.visit.clock())):
            self.visit.pace.rest(backoff(errand.attempt, self.visit.pace.delay))
        return [item, errand.again()]

    def _final(self, item: Fetched, errand: Errand) -> Fetched:
        """The errand ends with this item; failures in a row are counted here, where none runs ahead."""
        item.errand = errand
        broke = bool(item.failure) or item.status in TRY_AGAIN or item.status in TURNED_AWAY
        if item.failure == UNREACHABLE:
            self.visit.shut_out += 1
        elif "refused" not in item.exchange.note:
            self.visit.count(broke, f"{item.exchange.url}: {item.failure or item.status}")
        return item
