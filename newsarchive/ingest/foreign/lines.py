"""JSON lines of pages, as `extract --jsonl` reads them → answers."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from pydantic_core import from_json

from newsarchive.ingest.foreign.found import Found, Item, NotTakenError, Origin, Passed
from newsarchive.ingest.foreign.heads import MADE, made
from newsarchive.ingest.foreign.saved import Told, _aware, hints_of
from storage.warc.others import MOST

LONGEST = 2 * MOST


def lines(file: BinaryIO, name: str, told: Told) -> Iterator[Item]:
    offset = 0
    while line := file.readline(LONGEST):
        origin = Origin(name, offset, head=MADE, dated_by="fetched_at")
        offset += len(line)
        if line.isspace():
            continue
        try:
            if not line.endswith(b"\n") and len(line) == LONGEST:
                offset += _skip(file)
                raise NotTakenError("too_large")
            yield _found(line, origin, told)
        except NotTakenError as why:
            yield Passed(why.reason, origin, why.detail)


def _skip(file: BinaryIO) -> int:
    size = 0
    while rest := file.readline(LONGEST):
        size += len(rest)
        if rest.endswith(b"\n"):
            break
    return size


def _found(line: bytes, origin: Origin, told: Told) -> Found:
    try:
        page = from_json(line)
    except ValueError as error:
        raise NotTakenError("bad_line", str(error)[:200]) from None
    if not isinstance(page, dict):
        raise NotTakenError("bad_line", "no JSON object")
    body, content_type = _body(page)
    url = page.get("url")
    if not isinstance(url, str) or not url:
        raise NotTakenError("no_url", "the line has no url")
    at, dated_by = _date(page, told)
    portal = page.get("portal")
    return Found(
        url=url,
        at=at,
        response=made(body, content_type),
        origin=replace(origin, record=str(page.get("id") or "")[:200], dated_by=dated_by, url=url),
        portal=portal if isinstance(portal, str) else None,
        hints=hints_of(page.get("hints")),
    )


def _body(page: dict[str, Any]) -> tuple[bytes, str | None]:
    told = page.get("content_type")
    content_type = told if isinstance(told, str) else None
    packed, text = page.get("html_b64"), page.get("html")
    if isinstance(packed, str):
        try:
            return base64.b64decode(packed, validate=True), content_type
        except (binascii.Error, ValueError) as error:
            raise NotTakenError("bad_line", f"html_b64: {error}") from None
    if isinstance(text, str):
        return text.encode("utf-8", "replace"), "text/html; charset=utf-8"
    raise NotTakenError("bad_line", "the line has neither html_b64 nor html")


def _date(page: dict[str, Any], told: Told) -> tuple[datetime, str]:
    if page.get("fetched_at") is not None:
        return _aware(page["fetched_at"]), "fetched_at"
    if told.fetched_at:
        return told.fetched_at.astimezone(UTC), "--fetched-at"
    raise NotTakenError("no_date", "the line has no fetched_at; say it with --fetched-at")
