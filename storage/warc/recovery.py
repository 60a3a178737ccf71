"""A file left behind with its open name → a sealed one that holds whole exchanges only.

Safe to be killed at any byte: the torn tail is on disk beside the file before it is cut off, and a second
try does the same again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from storage.warc.errors import TornError, WarcError
from storage.warc.exchange import RECORDS
from storage.warc.groups import groups
from storage.warc.members import walk, whole_member_after
from storage.warc.names import OPEN, TORN, final_name, sync_directory, with_suffix


@dataclass(frozen=True, slots=True)
class Recovered:
    """`end`: bytes of whole records kept; `torn`: bytes cut from the tail, kept in the file's .torn."""

    end: int
    torn: int


def recover(path: Path, acknowledged: int | None = None) -> Recovered:
    """Cut the torn tail of an open file, then seal it. A file with no whole record left is taken away.

    `acknowledged` is the end of the last record that the database knows in it. Damage before that is no torn
    tail, and WarcError, with nothing touched; without `acknowledged`, so is damage with whole records after.
    """
    if not path.name.endswith(OPEN):
        raise WarcError(f"{path}: sealed already")
    final = final_name(path)
    if final.exists():
        raise WarcError(f"{path}: {final.name} is there as well")
    size = path.stat().st_size
    end = whole_until(path)
    if end < size:
        _refuse_damage(path, end, acknowledged)
        _set_aside(path, with_suffix(final, TORN), end)
    if end == 0:
        path.unlink()
    else:
        with path.open("rb+") as file:
            file.truncate(end)
            os.fsync(file.fileno())
        path.rename(final)
    sync_directory(path.parent)
    return Recovered(end, size - end)


def whole_until(path: Path) -> int:
    """The end of the last whole exchange (or of the warcinfo record) before the first trouble."""
    end = 0
    with path.open("rb") as file:
        try:
            for group in groups(file):
                end = group[-1].end
        except TornError as error:
            return error.offset
    return end


def _refuse_damage(path: Path, end: int, acknowledged: int | None) -> None:
    if acknowledged is not None:
        if end < acknowledged:
            raise WarcError(f"{path}: damaged at {end}, but acknowledged up to {acknowledged}")
        return
    later = _whole_beyond(path, end)
    if later is not None:
        raise WarcError(f"{path}: damaged at {end}, yet a whole record follows at {later}")


def _whole_beyond(path: Path, end: int) -> int | None:
    """Where a whole record stands behind the trouble at `end`; None if that is but an unfinished exchange."""
    whole = 0
    with path.open("rb") as file:
        try:
            for _ in walk(file, end):
                whole += 1
        except TornError as error:
            return whole_member_after(file, error.offset)
    return end if whole >= RECORDS else None


def _set_aside(path: Path, torn: Path, end: int) -> None:
    with path.open("rb") as source, torn.open("wb") as target:
        source.seek(end)
        while piece := source.read(1024 * 1024):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    sync_directory(torn.parent)
