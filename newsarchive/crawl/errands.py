"""A lead on its way to an answer: what was asked so far, and how to ask again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from newsarchive.crawl.walk import Step
from storage.records import Lead, Page
from storage.warc import Place


@dataclass(frozen=True)
class Part:
    """A page on which a story began, and where it is kept."""

    page: Page
    place: Place


@dataclass(frozen=True)
class Errand:
    """`url` is what is asked next: the lead's own, or where redirects led. `step` places it in discovery.

    `etag` and `last_modified` make the request conditional; `seen` is when the document was fetched before.
    `earlier` are the pages on which the story began; `alone` says that it is kept as its first page has it.
    """

    lead: Lead
    url: str
    key: str = ""
    step: Step | None = None
    hops: tuple[str, ...] = ()
    attempt: int = 0
    etag: str | None = None
    last_modified: str | None = None
    seen: datetime | None = None
    earlier: tuple[Part, ...] = ()
    alone: bool = False

    @property
    def conditional(self) -> bool:
        return bool(self.etag or self.last_modified)

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value and value.isascii()}

    def again(self) -> Errand:
        return replace(self, attempt=self.attempt + 1)

    def anew(self) -> Errand:
        """Asked without conditions, from the start."""
        return replace(self, url=self.lead.url, hops=(), attempt=0, etag=None, last_modified=None, earlier=())

    def further(self, url: str, part: Part) -> Errand:
        """The next page of the same story."""
        return replace(self.moved(url), hops=(), earlier=(*self.earlier, part))

    def apart(self) -> Errand:
        """The story from its first page again, for a later one cannot be had."""
        return replace(self.anew(), alone=True)

    def moved(self, target: str) -> Errand:
        """What holds for one URL does not for another: no conditions go along."""
        return replace(
            self, url=target, hops=(*self.hops, self.url), attempt=0, etag=None, last_modified=None
        )


class Flight:
    """The errands whose answers are not yet kept."""

    def __init__(self) -> None:
        self._open: dict[str, str] = {}
        self._news = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    def keys(self) -> set[str]:
        return {key for key in self._open.values() if key}

    def off(self, errand: Errand) -> None:
        self._open[errand.lead.url] = errand.key

    def landed(self, errand: Errand) -> bool:
        """False for an errand that had landed already."""
        self._news.set()
        return self._open.pop(errand.lead.url, None) is not None

    async def news(self) -> None:
        """Wait until an errand lands."""
        await self._news.wait()
        self._news.clear()
