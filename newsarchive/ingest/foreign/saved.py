"""A page saved to disk → an answer, if the file or its keeper says whose it is and when it was fetched.

Nothing is guessed: the address comes from the file beside it (NAME.json), from --base-url, or from what the
page says of itself; the time from the same places or from the person who imports.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
from lxml.etree import LxmlError

from newsarchive.ingest.foreign.found import Found, Item, NotTakenError, Origin, Passed
from newsarchive.ingest.foreign.heads import MADE, made
from newsarchive.urls import local
from storage.records import Hints
from storage.warc.others import MOST, moment

_TOP = 64 * 1024
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(\S+)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+"
    r"saved date:\s*([^\n(]+?)\s*(?:\([^\n]*\))?\s*\n?\s*-->"
)
_HTTRACK = re.compile(
    r"<!-- Mirrored from (\S+) by HTTrack[^>]*?, (\w{3}, \d{1,2} \w{3} \d{4} [\d:]{8} GMT) -->"
)
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/(\d{14})[a-z_]*/(https?://\S+)", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)index\.html?$")


@dataclass(frozen=True, slots=True)
class Told:
    """What the person who imports says of pages that say nothing of it themselves."""

    base_url: str | None = None
    fetched_at: datetime | None = None
    by_mtime: bool = False


def saved_page(path: Path, below: str, name: str, told: Told) -> Iterator[Item]:
    """One page; `below` is its path under what --base-url stands for, `name` its name in reports."""
    origin = Origin(name, head=MADE, dated_by="")
    try:
        yield _found(path, below, origin, told)
    except NotTakenError as why:
        yield Passed(why.reason, origin, why.detail)


def _found(path: Path, below: str, origin: Origin, told: Told) -> Found:
    if path.stat().st_size > MOST:
        raise NotTakenError("too_large")
    body = path.read_bytes()
    beside = _beside(path)
    top = body[:_TOP].decode("utf-8", "replace")
    said = _said(top)
    url = beside.get("url") or _under(told.base_url, below) or (said[0] if said else _linked(body))
    if not isinstance(url, str):
        raise NotTakenError("no_url", "neither a note beside the file, nor --base-url, nor the page says it")
    at, dated_by = _date(path, beside, said, told)
    text = {key: value for key, value in beside.items() if isinstance(value, str)}
    return Found(
        url=url,
        at=at,
        response=made(body, text.get("content_type")),
        origin=replace(origin, dated_by=dated_by, url=url),
        portal=text.get("portal"),
        hints=hints_of(beside.get("hints")),
    )


def hints_of(told: object) -> Hints:
    known = told if isinstance(told, dict) else {}
    names = Hints.__slots__
    return Hints(**{key: value for key, value in known.items() if key in names and isinstance(value, str)})


def _beside(path: Path) -> dict[str, Any]:
    note = path.with_name(path.name + ".json")
    try:
        told = json.loads(note.read_bytes()) if note.is_file() else {}
    except (ValueError, RecursionError) as error:
        raise NotTakenError("bad_note", f"{note.name}: {error}") from None
    if not isinstance(told, dict):
        raise NotTakenError("bad_note", f"{note.name}: no JSON object")
    return told


def _under(base: str | None, below: str) -> str | None:
    if base is None:
        return None
    return (
        base.rstrip("/")
        + "/"
        + quote(_INDEX.sub(lambda found: found[0][:1].strip("i"), below), safe="/?=&%~+,;:@!$'()*-._")
    )


def _said(top: str) -> tuple[str, str] | None:
    """The address and (or "") the time that a program wrote into the page when it saved it."""
    if found := _SINGLE_FILE.search(top):
        return _unwrapped(found[1], _script_date(found[2]))
    if found := _HTTRACK.search(top):
        url = found[1] if "://" in found[1] else f"http://{found[1]}"
        return _unwrapped(url, parsedate_to_datetime(found[2]).isoformat())
    if found := _SAVED_FROM.search(top):
        return _unwrapped(found[1], "")
    return None


def _unwrapped(url: str, date: str) -> tuple[str, str]:
    """A page of a web archive is the page that it shows, as of the time in its address."""
    found = _WAYBACK.match(url)
    return (found[2], found[1]) if found else (url, date)


def _script_date(text: str) -> str:
    try:
        return datetime.strptime(text.strip(), "%a %b %d %Y %H:%M:%S GMT%z").isoformat()
    except ValueError:
        return ""


def _linked(body: bytes) -> str | None:
    """The canonical address and og:url; none where both are there and name different pages."""
    try:
        tree = lxml.html.document_fromstring(body)
    except (LxmlError, ValueError):
        return None
    links = [one.get("href", "") for one in tree.iter("link") if one.get("rel", "").lower() == "canonical"]
    links += [one.get("content", "") for one in tree.iter("meta") if one.get("property") == "og:url"]
    links = [link.strip() for link in links if re.match(r"\s*https?://", link)]
    pages = set()
    for link in links:
        try:
            pages.add(local(link))
        except ValueError:
            return None
    if len(pages) > 1:
        raise NotTakenError("no_url", f"the page names several addresses: {', '.join(links)[:200]}")
    return links[0] if links else None


def _date(
    path: Path, beside: dict[str, Any], said: tuple[str, str] | None, told: Told
) -> tuple[datetime, str]:
    if "fetched_at" in beside:
        return _aware(beside["fetched_at"]), "the note beside the file"
    if said and said[1]:
        found = moment(said[1])
        if found:
            return found, "the page's own comment"
    if told.fetched_at:
        return told.fetched_at, "--fetched-at"
    if told.by_mtime:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC), "the file's time (--dates-from-mtime)"
    raise NotTakenError("no_date", "when it was fetched is not known; say it with --fetched-at")


def _aware(text: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise NotTakenError("no_date", f"fetched_at: {str(text)[:60]!r} is no ISO 8601 time") from None
    if at.tzinfo is None:
        raise NotTakenError("no_date", f"fetched_at: {str(text)[:60]!r} has no offset")
    return at.astimezone(UTC)
