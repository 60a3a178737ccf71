"""One capture and its reading → rows: what it was, the leads on it, the frontier, the ledger."""

from __future__ import annotations

from datetime import timedelta

from newsarchive.ingest.article import keep_story
from newsarchive.ingest.barred import bare
from newsarchive.ingest.fragments import breaks_off
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.work import IMPORTED, PASSING, Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction, Refusal
from storage.repositories import Unit
from storage.warc import earlier_parts


def keep(unit: Unit, profile: Profile, work: Work, capture: Capture | None, reread: Reread) -> Ingested:
    """Store one capture (None: nothing was asked, or nothing came back) within the caller's transaction.

    `reread` reads an earlier capture with today's rules: a change is judged on two readings by the same
    reader, so that better rules never look like an edit of the publisher.
    """
    if PASSING in work.exchange.note:
        if capture:
            unit.captures.add(capture, None, None)
            _came_from(unit, work, capture)
        return Ingested()
    if capture is None:
        done = _unanswered(work)
    elif work.kind == "article":
        done = keep_story(unit, profile, work, capture, reread)
    else:
        done = _discovery(unit, profile, work, capture)
    if work.lead.kind == "article" and done.outcome:
        _count(unit, profile, work, capture, done)
    if capture:
        _came_from(unit, work, capture)
    return done


def _came_from(unit: Unit, work: Work, capture: Capture) -> None:
    """An imported capture: its note names the file and the record that it was taken from."""
    told = work.exchange.note.get(IMPORTED)
    number = unit.captures.find(capture.warc, capture.offset) if isinstance(told, dict) else None
    if number is not None and isinstance(told, dict):
        unit.origins.keep(number, told)


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
    closed = unit.withdrawals.closed(work.portal)
    keyed = [(lead, profile.key(lead.url)) for lead in reading.leads if lead.kind == "article"]
    found = [(bare(lead) if closed.holds(key, lead.url) else lead, key) for lead, key in keyed]
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
    first = current.first_seen if done.article and (current := unit.articles.current(done.article)) else None
    if first := first or unit.frontier.found(work.portal, profile.key(url)):
        wait = max(wait, at - first)
    # What one page says of itself holds for that page only: another one may be new, or had at last.
    story = work.reading.result if work.reading else None
    in_parts = earlier_parts(work.exchange) or (isinstance(story, Extraction) and breaks_off(story))
    known = None if in_parts else capture
    unit.frontier.ended(
        work.portal,
        profile.key(url),
        url,
        at,
        done.outcome,
        None if done.outcome == "failed" else at + wait,
        known.etag if known else None,
        known.last_modified if known else None,
    )
