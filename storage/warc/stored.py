"""Where records lie, and what a stored exchange is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records import Exchange


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an exchange's answer lies; where nothing came back, its metadata record.

    `warc` is the final name below the WARC root, also while the file still bears its open name. `digest` is
    "sha256:<hex>" of the payload as received: every byte after the empty line that ends the headers, chunk
    sizes included, no coding undone. That is what WARC-Payload-Digest covers here and what both warcio and
    FastWARC verify; equal digests mean that the answers can be put back together byte for byte. For a
    server-not-modified revisit it is the digest of the payload that the server says still stands.
    """

    warc: str
    offset: int
    length: int
    digest: str
    revisit: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """An exchange read back from the WARC, `response` whole also where the file has a revisit record."""

    exchange: Exchange
    placed: Placed


@dataclass(frozen=True, slots=True)
class Origin:
    """The response record that a revisit record stands on: its URL and date, its file and offset."""

    url: str
    at: datetime
    digest: str
    warc: str
    offset: int
