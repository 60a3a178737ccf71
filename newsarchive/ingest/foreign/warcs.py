"""A WARC or ARC file of any crawler → the answers in it that could be pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from newsarchive.ingest.foreign.found import Found, Item, NotTakenError, Origin, Passed, Revisit
from newsarchive.ingest.foreign.heads import MADE, made
from storage.warc import Damage, Foreign, records
from storage.warc.others import moment

_HTML = re.compile(r"(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_XML = re.compile(r"(?:text|application)/(?:[a-z]+\+)?xml\b", re.IGNORECASE)
_QUIET = frozenset({"warcinfo", "filedesc", "request", "metadata"})
"""Records that are no answers: they are read for what they say of one, and counted nowhere."""
_LONGEST_NOTE = 256 * 1024


def answers(file: BinaryIO, name: str) -> Iterator[Item]:
    """Every answer in the file; what is none, or could not be read, is passed with its reason."""
    reader = _Answers(name)
    for record in records(file):
        if isinstance(record, Damage):
            yield Passed("damaged", Origin(name, record.offset), record.what, damaged=True)
        elif record.kind in _QUIET:
            reader.note(record)
        else:
            try:
                yield reader.answer(record)
            except NotTakenError as why:
                yield Passed(why.reason, reader.origin(record), why.detail)


class _Answers:
    """Remembers what stood around an answer: the file's program, the last request, the last note of ours."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.software = ""
        self._request: Foreign | None = None
        self._note: Foreign | None = None

    def origin(self, record: Foreign) -> Origin:
        return Origin(
            self.name,
            record.offset,
            record.get("warc-record-id"),
            self.software,
            digest=record.get("warc-payload-digest"),
            url=record.url,
        )

    def note(self, record: Foreign) -> None:
        block = record.block or b""
        if record.kind == "warcinfo":
            told = re.search(rb"(?im)^software[ \t]*:[ \t]*([^\r\n]{1,200})", block)
            self.software = told[1].decode("utf-8", "replace") if told else ""
        elif record.kind == "request":
            self._request = record
        elif record.kind == "metadata" and record.get("content-type").startswith("application/json"):
            self._note = record

    def answer(self, record: Foreign) -> Item:
        if record.kind not in ("response", "resource", "revisit"):
            raise NotTakenError("other_record", record.kind[:40])
        if not re.match(r"https?://", record.url, re.IGNORECASE):
            raise NotTakenError("not_http", record.url[:200])
        if record.block is None:
            raise NotTakenError("too_large", record.url[:200])
        at = record.date
        if at is None:
            raise NotTakenError("no_date", record.get("warc-date")[:60])
        found = Found(
            url=record.url,
            at=at,
            response=record.block,
            origin=self.origin(record),
            request=self._beside(record),
            ip=record.get("warc-ip-address") or None,
            truncated=record.get("warc-truncated") or None,
            note=self._ours(record),
        )
        if record.kind == "revisit":
            return _revisit(found, record)
        return _resource(found, record) if record.kind == "resource" else found

    def _beside(self, record: Foreign) -> bytes:
        """The request that this answers, where the file has it in front."""
        request, self._request = self._request, None
        if request is None or request.url != record.url or not request.block:
            return b""
        told = {record.get("warc-record-id"), record.get("warc-concurrent-to")} - {""}
        about = {request.get("warc-record-id"), request.get("warc-concurrent-to")}
        return request.block if told & about else b""

    def _ours(self, record: Foreign) -> dict[str, Any]:
        """What a crawl of ours noted of this answer: the lead, and what it knew."""
        note = self._note
        if note is None or not note.block or len(note.block) > _LONGEST_NOTE:
            return {}
        if record.get("warc-concurrent-to") != note.get("warc-record-id"):
            return {}
        try:
            told = json.loads(note.block)
        except (ValueError, RecursionError):
            return {}
        return told if isinstance(told, dict) and isinstance(told.get("lead"), dict) else {}


def _revisit(found: Found, record: Foreign) -> Revisit:
    profile = record.get("warc-profile").lower()
    return Revisit(
        found,
        record.get("warc-refers-to-target-uri").strip("<>") or record.url,
        moment(record.get("warc-refers-to-date")),
        "not-modified" in profile or bool(re.match(rb"HTTP/\S+ 304\b", found.response)),
    )


def _resource(found: Found, record: Foreign) -> Found:
    """A page that was kept without its answer."""
    told = record.get("content-type")
    if not _HTML.match(told) and not _XML.match(told):
        raise NotTakenError("not_html", told[:60])
    return replace(
        found, response=made(found.response, told), origin=replace(found.origin, head=MADE), truncated=None
    )
