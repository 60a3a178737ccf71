"""What a download left behind → the item that goes down the pipelines, with a note that explains it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsarchive.crawl.visit import Visit
from newsarchive.crawl.wire import Wire
from newsarchive.ingest.work import PASSING, Work, WorkKind, note_of
from storage.records import Exchange, Lead, Page, Reading
from storage.warc import PARTS, Parsed, page_of, parse_response

if TYPE_CHECKING:
    from newsarchive.crawl.errands import Errand

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Turn:
    """An item's place in its portal's queue: kept after `before`, whatever the reading of either takes."""

    before: asyncio.Event | None
    done: asyncio.Event


@dataclass
class Fetched:
    """One exchange of one portal. `errand` is set where it ends with this: no retry, no redirect follows."""

    portal: str
    run: str
    lead: Lead
    kind: WorkKind
    exchange: Exchange
    head: Parsed | None = None
    errand: Errand | None = None
    reading: Reading | None = None
    turn: Turn | None = None
    then: str | None = None
    """The address where the story goes on; for a page of it that could not be had, the story's own."""

    @property
    def status(self) -> int:
        return self.head.status if self.head else 0

    @property
    def failure(self) -> str:
        return str(self.exchange.note.get("failure", ""))

    def page(self) -> Page | None:
        """The answer as a value; None where nothing came back."""
        exchange = self.exchange
        if not exchange.response:
            return None
        return page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)

    def work(self) -> Work:
        """As the conveyor takes it. An answer after which the same story is asked for again is marked so."""
        exchange = self.exchange
        if (self.errand is None or self.then) and self.kind not in ("redirect", "robots"):
            exchange = replace(exchange, note={**exchange.note, PASSING: True})
        elif self.errand and self.errand.earlier:
            places = [list(part.place) for part in self.errand.earlier]
            exchange = replace(exchange, note={**exchange.note, PARTS: places})
        return Work(self.portal, self.run, self.lead, self.kind, exchange, self.reading)


def fetched(visit: Visit, lead: Lead, kind: WorkKind, url: str, wire: Wire, **note: str) -> Fetched:
    """An exchange that was made. `note` takes `failure` and `truncated`."""
    truncated = note.pop("truncated", None)
    exchange = Exchange(
        url=url,
        request=wire.request,
        response=wire.response,
        fetched_at=visit.clock(),
        ip=wire.peer,
        truncated=truncated,
        note=_note(visit, lead, kind, **note),
    )
    head = parse_response(exchange.response, 0) if exchange.response else None
    return Fetched(visit.profile.slug, visit.run, lead, kind, exchange, head)


def not_asked(visit: Visit, lead: Lead, kind: WorkKind, url: str, **note: str) -> Fetched:
    """What was never sent, or never answered; `note` says why: `refused` or `failure`."""
    exchange = Exchange(url, b"", b"", visit.clock(), note=_note(visit, lead, kind, **note))
    return Fetched(visit.profile.slug, visit.run, lead, kind, exchange)


def redirect_of(head: Parsed | None, url: str) -> str | None:
    """Where an answer sends us; None if it is no redirect."""
    location = head.header("location") if head and head.status in REDIRECTS else None
    if not location:
        return None
    try:
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        return location


def _note(visit: Visit, lead: Lead, kind: WorkKind, **more: str) -> dict[str, object]:
    if not visit.profile.network.verify_tls:
        more["tls"] = "not verified"
    if visit.wall.host_map:
        more["host_map"] = ",".join(f"{host}={to}" for host, to in visit.wall.host_map.to_json().items())
    return note_of(visit.profile.slug, visit.run, lead, kind, **more)
