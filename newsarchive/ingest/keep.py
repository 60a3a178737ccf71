"""One capture and its reading → rows: the article, its version, the frontier, the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from newsarchive.ingest.texts import change_between, search_text, text_digest
from newsarchive.ingest.work import Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Outcome, Reader, Reading, Refusal
from storage.repositories import Unit
from storage.repositories.articles import Current

GONE = "gone"
TRY_AGAIN = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that say nothing about the story: the lead stays in the queue."""

Reread = Callable[[Capture], Reading]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one capture. `outcome` is None for what was no lead to an article.

    `new`, `due` and `known` count the leads found in it.
    """

    outcome: Outcome | None = None
    reason: str | None = None
    article: str | None = None
    version: str | None = None
    new: int = 0
    due: int = 0
    known: int = 0


def keep(unit: Unit, profile: Profile, work: Work, capture: Capture | None, reread: Reread) -> Ingested:
    """Store one capture (None: nothing was asked, or nothing came back) within the caller's transaction.

    `reread` reads an earlier capture with today's rules: a change is judged on two readings by the same
    reader, so that better rules never look like an edit of the publisher.
    """
    if capture is None:
        done = _unanswered(work)
    elif work.kind == "article":
        done = _Article(unit, profile, work, capture, reread).kept()
    else:
        done = _discovery(unit, profile, work, capture)
    if work.lead.kind == "article" and done.outcome:
        _count(unit, profile, work, capture, done)
    return done


def _unanswered(work: Work) -> Ingested:
    note = work.exchange.note
    if work.lead.kind != "article" or work.kind != "article":
        return Ingested(reason=str(note.get("failure") or note.get("refused") or "unknown"))
    if "refused" in note:
        return Ingested("refused", str(note["refused"]))
    return Ingested("failed", str(note.get("failure", "unknown")))


def _discovery(unit: Unit, profile: Profile, work: Work, capture: Capture) -> Ingested:
    """A feed, sitemap, section page, robots.txt or redirect: kept, its leads offered to the frontier."""
    number = unit.captures.add(capture, None, None)
    reading = work.reading
    # What could not be read must not be asked for conditionally: "unchanged" would hide it for good.
    read = reading is not None and not isinstance(reading.result, Refusal)
    etag, last_modified = (capture.etag, capture.last_modified) if read else (None, None)
    unit.frontier.visited(work.portal, work.lead.url, work.kind, capture.fetched_at, etag, last_modified)
    if reading is None:
        return Ingested()
    if isinstance(reading.result, Refusal):
        unit.captures.refuse(number, work.portal, capture.url, reading.result)
        return Ingested(reason=reading.result.reason)
    found = [(lead, profile.key(lead.url)) for lead in reading.leads if lead.kind == "article"]
    offered = unit.frontier.offer(work.portal, found, capture.fetched_at, work.run)
    return Ingested(new=offered.new, due=offered.due, known=offered.known)


def _count(unit: Unit, profile: Profile, work: Work, capture: Capture | None, done: Ingested) -> None:
    at = work.exchange.fetched_at
    day = at.astimezone(profile.zone).date().isoformat()
    assert done.outcome is not None
    fetched = capture is not None
    url = work.lead.url
    unit.ledger.count(work.run, work.portal, day, url, done.outcome, done.reason, fetched=fetched, at=at)
    wait = timedelta(hours=profile.politeness.revisit_hours)
    if done.article and (current := unit.articles.current(done.article)):
        wait = max(wait, at - current.first_seen)
    unit.frontier.ended(
        work.portal,
        profile.key(url),
        url,
        at,
        done.outcome,
        None if done.outcome == "failed" else at + wait,
        capture.etag if capture else None,
        capture.last_modified if capture else None,
    )


def keep_story(unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> Ingested:
    """Store the reading of a capture that was kept before, without a line in the ledger."""
    return _Article(unit, profile, work, capture, reread).kept()


class _Article:
    """The keeping of one answer to an article's URL."""

    def __init__(self, unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> None:
        self.unit, self.profile, self.work, self.capture, self.reread = unit, profile, work, capture, reread
        self.portal, self.at = work.portal, capture.fetched_at
        moved = capture.url != work.lead.url and profile.is_article(capture.url)
        self.url = capture.url if moved else work.lead.url
        self.key = profile.key(self.url)
        self.article = unit.articles.find(work.portal, self.key)
        if moved:
            self._follow()

    def _follow(self) -> None:
        """A redirect joins two URLs; the article known first keeps its id."""
        asked = self.work.lead.url
        key = self.profile.key(asked)
        if key == self.key:
            return
        earlier = self.unit.articles.find(self.portal, key)
        if earlier and self.article is None:
            self.article = earlier
            self.unit.articles.alias(self.portal, self.key, self.url, earlier, self.at, None)
            self.unit.articles.event(earlier, "redirected", self.at, f"{asked} -> {self.url}")

    def kept(self) -> Ingested:
        done = self._kept()
        key = self.profile.key(self.work.lead.url)
        if done.article and key != self.key and self.unit.articles.find(self.portal, key) is None:
            self.unit.articles.alias(self.portal, key, self.work.lead.url, done.article, self.at, None)
        return done

    def _kept(self) -> Ingested:
        if self.capture.status == 304:
            return self._not_modified()
        result = self.work.reading.result if self.work.reading else None
        if isinstance(result, Extraction):
            return self._story(result)
        return self._no_story(result or Refusal("unread"))

    def _not_modified(self) -> Ingested:
        current = self._current()
        self.unit.captures.add(self.capture, self.article, "unchanged" if current else "failed")
        if current is None:
            return Ingested("failed", "http_304")
        return self._unchanged(current)

    def _no_story(self, refusal: Refusal) -> Ingested:
        gone = refusal.reason == GONE
        outcome: Outcome = "failed" if self.capture.status in TRY_AGAIN else "refused"
        number = self.unit.captures.add(self.capture, self.article, outcome)
        if outcome == "failed":
            return Ingested("failed", f"http_{self.capture.status}", self.article)
        self.unit.captures.refuse(number, self.portal, self.capture.url, refusal)
        current = self._current()
        if gone and current and self.article and current.status != GONE:
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
        if current.status != GONE and not self._own_address():
            self.unit.captures.add(self.capture, self.article, "unchanged")
            return self._unchanged(current)
        self._welcome_back(current)
        before, current = self._same_reader(current)
        if current.text_digest == digest:
            self.unit.captures.add(self.capture, self.article, "unchanged")
            return self._unchanged(current)
        return self._changed(story, digest, before)

    def _join_twin(self, digest: str, story: Extraction) -> None:
        """The story is known under another URL of this portal: by the canonical URL it names itself,
        or by having the same words, title and day."""
        known = None
        named = story.canonical_url
        if named and self.profile.allows(named) and self.profile.is_article(named):
            known = self.unit.articles.find(self.portal, self.profile.key(named))
        known = known or self.unit.articles.by_text(self.portal, digest)
        if known:
            self.article = known
            old = self.profile.article_id(self.url)
            self.unit.articles.alias(self.portal, self.key, self.url, known, self.at, old)

    def _own_address(self) -> bool:
        """Whether this is the address the article is named after. A second address may print the story a
        little otherwise, for ever: no edit of the publisher, and no version."""
        urls = {self.url, self.work.lead.url}
        return self.article in {self.profile.article_id(url) for url in urls}

    def _first(self, story: Extraction, digest: str) -> Ingested:
        self.article = self.profile.article_id(self.url)
        self.unit.articles.open(self.article, self.portal, self.key, self.url, self.at)
        version = self._new_version(story, digest, "first", "stored")
        return Ingested("stored", None, self.article, version)

    def _changed(self, story: Extraction, digest: str, before: Extraction) -> Ingested:
        version = self._new_version(story, digest, change_between(before, story), "changed")
        return Ingested("changed", None, self.article, version)

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
