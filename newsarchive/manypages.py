"""JSON lines of pages → JSON lines of their fields: same order, all processors, each page for itself."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic_core import CoreConfig, SchemaValidator, ValidationError, core_schema, from_json

from newsarchive.errors import UsageError
from newsarchive.extraction.lines import to_json
from newsarchive.portals import Catalogue
from newsarchive.workers import Job, WorkerPool, map_jobs
from storage.records import Hints, Page, Refusal

_HINTS = frozenset(Hints.__slots__)
_TEXT = core_schema.nullable_schema(core_schema.str_schema())
_FIELDS = {
    "id": core_schema.typed_dict_field(core_schema.any_schema(), required=False),
    "html_b64": core_schema.typed_dict_field(core_schema.bytes_schema()),
    "hints": core_schema.typed_dict_field(core_schema.any_schema(), required=False),
    **{
        name: core_schema.typed_dict_field(_TEXT, required=False)
        for name in ("url", "fetched_at", "content_type", "portal")
    },
}
# JSON and base64 read in one go take less than half the time of one after the other.
_LINE = SchemaValidator(core_schema.typed_dict_schema(_FIELDS, config=CoreConfig(val_json_bytes="base64")))


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
            if line.isspace() or not line:
                continue
            identity, url = None, ""
            try:
                told = _told(line)
                identity = told.get("id")
                if "html_b64" not in told:
                    raise LineError(told["why"])
                url = _address(told.get("url") or "")
                job = _job(told, url)
                slug = told.get("portal")
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
            yield _written(to_json(one.identity, one.url, result))
    yield from _known(waiting)


def _known(waiting: deque[_Waiting]) -> Iterator[bytes]:
    """The answers at the front that no worker is asked for."""
    while waiting and waiting[0].refusal is not None:
        one = waiting.popleft()
        assert one.refusal is not None
        yield _written(to_json(one.identity, one.url, one.refusal))


def _written(answer: dict[str, Any]) -> bytes:
    """An `id` goes back as it came: numbers may be longer than the fast writer's."""
    try:
        return orjson.dumps(answer)
    except TypeError:
        return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _told(line: bytes) -> dict[str, Any]:
    """What a line says; of one that cannot be meant, its `id` and `why`."""
    try:
        told: dict[str, Any] = _LINE.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        told = {"why": ": ".join([*map(str, first["loc"]), first["msg"]])}
        try:
            whole = from_json(line)
        except ValueError:
            return told
        return {"id": whole.get("id"), **told} if isinstance(whole, dict) else told
    return told


def _address(url: str) -> str:
    try:
        urlsplit(url)
    except ValueError as error:
        raise LineError(f"url: {error}") from None
    return url


def _job(told: dict[str, Any], url: str) -> Job:
    moment = _moment(told.get("fetched_at"))
    page = Page(url, told["html_b64"], moment, content_type=told.get("content_type"))
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
