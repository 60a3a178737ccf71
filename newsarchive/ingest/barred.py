"""A fetch of a withdrawn article → the bare fact that it was refused: nothing of its text is stored again."""

from __future__ import annotations

from dataclasses import replace

from newsarchive.ingest.noarchive import NOARCHIVE, refuses
from newsarchive.ingest.redaction import Phrase, without_phrases
from newsarchive.ingest.texts import text_digest
from newsarchive.ingest.work import Work, note_of
from newsarchive.profile import Profile
from storage.records import Extraction, Hints, Lead
from storage.repositories.withdrawals import Closed

WITHDRAWN = "withdrawn"


def barred(closed: Closed, profile: Profile, work: Work) -> Work:
    """The work itself; where it is about a withdrawn article, what is left of it."""
    if work.lead.kind != "article":
        return work
    if closed.marks and _is_closed(closed, profile, work):
        return _stripped(work, WITHDRAWN)
    if refuses(profile, work):
        return _stripped(work, NOARCHIVE)
    if not closed.phrases:
        return work
    told = [
        Phrase.from_json(one)
        for url in {work.lead.url, work.exchange.url}
        if profile.owns(url)
        for one in closed.redactions(profile.key(url), url)
    ]
    return (without_phrases(told, work) or _stripped(work, WITHDRAWN)) if told else work


def _stripped(work: Work, reason: str) -> Work:
    lead = bare(work.lead)
    note = note_of(work.portal, work.run, lead, work.kind, refused=reason)
    exchange = replace(work.exchange, request=b"", response=b"", truncated=None, note=note)
    return replace(work, lead=lead, exchange=exchange, reading=None)


def bare(lead: Lead) -> Lead:
    """The lead without what its source said of the story."""
    return replace(lead, hints=Hints())


def _is_closed(closed: Closed, profile: Profile, work: Work) -> bool:
    story = work.reading.result if work.reading else None
    urls = {work.lead.url, work.exchange.url}
    if isinstance(story, Extraction):
        urls |= {story.url, *filter(None, [story.canonical_url])}
        if story.body and closed.holds_text(text_digest(story)):
            return True
    return any(closed.holds(profile.key(url), url) for url in urls if profile.owns(url))
