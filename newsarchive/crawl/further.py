"""A page of a story → the page on which it goes on, as part of the same errand, so many and no more."""

from __future__ import annotations

from newsarchive.crawl.errands import Errand, Part
from newsarchive.crawl.exchanges import Fetched
from newsarchive.crawl.politeness import TRY_AGAIN
from newsarchive.crawl.visit import Visit
from newsarchive.ingest import Ingested
from storage.records import CONTINUED, Extraction

MOST_PARTS = 20
"""More pages than that no story has; what seems to have them is an archive of stories."""


def onward(item: Fetched, done: Ingested) -> Errand | None:
    """What is asked after a page of a story that does not end there."""
    page = item.page()
    if item.errand is None or item.then is None:
        return None
    if item.then == item.errand.lead.url or page is None or done.place is None:
        return item.errand.apart()
    return item.errand.further(item.then, Part(page, done.place))


def goes_on(item: Fetched, visit: Visit) -> str | None:
    """Where the story goes on that this page is a part of, if that is to be asked.

    A page that could not be had leaves the story to be asked for alone; one that is no part ends it."""
    errand = item.errand
    if errand is None or errand.step is not None or errand.alone or item.kind != "article":
        return None
    if errand.earlier and (not item.exchange.response or item.status in TRY_AGAIN):
        return errand.lead.url
    story = item.reading.result if item.reading else None
    problems = story.problems if isinstance(story, Extraction) else ()
    url = next((one.detail for one in problems if one.code == CONTINUED), None)
    known = {errand.lead.url, item.exchange.url, *errand.hops, *(part.page.url for part in errand.earlier)}
    if url is None or url in known or len(errand.earlier) + 1 >= MOST_PARTS:
        return None
    return url if visit.profile.allows(url) and not visit.forbids(url) else None
