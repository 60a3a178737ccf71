"""The bytes of one page → its story, for programs that have the page already."""

from __future__ import annotations

from datetime import datetime

from newsarchive.errors import NewsarchiveError
from newsarchive.extraction import extract as read_page
from newsarchive.portals import Catalogue
from storage.records import Extraction, Page, Refusal


class NotAnArticleError(NewsarchiveError):
    """The page is no article; `refusal` says why."""

    def __init__(self, url: str, refusal: Refusal) -> None:
        super().__init__(
            f"{url}: no article: {refusal.reason}" + (f" ({refusal.detail})" if refusal.detail else "")
        )
        self.refusal = refusal


def extract(
    html: bytes, url: str, *, fetched_at: datetime | None = None, portal: str | None = None
) -> Extraction:
    """The fields of a page with evidence for each; NotAnArticleError for a page that tells no story.

    `portal` names a profile of the catalogue, whose rules are then tried first. `fetched_at` must be aware.
    """
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError("fetched_at needs a time zone")
    profile = Catalogue().get(portal) if portal is not None else None
    result = read_page(Page(url, html, fetched_at), profile)
    if isinstance(result, Refusal):
        raise NotAnArticleError(url, result)
    return result
