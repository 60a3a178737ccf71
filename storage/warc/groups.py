"""A file's members → groups: the warcinfo record, then each exchange whole, in file order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from storage.warc.errors import TornError, WarcError
from storage.warc.members import Member, walk
from storage.warc.record import Record, parse


@dataclass(frozen=True, slots=True)
class Located:
    """A record and the member that holds it."""

    record: Record
    offset: int
    length: int

    @property
    def end(self) -> int:
        return self.offset + self.length


Group = tuple[Located, ...]


def groups(file: BinaryIO, start: int = 0) -> Iterator[Group]:
    """Every whole group from `start`, where one must begin. TornError at the beginning of one that is not
    whole: a member is cut, or a record that its metadata record names does not follow."""
    members = walk(file, start)
    begin = start
    while True:
        try:
            first = _located(next(members, None))
            if first is None:
                return
            group = (first, *(_expected(next(members, None), name) for name in _names(first.record)))
        except WarcError as error:
            raise TornError(begin, str(error)) from error
        yield group
        begin = group[-1].end


def _located(member: Member | None) -> Located | None:
    return Located(parse(member.data), member.offset, member.length) if member else None


def _expected(member: Member | None, name: str) -> Located:
    found = _located(member)
    if found is None or found.record.id != name:
        raise WarcError(f"{name} was announced, {found.record.id if found else 'nothing'} follows")
    return found


def _names(record: Record) -> list[str]:
    if record.type == "metadata":
        return record.all("WARC-Concurrent-To")
    if record.type != "warcinfo":
        raise WarcError(f"a {record.type or 'nameless'} record where warcinfo or metadata begins")
    return []
