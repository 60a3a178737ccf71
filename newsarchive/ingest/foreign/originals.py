"""A revisit record → the answer it stands for, its payload out of our own WARC files."""

from __future__ import annotations

from dataclasses import replace

from newsarchive.archive import Archive, warc_trouble
from newsarchive.ingest.foreign.choice import Chosen
from newsarchive.ingest.foreign.found import Found, NotTakenError, Revisit
from newsarchive.urls import canonical
from storage.records import Capture
from storage.repositories import Unit
from storage.warc import read_exchange
from storage.warc.http import split


def resolved(archive: Archive, unit: Unit, revisit: Revisit, chosen: Chosen) -> Found:
    """Raises NotTakenError where what it stands on was not taken, now or before."""
    found, portal = revisit.found, chosen.profile.slug
    if revisit.not_modified:
        if unit.captures.last(portal, chosen.url) is None:
            raise _without(revisit)
        return found if found.response else replace(found, response=b"HTTP/1.1 304 Not Modified\r\n\r\n")
    original = _original(unit, revisit, chosen)
    if original is None:
        raise _without(revisit)
    with warc_trouble():
        whole = read_exchange(archive.warc_root, original.warc, original.offset).exchange.response
    wire = split(whole)
    head = found.response if found.response.startswith(b"HTTP/") else wire.head
    if not head.endswith((b"\r\n\r\n", b"\n\n")):
        head = head.rstrip() + b"\r\n\r\n"
    return replace(found, response=head + wire.rest)


def _original(unit: Unit, revisit: Revisit, chosen: Chosen) -> Capture | None:
    portal = chosen.profile.slug
    if revisit.refers_at and (url := _spelt(revisit.refers_url)):
        found = unit.origins.at(portal, url, revisit.refers_at)
        if found:
            return found
    digest = revisit.found.origin.digest
    return unit.origins.with_digest(portal, digest) if digest else None


def _spelt(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return ""


def _without(revisit: Revisit) -> NotTakenError:
    return NotTakenError(
        "revisit_without_original", f"{revisit.found.url} stands on {revisit.refers_url}"[:300]
    )
