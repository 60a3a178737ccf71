"""JSON lines of pages → JSON lines of their fields: same order, all processors, each page for itself."""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from newsarchive.errors import UsageError
from newsarchive.extraction.lines import to_json
from newsarchive.portals import Catalogue
from newsarchive.workers import Job, WorkerPool, map_jobs
from storage.records import Hints, Page, Refusal

_HINTS = frozenset(Hints.__slots__)


class LineError(ValueError):
    """A line that cannot be meant; the message says why."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A line whose answer is to come, or is known already because the line makes no sense."""

    identity: object
    url: str
    refusal: Refusal | None = None


def answers(lines: Iterable[bytes], portals: Sequence[Path] = (), size: int | None = None) -> Iterator[bytes]:
    """One answer a line, without its line end. A line that cannot be read is answered by `bad_line`."""
    waiting: deque[_Waiting] = deque()
    catalogue = Catalogue(portals)

    @cache
    def profile_json(slug: str) -> str:
        try:
            return catalogue.get(slug).to_json()
        except UsageError as error:
            raise LineError(str(error)) from None

    def jobs() -> Iterator[Job]:
        for line in lines:
            if not line.strip():
                continue
            identity, url = None, ""
            try:
                told = _object(line)
                identity = told.get("id")
                url = _address(_text(told, "url") or "")
                job = _job(told, url)
                slug = _text(told, "portal")
                if slug:
                    job = Job(job.page, job.kind, profile_json(slug), job.hints)
            except LineError as error:
                waiting.append(_Waiting(identity, url, Refusal("bad_line", str(error))))
                continue
            waiting.append(_Waiting(identity, url))
            yield job

    with WorkerPool(size) as pool:
        for reading in map_jobs(pool, jobs()):
            yield from _known(waiting)
            one = waiting.popleft()
            result = reading.result if reading.result is not None else Refusal("crashed", "no answer")
            yield orjson.dumps(to_json(one.identity, one.url, result))
    yield from _known(waiting)


def _known(waiting: deque[_Waiting]) -> Iterator[bytes]:
    """The answers at the front that no worker is asked for."""
    while waiting and waiting[0].refusal is not None:
        one = waiting.popleft()
        assert one.refusal is not None
        yield orjson.dumps(to_json(one.identity, one.url, one.refusal))


def _object(line: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LineError(f"not JSON: {error}") from None
    if not isinstance(told, dict):
        raise LineError("no JSON object")
    return told


def _address(url: str) -> str:
    try:
        urlsplit(url)
    except ValueError as error:
        raise LineError(f"url: {error}") from None
    return url


def _text(told: dict[str, Any], key: str) -> str | None:
    value = told.get(key)
    if value is not None and not isinstance(value, str):
        raise LineError(f"{key} is no string")
    return value


def _job(told: dict[str, Any], url: str) -> Job:
    encoded = _text(told, "html_b64")
    if encoded is None:
        raise LineError("html_b64 is missing")
    try:
        body = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LineError(f"html_b64: {error}") from None
    page = Page(url, body, _moment(_text(told, "fetched_at")), content_type=_text(told, "content_type"))
    return Job(page, "article", hints=_hints(told.get("hints")))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise LineError(f"fetched_at: {text!r} is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise LineError(f"fetched_at: {text!r} has no offset")
    return moment


def _hints(told: object) -> Hints:
    if told is None:
        return Hints()
    if not isinstance(told, dict):
        raise LineError("hints is no object")
    kept = {key: value for key, value in told.items() if key in _HINTS and isinstance(value, str)}
    return Hints(**kept)
