"""One answer to a story's URL, later than all that is known of its articles → its outcome: a version of the
article or none, and what it says of the article's being there."""

from __future__ import annotations

from dataclasses import replace

from newsarchive.ingest.address import Address, Concerned, story_in
from newsarchive.ingest.fragments import begins, breaks_off
from newsarchive.ingest.identity import CLAIMED, GONE, REFUSED, STORY, Identity
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.texts import change_between, text_digest
from newsarchive.ingest.upkeep import add_reading, refusal_of, version_added
from newsarchive.ingest.work import Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Outcome, Refusal
from storage.repositories import Unit
from storage.repositories.articles import Current
from storage.warc import earlier_parts

NOT_THERE = {GONE: "not there", "soft_404": "a page that says it is not there"}
"""Refusals that say of a stored story that it is there no more."""
TRY_AGAIN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that say nothing about the story: the lead stays in the queue."""


class Answer:
    """The keeping of one answer to an article's URL."""

    def __init__(
        self,
        unit: Unit,
        profile: Profile,
        work: Work,
        capture: Capture,
        reread: Reread,
        address: Address,
        known: Concerned,
    ) -> None:
        self.unit, self.profile, self.work, self.capture, self.reread = unit, profile, work, capture, reread
        self.address, self.known = address, known
        self.portal, self.at, self.url, self.key = work.portal, capture.fetched_at, address.url, address.key
        self.identity = Identity(unit, profile, work.portal, capture, address, known)

    @property
    def article(self) -> str | None:
        return self.identity.article

    @article.setter
    def article(self, article: str | None) -> None:
        self.identity.article = article

    def kept(self) -> Ingested:
        done = self._kept()
        for place in earlier_parts(self.work.exchange):
            number = self.unit.captures.find(*place)
            if number is not None and done.article:
                self.unit.captures.accept(number, done.article)
        if done.outcome and done.outcome != "failed":
            key = self.address.asked_key
            own = done.outcome != "refused" and self.unit.articles.find(self.portal, key) == done.article
            if own or self.unit.articles.answer(self.portal, key) != CLAIMED:
                self.unit.articles.answered(self.portal, key, STORY if own else REFUSED)
        return done

    def _kept(self) -> Ingested:
        if self.capture.status == 304:
            return self._not_modified()
        if self.address.led_away:
            return self._no_story(Refusal("redirected_away", self.address.answered))
        story = story_in(self.work)
        if story is not None:
            refusal = refusal_of(self.unit, self.known.articles)
            return self._no_story(refusal) if refusal else self._story(story)
        result = self.work.reading.result if self.work.reading else None
        return self._no_story(result if isinstance(result, Refusal) else Refusal("unread"))

    def _add(self, outcome: Outcome) -> int:
        return self.unit.captures.add(self.capture, self.article, outcome, self.address.asked_key)

    # Answers without a story

    def _not_modified(self) -> Ingested:
        current = self._current()
        whole = current is not None and not breaks_off(current.extraction)
        self._add("unchanged" if whole else "failed")
        if current is None or breaks_off(current.extraction):
            # The first page has not changed, but the others are still to be had.
            return Ingested("failed", "http_304", self.article)
        if self.identity.own_address():
            self._welcome_back(current)
        return self._unchanged(current)

    def _no_story(self, refusal: Refusal) -> Ingested:
        # What stands where a redirect led is no article's: the answer is that of the address asked for.
        self.article = self.known.before or self.known.here
        number = self._add("failed" if self.capture.status in TRY_AGAIN else "refused")
        if self.capture.status in TRY_AGAIN:
            return Ingested("failed", f"http_{self.capture.status}", self.article)
        self.unit.captures.refuse(number, self.portal, self.capture.url, refusal)
        if self.article and self.identity.asked_of_main():
            if self.address.led_away:
                self.identity.left(self.article, f"{self.address.asked} -> {self.address.answered}")
            elif refusal.reason in NOT_THERE:
                status = self.capture.status
                self.identity.end(
                    self.article, GONE, f"HTTP {status}" if status != 200 else NOT_THERE[refusal.reason]
                )
        return Ingested("refused", refusal.reason, self.article)

    # Stories

    def _story(self, story: Extraction) -> Ingested:
        digest = text_digest(story)
        doubt = self.identity.settle(story)
        done = self._told(story, digest)
        assert self.article
        if doubt and not self.unit.articles.has_event(self.article, "not_joined", doubt):
            self.unit.articles.event(self.article, "not_joined", self.at, doubt)
        self.identity.lead_here(self.article)
        return done

    def _told(self, story: Extraction, digest: str) -> Ingested:
        current = self._current()
        if current is None:
            return self._first(story, digest)
        if not self.identity.own_address():
            self._add("unchanged")
            return self._unchanged(current)
        self._welcome_back(current)
        before, current = self._same_reader(current)
        if current.text_digest == digest or begins(story, before):
            self._add("unchanged")
            return self._unchanged(current)
        if begins(before, story):
            return self._completed(current, story, digest)
        return self._changed(story, digest, before)

    def _first(self, story: Extraction, digest: str) -> Ingested:
        self.article = self.profile.article_id(self.url)
        self.unit.articles.open(self.article, self.portal, self.key, self.url, self.at)
        version = self._new_version(story, digest, "first", "stored")
        return Ingested("stored", None, self.article, version)

    def _changed(self, story: Extraction, digest: str, before: Extraction) -> Ingested:
        version = self._new_version(story, digest, change_between(before, story), "changed")
        return Ingested("changed", None, self.article, version)

    def _completed(self, current: Current, story: Extraction, digest: str) -> Ingested:
        """The pages that were missing: more of the version that is known by its first."""
        assert self.work.reading
        number = self._add("unchanged")
        add_reading(self.unit, current.version, number, self.work.reading.reader, story, digest)
        return self._unchanged(current)

    def _new_version(self, story: Extraction, digest: str, change: str, outcome: Outcome) -> str:
        assert self.article and self.work.reading
        number = self._add(outcome)
        version = self.unit.articles.add_version(self.article, self.at, change, number)
        reader = self.work.reading.reader
        self.unit.articles.add_extraction(version, number, story, reader, digest, current=True)
        self.unit.articles.seen(self.article, version, self.url, self.at)
        version_added(self.unit, self.article, self.at, story, digest)
        return version

    def _unchanged(self, current: Current) -> Ingested:
        assert self.article
        self.unit.articles.seen(self.article, current.version, self.url, self.at)
        return Ingested("unchanged", None, self.article, current.version)

    def _welcome_back(self, current: Current) -> None:
        if current.status == GONE and self.article:
            self.unit.articles.set_status(self.article, "active")
            self.unit.articles.event(self.article, "returned", self.at, "")

    def _same_reader(self, current: Current) -> tuple[Extraction, Current]:
        """The current version as today's reader sees it, read again from its capture if need be."""
        assert self.article and self.work.reading
        if current.reader == self.work.reading.reader:
            return current.extraction, current
        again = self.reread(current.capture)
        if not isinstance(again.result, Extraction):
            return current.extraction, current
        digest = text_digest(again.result)
        reading = again.reader, again.result, digest
        add_reading(self.unit, current.version, current.capture_id, *reading)
        return again.result, replace(current, reader=again.reader, text_digest=digest)

    def _current(self) -> Current | None:
        return self.unit.articles.current(self.article) if self.article else None
