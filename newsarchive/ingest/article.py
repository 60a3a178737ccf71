"""One answer to a story's URL → the article, its version or none, its aliases and events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from newsarchive.ingest.fragments import begins, breaks_off
from newsarchive.ingest.texts import change_between, search_text, text_digest
from newsarchive.ingest.work import Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Outcome, Reader, Reading, Refusal
from storage.repositories import Unit
from storage.repositories.articles import Current
from storage.warc import earlier_parts

GONE = "gone"
TRY_AGAIN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that say nothing about the story: the lead stays in the queue."""

Reread = Callable[[Capture], Reading]


def keep_story(unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> Ingested:
    """Store the reading of a capture that was kept before, without a line in the ledger."""
    return Answer(unit, profile, work, capture, reread).kept()


class Answer:
    """The keeping of one answer to an article's URL."""

    def __init__(self, unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> None:
        self.unit, self.profile, self.work, self.capture, self.reread = unit, profile, work, capture, reread
        self.portal, self.at = work.portal, capture.fetched_at
        self.answered = _story_url(work, capture)
        moved = self.answered != work.lead.url and profile.is_article(self.answered)
        self.url = self.answered if moved else work.lead.url
        self.key = profile.key(self.url)
        self.article = unit.articles.find(work.portal, self.key) or self._by_url()
        if moved:
            self._follow()

    def _by_url(self) -> str | None:
        """Known at this URL under another key: the profile's pattern was another one then."""
        known = self.unit.articles.find_by_url(self.portal, self.url)
        if known:
            self.unit.articles.alias(self.portal, self.key, self.url, known, self.at, None)
        return known

    def _follow(self) -> None:
        """A redirect joins two URLs; the article known first keeps its id."""
        asked = self.work.lead.url
        key = self.profile.key(asked)
        if key == self.key:
            return
        earlier = self.unit.articles.find(self.portal, key) or self.unit.articles.find_by_url(
            self.portal, asked
        )
        if earlier and self.article is None:
            self.article = earlier
            self.unit.articles.alias(self.portal, self.key, self.url, earlier, self.at, None)
            self.unit.articles.event(earlier, "redirected", self.at, f"{asked} -> {self.url}")
        if earlier and earlier == self.article and self.profile.key(self._main()) == key:
            self.unit.articles.move(earlier, self.url)

    def kept(self) -> Ingested:
        done = self._kept()
        key = self.profile.key(self.work.lead.url)
        if done.article and key != self.key and self.unit.articles.find(self.portal, key) is None:
            self.unit.articles.alias(self.portal, key, self.work.lead.url, done.article, self.at, None)
        for place in earlier_parts(self.work.exchange):
            number = self.unit.captures.find(*place)
            if number is not None and done.article:
                self.unit.captures.accept(number, done.article)
        return done

    def _kept(self) -> Ingested:
        if self.capture.status == 304:
            return self._not_modified()
        if self._led_away():
            return self._no_story(Refusal("redirected_away", self.answered))
        result = self.work.reading.result if self.work.reading else None
        if isinstance(result, Extraction):
            return self._story(result)
        return self._no_story(result or Refusal("unread"))

    def _not_modified(self) -> Ingested:
        current = self._current()
        whole = current is not None and not breaks_off(current.extraction)
        self.unit.captures.add(self.capture, self.article, "unchanged" if whole else "failed")
        if current is None or breaks_off(current.extraction):
            # The first page has not changed, but the others are still to be had.
            return Ingested("failed", "http_304", self.article)
        if self._own_address(current):
            self._welcome_back(current)
        return self._unchanged(current)

    def _led_away(self) -> bool:
        """A story's address that leads to a page which is none: the story is not there."""
        asked = self.work.lead.url
        here = self.answered
        elsewhere = here != asked and self.profile.key(here) != self.profile.key(asked)
        return elsewhere and not self.profile.is_article(here)

    def _no_story(self, refusal: Refusal) -> Ingested:
        gone = refusal.reason == GONE
        outcome: Outcome = "failed" if self.capture.status in TRY_AGAIN else "refused"
        number = self.unit.captures.add(self.capture, self.article, outcome)
        if outcome == "failed":
            return Ingested("failed", f"http_{self.capture.status}", self.article)
        self.unit.captures.refuse(number, self.portal, self.capture.url, refusal)
        current = self._current()
        main = self.profile.key(self._main()) == self.profile.key(self.work.lead.url)
        if gone and main and current and self.article and current.status != GONE:
            self.unit.articles.set_status(self.article, GONE)
            self.unit.articles.event(self.article, GONE, self.at, f"HTTP {self.capture.status}")
        return Ingested("refused", refusal.reason, self.article)

    def _story(self, story: Extraction) -> Ingested:
        digest = text_digest(story)
        if self.article is None and story.body:
            self._join_twin(digest, story)
        current = self._current()
        if current is None:
            return self._first(story, digest)
        if not self._own_address(current):
            self.unit.captures.add(self.capture, self.article, "unchanged")
            return self._unchanged(current)
        self._welcome_back(current)
        before, current = self._same_reader(current)
        if current.text_digest == digest or begins(story, before):
            self.unit.captures.add(self.capture, self.article, "unchanged")
            return self._unchanged(current)
        if begins(before, story):
            return self._completed(current, story, digest)
        return self._changed(story, digest, before)

    def _join_twin(self, digest: str, story: Extraction) -> None:
        """The story is known under another URL of this portal: by the canonical URL it names itself,
        or by having the same words, title and day."""
        known = None
        named = story.canonical_url
        if named and self.profile.allows(named) and self.profile.is_article(named):
            known = self.unit.articles.find(self.portal, self.profile.key(named))
        known = known or self._same_story(digest, story)
        if known:
            self.article = known
            old = self.profile.article_id(self.url)
            self.unit.articles.alias(self.portal, self.key, self.url, known, self.at, old)

    def _same_story(self, digest: str, story: Extraction) -> str | None:
        """The article with the same words and title, unless both days are known and differ."""
        known = self.unit.articles.by_text(self.portal, digest)
        current = self.unit.articles.current(known) if known else None
        other = current.extraction.published if current else None
        if story.published and other and story.published.date != other.date:
            return None
        return known

    def _main(self) -> str:
        """The address whose text is the article's; before there is an article, the one asked for."""
        return (self.article and self.unit.articles.address(self.article)) or self.url

    def _own_address(self, current: Current) -> bool:
        """Whether this address speaks for the article. A second one may print the story a little otherwise,
        for ever: no edit of the publisher, and no version, while the main one still shows the story. When
        that has stopped, the second takes its place."""
        main = self.profile.key(self._main())
        if main == self.key:
            return True
        answered = self.unit.frontier.outcome(self.portal, main)
        if current.status != GONE and answered not in (None, "refused"):
            return False
        assert self.article
        self.unit.articles.move(self.article, self.url)
        return True

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
        number = self.unit.captures.add(self.capture, self.article, "unchanged")
        add_reading(self.unit, current.version, number, self.work.reading.reader, story, digest)
        return self._unchanged(current)

    def _new_version(self, story: Extraction, digest: str, change: str, outcome: Outcome) -> str:
        assert self.article and self.work.reading
        number = self.unit.captures.add(self.capture, self.article, outcome)
        version = self.unit.articles.add_version(self.article, self.at, change, number)
        self.unit.articles.add_extraction(
            version, number, story, self.work.reading.reader, digest, current=True
        )
        self.unit.articles.seen(self.article, version, self.url, self.at)
        self.unit.search.put(self.article, search_text(story))
        self.unit.clusters.mark_dirty(self.article)
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


def _story_url(work: Work, capture: Capture) -> str:
    """The address that answered; of a story on several pages, that of its first."""
    result = work.reading.result if work.reading else None
    return result.url if isinstance(result, Extraction) else capture.url


def add_reading(
    unit: Unit, version: str, capture_id: int, reader: Reader, story: Extraction, digest: str
) -> None:
    """Give a version one more extraction, which becomes its current one; the earlier ones stay."""
    unit.articles.add_extraction(version, capture_id, story, reader, digest, current=True)
    article = version.partition("@")[0]
    current = unit.articles.current(article)
    if current and current.version == version:
        unit.search.put(article, search_text(story))
        unit.clusters.mark_dirty(article)
