"""Job → Reading, in a worker; and the Reading of a page that no worker could read.

Extraction and discovery are imported where they are used: who only sends jobs need not load a parser.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from newsarchive.workers.job import Job
from storage.records import Page, Reading, Refusal

if TYPE_CHECKING:
    from newsarchive.profile import Profile

_FIRST_PAGES = tuple(
    Page(
        "about:blank",
        f'<html lang="{language}"><title>One two three</title><h1 class="title">One two three</h1>'
        '<p class="author">By: Ann O. Other, photos: Jo Other | 2 January 2026</p><time>2 January 2026</time>'
        "<p>Topic: one</p>"
        '<figure><img src="a"><figcaption>One two (Jo Other/AFP)</figcaption></figure>'
        '<figure><img src="b"><figcaption>One two. Photo: Jo Other</figcaption></figure>'.encode()
        + b"<p>One of the first pages, and of no other use than that.</p>" * 4
        + b"<p>By ANN OTHER</p><p>Words: Ann Other</p>",
    )
    for language in ("en", "vi")
)


def prepare() -> None:
    """Import what `read` will need, once, before workers are forked.

    A page is read too: word lists are loaded, and patterns made, when they are first needed.
    What is loaded here lives as long as the workers: the collector need not look at it again, and has less
    to do if it waits for more than the few hundred objects of one paragraph.
    """
    import newsarchive.discovery
    import newsarchive.extraction.reader
    import newsarchive.profile  # noqa: F401
    from newsarchive.extraction import extract

    for page in _FIRST_PAGES:
        extract(page)
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def read(job: Job) -> Reading:
    """The story on the page, or the leads that it gives. Runs in a worker, which may die of it."""
    from newsarchive.discovery import DiscoveryError, find_leads
    from newsarchive.extraction import extract_parts
    from newsarchive.extraction.reader import reader_of

    profile = _profile(job.profile_json)
    reader = reader_of(profile, job.learnt)
    if job.kind == "article":
        pages = (*job.earlier, job.page)
        return Reading(extract_parts(pages, profile, job.hints, job.learnt), (), reader)
    if profile is None:
        raise ValueError(f"{job.page.url}: leads are found by a profile only")
    try:
        return Reading(None, find_leads(job.page, job.kind, profile), reader)
    except DiscoveryError as error:
        return Reading(Refusal(error.reason, error.detail), (), reader)


def unread(job: Job, reason: str, detail: str) -> Reading:
    """What is said of a page that cost its worker: "timeout" or "crashed", by the reader that tried."""
    from newsarchive.extraction.reader import reader_of

    return Reading(Refusal(reason, detail), (), reader_of(_profile(job.profile_json), job.learnt))


def _profile(text: str | None) -> Profile | None:
    if text is None:
        return None
    from newsarchive.profile import Profile

    return Profile.from_json(text)
