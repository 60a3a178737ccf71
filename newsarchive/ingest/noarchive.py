"""A page that asks not to be archived → what the portal's profile makes of it: a problem that is recorded, an
article that is hidden, or a refusal with nothing kept."""

from __future__ import annotations

from newsarchive.ingest.work import Ingested, Work
from newsarchive.profile import Profile
from storage.audit_log import AuditLog
from storage.records import Extraction
from storage.repositories import Unit
from storage.repositories.withdrawals import Withdrawal

NOARCHIVE = "noarchive"
AUTHORITY = "robots"
REASON = "the page asks not to be archived (noarchive)"
WITHDRAWN = "withdrawn"
"""The kind of its lines that withdraw an article."""


def asks_not_to_be_archived(work: Work) -> bool:
    story = work.reading.result if work.reading else None
    return isinstance(story, Extraction) and any(each.code == NOARCHIVE for each in story.problems)


def refuses(profile: Profile, work: Work) -> bool:
    """Whether nothing of the page is to be kept."""
    return profile.archiving.noarchive == "refuse" and asks_not_to_be_archived(work)


def withhold(unit: Unit, log: AuditLog, profile: Profile, work: Work, done: Ingested) -> None:
    """Hide a story that was just stored, if the profile says so: first a line of the audit log, then rows.

    One that was withdrawn before, and shown again by a person, stays as the person left it.
    """
    if profile.archiving.noarchive != "withhold" or not done.article or not asks_not_to_be_archived(work):
        return
    if any(one.authority == AUTHORITY for one in unit.withdrawals.of(done.article)):
        return
    marks = sorted(set(unit.withdrawals.marks_of(done.article)))
    told = {
        "article": done.article,
        "portal": work.portal,
        "scope": "view",
        "reason": REASON,
        "authority": AUTHORITY,
        "until": None,
        "note": None,
    }
    at = work.exchange.fetched_at
    entry = log.append(WITHDRAWN, {**told, "marks": marks}, at)
    made = Withdrawal(
        entry.sequence, done.article, work.portal, "view", REASON, AUTHORITY, None, entry.at
    )  # fmt: skip
    unit.withdrawals.put(made, marks)
    unit.withdrawals.settle(done.article)
    unit.search.remove(done.article)
    unit.clusters.forget(done.article)
