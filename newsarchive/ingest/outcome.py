"""One answer to a story's URL, later than all that is known of its articles → the article, its version or
none, its aliases and events."""

from __future__ import annotations

from dataclasses import replace

from newsarchive.ingest.address import Address, Concerned, story_in
from newsarchive.ingest.fragments import begins, breaks_off
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.sameness import one_story, same_day
from newsarchive.ingest.texts import change_between, text_digest
from newsarchive.ingest.upkeep import add_reading, joined, refusal_of, version_added
from newsarchive.ingest.work import Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Outcome, Refusal
from storage.repositories import Unit
from storage.repositories.articles import Current
from storage.warc import earlier_parts

GONE = "gone"
NOT_THERE = {GONE: "not there", "soft_404": "a page that says it is not there"}
"""Refusals that say of a stored story that it is there no more."""
TRY_AGAIN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that say nothing about the story: the lead stays in the queue."""
STORY, REFUSED, CLAIMED = "story", "refused", "claimed"


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
        self.article = known.here or known.before

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
        if self._own_address():
            self._welcome_back(current)
        return self._unchanged(current)

    def _no_story(self, refusal: Refusal) -> Ingested:
        # What stands where a redirect led is no article's: the answer is that of the address asked for.
        self.article = self.known.before or self.known.here
        number = self._add("failed" if self.capture.status in TRY_AGAIN else "refused")
        if self.capture.status in TRY_AGAIN:
            return Ingested("failed", f"http_{self.capture.status}", self.article)
        self.unit.captures.refuse(number, self.portal, self.capture.url, refusal)
        if self.article and self._asked_of_main():
            if self.address.led_away:
                self._left(self.article, f"{self.address.asked} -> {self.address.answered}")
            elif refusal.reason in NOT_THERE:
                status = self.capture.status
                self._end(
                    self.article, GONE, f"HTTP {status}" if status != 200 else NOT_THERE[refusal.reason]
                )
        return Ingested("refused", refusal.reason, self.article)

    def _asked_of_main(self) -> bool:
        """Whether the answer is one of the address whose text is the article's, and not of a twin of it."""
        main = self._main()
        mine = self.profile.key(main) in (self.address.asked_key, self.key)
        return mine and (self.profile.is_twin(main) or not self.profile.is_twin(self.address.asked))

    def _left(self, article: str, where: str) -> None:
        """The story's address leads elsewhere: the story is gone from where it was."""
        self._end(article, "redirected", where)

    def _end(self, article: str, kind: str, detail: str) -> None:
        current = self.unit.articles.current(article)
        if current and current.status != GONE:
            self.unit.articles.set_status(article, GONE)
            self.unit.articles.event(article, kind, self.at, detail)

    # Stories

    def _story(self, story: Extraction) -> Ingested:
        digest = text_digest(story)
        doubt = self._settle(story)
        done = self._told(story, digest)
        assert self.article
        if doubt and not self.unit.articles.has_event(self.article, "not_joined", doubt):
            self.unit.articles.event(self.article, "not_joined", self.at, doubt)
        self._lead_here(self.article)
        return done

    def _settle(self, story: Extraction) -> str | None:
        """Which article this is; those it turns out to be too are joined with it. Returns what was not
        believed, if anything."""
        known, doubt = self.known, None
        here = self._unless_only_claimed(known.here, self.key, story)
        before = self._unless_only_claimed(known.before, self.address.asked_key, story)
        one = {here} if here else set()
        led_here = False
        if before and before != here:
            led_here = not self._other(before, story)
            self._redirected(before, led_here)
            one |= {before} if led_here else set()
        if known.named and known.named not in one:
            if self._other(known.named, story):
                doubt = f"{self.url} names {known.named_url} as canonical, where other words stand"
            else:
                one.add(known.named)
        if self._speaks(here or (before if led_here else None)):
            one |= {other for other in known.same if self._same_day(other, story)}
        self.article = self._join(one)
        if led_here and self.article and self.profile.key(self._main()) == self.address.asked_key:
            self.unit.articles.move(self.article, self.url)
        return doubt

    def _unless_only_claimed(self, article: str | None, key: str, story: Extraction) -> str | None:
        """What another page claimed of an address counts until somebody has looked there."""
        claimed = article and self.unit.articles.answer(self.portal, key) == CLAIMED
        return None if article and claimed and self._other(article, story) else article

    def _redirected(self, before: str, with_its_story: bool) -> None:
        where = f"{self.address.asked} -> {self.url}"
        if with_its_story:
            self.unit.articles.event(before, "redirected", self.at, where)
        elif self.profile.key(self.unit.articles.address(before) or "") == self.address.asked_key:
            self._left(before, where)

    def _other(self, article: str, story: Extraction) -> bool:
        current = self.unit.articles.current(article)
        return current is not None and not one_story(current.extraction, story)

    def _same_day(self, article: str, story: Extraction) -> bool:
        current = self.unit.articles.current(article)
        return current is None or same_day(current.extraction, story)

    def _join(self, articles: set[str]) -> str | None:
        """The earliest of the articles, all the others merged into it."""
        ranked = sorted((self.unit.articles.first_seen(one) or self.at, one) for one in articles)
        if not ranked:
            return None
        (_, article), *others = ranked
        for _, other in others:
            self.unit.articles.merge(other, article)
        if others:
            detail = f"{', '.join(other for _, other in others)}, by {self.url}"
            self.unit.articles.event(article, "merged", self.at, detail)
            joined(self.unit, article)
        return article

    def _lead_here(self, article: str) -> None:
        """Every key and id that this answer showed to be the article's leads to it from now on."""
        find, profile = self.unit.articles.find, self.profile
        self._alias(self.key, self.url, article)
        if self.address.moved:
            key = self.address.asked_key
            claimed = self.unit.articles.answer(self.portal, key) == CLAIMED
            if claimed or find(self.portal, key) in (None, article):
                self._alias(key, self.address.asked, article)
        named = self.known.named_url
        if named and find(self.portal, profile.key(named)) is None:
            self.unit.articles.claim(self.portal, profile.key(named), article, profile.article_id(named))

    def _alias(self, key: str, url: str, article: str) -> None:
        if self.unit.articles.find(self.portal, key) != article:
            old = self.profile.article_id(url)
            self.unit.articles.alias(self.portal, key, url, article, self.at, old)
        else:
            self.unit.articles.seen_at(article, url, self.at)

    def _told(self, story: Extraction, digest: str) -> Ingested:
        current = self._current()
        if current is None:
            return self._first(story, digest)
        if not self._own_address():
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

    def _main(self) -> str:
        """The address whose text is the article's; before there is an article, the one asked for."""
        return (self.article and self.unit.articles.address(self.article)) or self.url

    def _speaks(self, article: str | None) -> bool:
        """Whether this address speaks for the article. A second one may print the story a little otherwise,
        for ever: no edit of the publisher, and no version, while the main one still shows the story. When
        that has stopped, the second takes its place, as the story itself does that of a twin of it."""
        current = self.unit.articles.current(article) if article else None
        if article is None or current is None:
            return True
        main = self.unit.articles.address(article) or self.url
        key = self.profile.key(main)
        twin, main_is_twin = self.profile.is_twin(self.url), self.profile.is_twin(main)
        if (key == self.key and twin == main_is_twin) or (main_is_twin and not twin):
            return True
        still_there = key == self.key or self.unit.articles.answer(self.portal, key) == STORY
        return current.status == GONE or not still_there

    def _own_address(self) -> bool:
        """Whether this address speaks for the article; if so, it is the main one from now on."""
        assert self.article
        if not self._speaks(self.article):
            return False
        main = self._main()
        if self.profile.key(main) != self.key or self.profile.is_twin(main) != self.profile.is_twin(self.url):
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
