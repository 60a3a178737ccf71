"""A capture older than what is known of its articles → all of them told again, from their captures in the
order of time.

Imports bring old captures, and an answer that came late over the wire may be older than the one before it.
The order in which captures arrive must leave no trace: the same captures give the rows of a rebuild. So
nothing is mended in place. What is known of the articles is put aside, and every capture goes once more
through the very steps it would go through in a rebuild. Ids that were given before resolve, and readings that
were made before are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from newsarchive.errors import StorageTrouble
from newsarchive.ingest.address import is_late_among, looked_up
from newsarchive.ingest.outcome import Answer
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.upkeep import follow, refusal_of
from newsarchive.ingest.work import Ingested, Work, work_of_capture
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Reader
from storage.repositories import Unit
from storage.repositories.captures import Told, order_of


class _Wider(Exception):
    """A capture told again concerns articles that are not being told again, and are known from later ones."""

    def __init__(self, articles: set[str]) -> None:
        super().__init__(", ".join(sorted(articles)))
        self.articles = articles


class Timeline:
    """The telling of all captures of some articles, with a new one among them."""

    def __init__(self, unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> None:
        self.unit, self.profile, self.work, self.capture, self.reread = unit, profile, work, capture, reread
        self.readers: set[Reader] = set()

    def told(self, articles: set[str], keys: set[str]) -> Ingested:
        while True:
            try:
                with self.unit.savepoint():
                    return self._told(articles, keys)
            except _Wider as wider:
                articles = articles | wider.articles

    def _told(self, articles: set[str], keys: set[str]) -> Ingested:
        articles, before = self._all(articles, keys)
        if refusal_of(self.unit, articles):
            address, known = looked_up(self.unit, self.profile, self.work, self.capture)
            known = replace(known, same=(*known.same, *articles))
            return Answer(
                self.unit, self.profile, self.work, self.capture, self.reread, address, known
            ).kept()
        aside = self.unit.articles.set_aside(articles)
        self.unit.captures.forget_meaning([one.number for one in before], articles)
        done = Ingested()
        for one in self._in_order(before):
            if one is None:
                done = self._one(self.work, self.capture, self.reread)
            else:
                self._again(one)
        gone = self.unit.articles.settle(aside, self.readers)
        for article in {gone.get(one, one) for one in articles}:
            follow(self.unit, article)
        return done

    def _all(self, articles: set[str], keys: set[str]) -> tuple[set[str], list[Told]]:
        """The articles with all that their captures led to, and the captures."""
        told_under, told_of = self.unit.captures.told_under, self.unit.captures.told_of
        while True:
            found = {
                one.number: one
                for one in (*told_under(self.work.portal, keys), *told_of(self.work.portal, articles))
            }
            wider = articles | {one.article for one in found.values() if one.article}
            if wider == articles:
                return articles, list(found.values())
            articles = wider

    def _in_order(self, before: Iterable[Told]) -> list[Told | None]:
        """Oldest first, as in a rebuild; None stands for the new one."""
        mine = order_of(self.capture)
        others = sorted(
            (one for one in before if order_of(one.capture) != mine), key=lambda one: order_of(one.capture)
        )
        older = [one for one in others if order_of(one.capture) < mine]
        return [*older, None, *others[len(older) :]]

    def _again(self, told: Told) -> None:
        work, reread = self._read(told)
        done = self._one(work, told.capture, reread)
        if done.outcome:
            day = told.capture.fetched_at.astimezone(self.profile.zone).date().isoformat()
            self.unit.ledger.count(
                work.run, work.portal, day, work.lead.url, done.outcome, done.reason,
                fetched=True, at=told.capture.fetched_at,
            )  # fmt: skip

    def _read(self, told: Told) -> tuple[Work, Reread]:
        """As its own run read it; where that is no story any more, or cannot be had, as it was kept."""
        kept = self.unit.articles.reading_of(told.number)
        try:
            work, reread = self.reread.stored(told.capture)
        except StorageTrouble:
            if kept is None:
                raise
            return work_of_capture(told.capture, kept), self.reread
        if kept and not isinstance(work.reading and work.reading.result, Extraction):
            return work_of_capture(told.capture, kept), reread
        return work, reread

    def _one(self, work: Work, capture: Capture, reread: Reread) -> Ingested:
        address, known = looked_up(self.unit, self.profile, work, capture)
        if is_late_among(self.unit, capture, known):
            raise _Wider(known.articles)
        if work.reading:
            self.readers.add(work.reading.reader)
        return Answer(self.unit, self.profile, work, capture, reread, address, known).kept()
