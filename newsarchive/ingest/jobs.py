"""A kept page → the job that reads it; the same for a live answer and for one out of the WARC."""

from __future__ import annotations

from newsarchive.ingest.work import WorkKind
from newsarchive.profile import Profile
from newsarchive.workers import Job
from storage.records import Hints, Learnt, Page

NOT_MODIFIED = 304


def job_of(
    kind: WorkKind,
    page: Page,
    profile: Profile,
    hints: Hints,
    earlier: tuple[Page, ...] = (),
    learnt: Learnt = Learnt(),
) -> Job | None:
    """None for what nobody reads: robots.txt, redirects, and answers that say "not modified".

    `earlier` are the pages on which the story of this page began."""
    if kind == "robots" or kind == "redirect" or page.status == NOT_MODIFIED:
        return None
    return Job(page, kind, profile.to_json(), hints, learnt, earlier)
