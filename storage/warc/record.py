"""A WARC 1.1 record ↔ its bytes, uncompressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from storage.warc.errors import WarcError

VERSION = b"WARC/1.1"
_END = b"\r\n\r\n"
_UNSAFE = re.compile(rb"[^\x21-\x7e]")

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """One record: named fields in order, repeats kept, and its block."""

    fields: tuple[tuple[str, str], ...]
    block: bytes

    @property
    def type(self) -> str:
        return self.get("WARC-Type") or ""

    @property
    def id(self) -> str:
        return self.get("WARC-Record-ID") or ""

    @property
    def date(self) -> datetime:
        return parse_date(self.get("WARC-Date") or "")

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.fields if key.lower() == wanted]

    def to_bytes(self) -> bytes:
        head = b"".join(f"{name}: {value}\r\n".encode() for name, value in self.fields)
        return VERSION + b"\r\n" + head + b"\r\n" + self.block + _END


def new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def digest(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


def make(kind: str, record_id: str, at: datetime, content_type: str, block: bytes, fields: Fields) -> Record:
    """A record with the fields that every record has, then `fields` (those with a value)."""
    return Record(
        (
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", format_date(at)),
            *((name, value) for name, value in fields if value),
            ("WARC-Block-Digest", digest(block)),
            ("Content-Type", content_type),
            ("Content-Length", str(len(block))),
        ),
        block,
    )


def parse(data: bytes) -> Record:
    """The record that a whole member holds. WarcError if it is not exactly one record."""
    head, found, rest = data.partition(_END)
    lines = head.split(b"\r\n")
    if not found or not lines[0].startswith(b"WARC/1."):
        raise WarcError(f"not a WARC record: {data[:40]!r}")
    pairs = [line.decode("utf-8", "replace").partition(":") for line in lines[1:]]
    fields = tuple((name.strip(), value.strip()) for name, _, value in pairs)
    record = Record(fields, rest.removesuffix(_END))
    if record.get("Content-Length") != str(len(record.block)) or not rest.endswith(_END):
        raise WarcError(f"record {record.id} has {len(record.block)} bytes, not as many as it says")
    return record


def format_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_date(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise WarcError(f"not a WARC-Date: {text!r}") from error


def safe_uri(url: str) -> str:
    """`url` fit for a field: what no URI may hold (spaces, controls, other than ASCII) percent-encoded."""
    raw = url.encode("utf-8", "surrogatepass")
    return _UNSAFE.sub(lambda found: b"%%%02X" % found[0][0], raw).decode("ascii")
