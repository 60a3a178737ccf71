"""What a file of others gave, a piece at a time: a page, a page that leans on another, or nothing to take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.records import Hints


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something lay: the file, the offset in it, the record's own id, the program that wrote it.

    `dated_by` is what told the time of the fetch; `head`: "made" where we had to write the HTTP head.
    """

    file: str
    offset: int = 0
    record: str = ""
    software: str = ""
    dated_by: str = "WARC-Date"
    head: str = "kept"
    digest: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer as its record has it, its HTTP head and all. `note` is ours, where a WARC of ours has one."""

    url: str
    at: datetime
    response: bytes
    origin: Origin
    request: bytes = b""
    ip: str | None = None
    truncated: str | None = None
    portal: str | None = None
    hints: Hints = Hints()
    note: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revisit:
    """An answer whose payload is that of an earlier one: by address and date, or by `origin.digest`.

    `not_modified`: the server said so, and there is no payload to look for."""

    found: Found
    refers_url: str
    refers_at: datetime | None
    not_modified: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """What was not taken, and why: a stable code. `damaged` means that bytes could not be read."""

    reason: str
    origin: Origin
    detail: str = ""
    damaged: bool = False


Item = Found | Revisit | Passed


class NotTakenError(Exception):
    """Raised on the way to the conveyor: nothing to take here, for this reason."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
