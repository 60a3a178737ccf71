"""A place in a WARC file → the exchange stored there, with every byte as it came over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from storage.warc.errors import RemovedError, TornError, WarcError
from storage.warc.exchange import IDENTICAL, START, exchange_of, origin_of
from storage.warc.groups import Group, Located, groups
from storage.warc.http import split
from storage.warc.members import walk
from storage.warc.names import OPEN, existing, name_below_root, root_of
from storage.warc.record import Record, digest, parse
from storage.warc.stored import Origin, Placed, Stored
from storage.warc.tombstone import is_tombstone, moved_to


def read_exchange(root: Path, warc: str, offset: int) -> Stored:
    """The exchange whose answer (or, with none, whose metadata record) lies at `offset` of file `warc`.

    The file may still bear its open name. WarcError where no exchange of ours lies there.
    """
    record = record_at(root, warc, offset)
    if is_tombstone(record):
        if new := moved_to(record):
            return read_exchange(root, *new)
        raise RemovedError(f"{warc}: what lay at {offset} was removed by a withdrawal")
    begin = offset if record.type == "metadata" else _begin(record, warc, offset)
    path = existing(root / warc)
    with path.open("rb") as file:
        try:
            group = next(groups(file, begin), None)
        except TornError as error:
            raise WarcError(f"{path}: {error}") from error
    if group is None or _answer(group).offset != offset:
        raise WarcError(f"{path}: the exchange at {begin} has no answer at {offset}")
    return _stored(root, warc, group)


def records_of_exchange(root: Path, warc: str, offset: int) -> tuple[Located, ...]:
    """All records of the exchange whose answer lies at `offset`, each with its place."""
    record = record_at(root, warc, offset)
    begin = offset if record.type == "metadata" else _begin(record, warc, offset)
    with existing(root / warc).open("rb") as file:
        try:
            return next(groups(file, begin), ())
        except TornError as error:
            raise WarcError(f"{warc}: {error}") from error


def exchanges(path: Path, start: int = 0) -> Iterator[Stored]:
    """Every exchange of a file in the order it was written, from `start` (where an exchange begins or ends).

    Where the file still bears its open name, a torn or unfinished tail ends it; in a sealed file it is
    damage, and raises WarcError.
    """
    path = existing(path)
    root, warc = root_of(path), name_below_root(path)
    with path.open("rb") as file:
        try:
            for group in groups(file, start):
                if group[0].record.type == "metadata" and not is_tombstone(group[0].record):
                    yield _stored(root, warc, group)
        except TornError as error:
            if not path.name.endswith(OPEN):
                raise WarcError(f"{path}: {error}") from error


def record_at(root: Path, warc: str, offset: int) -> Record:
    """The one record at `offset`."""
    path = existing(root / warc)
    with path.open("rb") as file:
        try:
            member = next(walk(file, offset), None)
            if member is None:
                raise TornError(offset, "beyond the end of the file")
            return parse(member.data)
        except WarcError as error:
            raise WarcError(f"{path}: offset {offset}: {error}") from error


def find_origin(root: Path, warc: str, offset: int) -> Origin:
    """The response record at a place; for a revisit record there, the one that it stands on."""
    record = record_at(root, warc, offset)
    if record.type == "revisit":
        origin = origin_of(record)
        record, warc, offset = record_at(root, origin.warc, origin.offset), origin.warc, origin.offset
    if record.type != "response":
        raise WarcError(f"{warc}: a {record.type} record at {offset}, not a response")
    return Origin(
        record.get("WARC-Target-URI") or "",
        record.date,
        record.get("WARC-Payload-Digest") or "",
        warc,
        offset,
    )


def _begin(record: Record, warc: str, offset: int) -> int:
    begin = record.get(START) or ""
    if not begin.isdigit() or int(begin) > offset:
        raise WarcError(f"{warc}: the {record.type} record at {offset} belongs to no exchange of ours")
    return int(begin)


def _answer(group: Group) -> Located:
    return group[-1] if group[-1].record.type in ("response", "revisit") else group[0]


def _stored(root: Path, warc: str, group: Group) -> Stored:
    answer = _answer(group)
    payload, revisit = b"", answer.record.type == "revisit"
    if revisit and answer.record.get("WARC-Profile") == IDENTICAL:
        payload = _payload(root, origin_of(answer.record))
    exchange = exchange_of([part.record for part in group], payload)
    value = answer.record.get("WARC-Payload-Digest") or digest(split(exchange.response).rest)
    return Stored(exchange, Placed(warc, answer.offset, answer.length, value, revisit))


def _payload(root: Path, origin: Origin) -> bytes:
    payload = split(record_at(root, origin.warc, origin.offset).block).rest
    if digest(payload) != origin.digest:
        raise WarcError(f"{origin.warc}: the payload at {origin.offset} is not {origin.digest}")
    return payload
