"""One fetch on its way into the archive, as the crawl hands it over or as the WARC gives it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast

from storage.records import Capture, Exchange, Hints, Lead, LeadKind, Outcome, Reading
from storage.warc import Parsed, Place, Placed

PASSING = "passing"
"""The note's key on a try that another try follows: kept, but no end of its lead."""

IMPORTED = "import"
"""The note's key on what another crawler had fetched: file, record and program that it came from."""

WorkKind = LeadKind | Literal["robots", "redirect"]


@dataclass(frozen=True, slots=True)
class Work:
    """What was asked for, what came over the wire, and what a worker read in it.

    `kind` is "robots" or "redirect" for answers that are only kept. Where nothing was asked or nothing
    came back, the exchange's note says why, and `reading` is None.
    """

    portal: str
    run: str
    lead: Lead
    kind: WorkKind
    exchange: Exchange
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one capture. `outcome` is None for what was no lead to an article.

    `new`, `due` and `known` count the leads found in it; `place` is where the capture lies.
    """

    outcome: Outcome | None = None
    reason: str | None = None
    article: str | None = None
    version: str | None = None
    new: int = 0
    due: int = 0
    known: int = 0
    place: Place | None = field(default=None, compare=False)


def note_of(portal: str, run: str, lead: Lead, kind: WorkKind, **more: str) -> dict[str, object]:
    """The note of an exchange: all that a rebuild needs beside the bytes. JSON-safe."""
    asked = {"url": lead.url, "kind": lead.kind, "found_in": lead.found_in}
    hints = {name: value for name, value in asdict(lead.hints).items() if value is not None}
    return {"portal": portal, "run": run, "kind": kind, "lead": {**asked, "hints": hints}, **more}


def work_of(exchange: Exchange, reading: Reading | None = None) -> Work:
    """The work that an exchange of ours was, from its note. Raises KeyError for a note of another make."""
    note = cast(dict[str, Any], exchange.note)
    asked = note["lead"]
    lead = Lead(asked["url"], asked["kind"], asked.get("found_in", ""), Hints(**asked.get("hints", {})))
    return Work(note["portal"], note["run"], lead, note["kind"], exchange, reading)


def work_of_capture(capture: Capture, reading: Reading) -> Work:
    """The work of a stored capture as far as its row tells: without its bytes and the note beside them."""
    lead = Lead(capture.lead_url, "article", "", capture.hints)
    exchange = Exchange(capture.url, b"", b"", capture.fetched_at)
    return Work(capture.portal, capture.run, lead, "article", exchange, reading)


def capture_of(work: Work, placed: Placed, parsed: Parsed) -> Capture:
    """The capture's row: where the bytes lie and what the headers said."""
    headers = {name.lower(): value for name, value in reversed(parsed.headers)}
    return Capture(
        portal=work.portal,
        url=work.exchange.url,
        lead_url=work.lead.url,
        kind=work.kind,
        run=work.run,
        fetched_at=work.exchange.fetched_at,
        status=parsed.status,
        content_type=headers.get("content-type"),
        digest=placed.digest,
        warc=placed.warc,
        offset=placed.offset,
        length=placed.length,
        revisit=placed.revisit,
        truncated=work.exchange.truncated,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        hints=work.lead.hints,
    )
