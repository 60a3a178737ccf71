"""WARC files → the exchanges in them that a removal is about, and those that lean on what goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from storage.warc.errors import TornError, WarcError
from storage.warc.exchange import IDENTICAL, origin_of
from storage.warc.groups import Located
from storage.warc.members import walk
from storage.warc.names import OPEN, existing, name_below_root
from storage.warc.parts import Place
from storage.warc.record import parse
from storage.warc.tombstone import Grave, is_tombstone

Wanted = Callable[[str, Sequence[Located]], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """The records of one exchange in file `warc`, in order; `origin` is the place its answer leans on."""

    warc: str
    records: tuple[Located, ...]
    origin: Place | None = None

    @property
    def answer(self) -> Located:
        return (
            self.records[-1] if self.records[-1].record.type in ("response", "revisit") else self.records[0]
        )

    @property
    def places(self) -> set[Place]:
        return {(self.warc, one.offset) for one in self.records}


def search(files: Iterable[Path], wanted: Wanted) -> tuple[list[Found], list[Found]]:
    """The exchanges that are wanted, and others whose answer has its payload in one of them."""
    found: list[Found] = []
    leaning: list[Found] = []
    for path in files:
        name = name_below_root(path)
        for records in exchanges_in(path):
            origin = _origin(records[-1])
            if wanted(name, records):
                found.append(Found(name, tuple(records), origin))
            elif origin:
                leaning.append(Found(name, tuple(records), origin))
    gone = {place for one in found for place in one.places}
    return found, [one for one in leaning if one.origin in gone]


def exchanges_in(path: Path) -> Iterator[list[Located]]:
    """The records that belong together, whoever wrote them; no warcinfo, no tombstone. An unfinished tail
    ends a file with its open name."""
    group: list[Located] = []
    expected: set[str] = set()
    with path.open("rb") as file:
        try:
            for member in walk(file):
                one = Located(parse(member.data), member.offset, member.length)
                if group and one.record.id not in expected:
                    yield group
                    group, expected = [], set()
                if one.record.type == "warcinfo" or is_tombstone(one.record):
                    continue
                group.append(one)
                expected.update(one.record.all("WARC-Concurrent-To"))
        except TornError as error:
            if not path.name.endswith(OPEN):
                raise WarcError(f"{path}: {error}") from error
    if group:
        yield group


def bury(root: Path, warc: str, stones: Iterable[tuple[Grave, bytes]]) -> None:
    """Put the tombstones in their places and sync. Done twice, it is the same."""
    path = existing(root / warc)
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        for grave, stone in stones:
            if len(stone) != grave.length:
                raise WarcError(f"{path}: a tombstone of {len(stone)} bytes for {grave.length}")
            _write(file, stone, grave.offset)
        os.fsync(file)
    finally:
        os.close(file)


def file_digest(root: Path, warc: str) -> str:
    """The digest of the whole file, as the audit log has it."""
    hashed = sha256()
    with existing(root / warc).open("rb") as file:
        while piece := file.read(1024 * 1024):
            hashed.update(piece)
    return f"sha256:{hashed.hexdigest()}"


def _write(file: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(file, view, offset)
        view, offset = view[written:], offset + written


def _origin(last: Located) -> Place | None:
    if last.record.type != "revisit" or last.record.get("WARC-Profile") != IDENTICAL:
        return None
    try:
        origin = origin_of(last.record)
    except WarcError:
        return None
    return origin.warc, origin.offset
