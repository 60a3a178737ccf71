"""One exchange ↔ its WARC records: metadata, request, response (or revisit), in this order.

The metadata record names the records after it (WARC-Concurrent-To), so that a reader knows when the
exchange is whole. The response says where its exchange begins (Newsarchive-Exchange-Offset) and a revisit
where its payload lies (Newsarchive-Origin), beside the fields of the standard, so that one offset is enough
to read all of it. Interim answers (100 Continue) stand in the metadata record, because readers of WARC take
the first status line for the answer's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from storage.records import Exchange
from storage.warc.errors import WarcError
from storage.warc.http import Wire, split
from storage.warc.record import Record, digest, format_date, make, new_id, parse_date, safe_uri
from storage.warc.stored import Origin

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
START = "Newsarchive-Exchange-Offset"
ORIGIN = "Newsarchive-Origin"
RECORDS = 3
"""An exchange has at most so many records."""
INTERIM = "interim_responses"
_REQUEST = "application/http;msgtype=request"
_RESPONSE = "application/http;msgtype=response"
_TRUNCATIONS = ("length", "time", "disconnect", "unspecified")


def records_of(
    exchange: Exchange, start: int, warcinfo: str, profile: str | None, origin: Origin | None
) -> Iterator[Record]:
    """The records of an exchange that will begin at `start`. `profile` makes the answer a revisit."""
    wire = split(exchange.response)
    request_id, response_id = new_id(), new_id()
    fields = [
        ("WARC-Target-URI", safe_uri(exchange.url)),
        ("WARC-IP-Address", exchange.ip or ""),
        ("WARC-Warcinfo-ID", warcinfo),
    ]
    parts = [
        *([request_id] if exchange.request else []),
        *([response_id] if exchange.response else []),
    ]
    others = [("WARC-Concurrent-To", part) for part in parts]
    note = _note(exchange, wire)
    at = exchange.fetched_at
    metadata = make("metadata", new_id(), at, "application/json", note, [*fields, *others])
    yield metadata
    if exchange.request:
        peer = [("WARC-Concurrent-To", response_id if exchange.response else metadata.id)]
        yield make("request", request_id, at, _REQUEST, exchange.request, [*fields, *peer])
    if not exchange.response:
        return
    own = [("WARC-Concurrent-To", metadata.id), (START, str(start))]
    if profile and origin:
        yield make(
            "revisit", response_id, at, _RESPONSE, _revisit_block(wire, profile),
            [*fields, *own, *_refers_to(profile, origin)],
        )  # fmt: skip
        return
    if wire.regular:
        own.append(("WARC-Payload-Digest", digest(wire.rest)))
    if exchange.truncated:
        reason = exchange.truncated if exchange.truncated in _TRUNCATIONS else "unspecified"
        own.append(("WARC-Truncated", reason))
    yield make("response", response_id, at, _RESPONSE, wire.head + wire.rest, [*fields, *own])


def _note(exchange: Exchange, wire: Wire) -> bytes:
    note = dict(exchange.note)
    if wire.interim:
        note[INTERIM] = wire.interim.decode("latin-1")
    return json.dumps(note, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _revisit_block(wire: Wire, profile: str) -> bytes:
    return wire.head if profile == IDENTICAL else wire.head + wire.rest


def _refers_to(profile: str, origin: Origin) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", safe_uri(origin.url)),
        ("WARC-Refers-To-Date", format_date(origin.at)),
        ("WARC-Payload-Digest", origin.digest),
        (ORIGIN, f"{origin.warc}@{origin.offset}"),
    ]


def origin_of(record: Record) -> Origin:
    """What a revisit record of ours stands on."""
    warc, _, offset = (record.get(ORIGIN) or "").rpartition("@")
    if not warc or not offset.isdigit():
        raise WarcError(f"revisit {record.id} does not say where its payload lies")
    return Origin(
        record.get("WARC-Refers-To-Target-URI") or "",
        parse_date(record.get("WARC-Refers-To-Date") or ""),
        record.get("WARC-Payload-Digest") or "",
        warc,
        int(offset),
    )


def exchange_of(records: Sequence[Record], payload: bytes) -> Exchange:
    """An exchange put back together. `payload` is what an identical-payload revisit left out."""
    metadata, *others = records
    by_type = {record.type: record for record in others}
    answer = by_type.get("response") or by_type.get("revisit")
    request = by_type.get("request")
    note = _read_note(metadata)
    interim = str(note.pop(INTERIM, "")).encode("latin-1", "replace")
    return Exchange(
        url=metadata.get("WARC-Target-URI") or "",
        request=request.block if request else b"",
        response=interim + answer.block + payload if answer else b"",
        fetched_at=metadata.date,
        ip=metadata.get("WARC-IP-Address"),
        truncated=answer.get("WARC-Truncated") if answer else None,
        note=note,
    )


def _read_note(metadata: Record) -> dict[str, object]:
    try:
        note = json.loads(metadata.block.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise WarcError(f"metadata record {metadata.id} is not JSON: {error}") from error
    if not isinstance(note, dict):
        raise WarcError(f"metadata record {metadata.id} is not a JSON object")
    return note
