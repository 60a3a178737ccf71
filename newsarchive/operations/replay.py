"""WARC files → rows: whole records found beyond the database are adopted, or all of it is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsarchive.archive import Archive
from newsarchive.ingest.conveyor import Pool, Rereader
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.keep import keep
from newsarchive.ingest.work import Work, capture_of, work_of
from newsarchive.profile import Profile
from storage.records import Exchange, Reading
from storage.repositories import Unit
from storage.warc import Stored, exchanges, page_of, parse_response, recover

log = logging.getLogger(__name__)

OPEN = ".open"
GROUP = 64


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a start found left over by a run that was cut off: records without rows, bytes cut away."""

    records: int = 0
    torn_bytes: int = 0


class Replay:
    """Takes stored exchanges, in the order they were written, through the same conveyor as a crawl's."""

    def __init__(self, archive: Archive, profiles: Mapping[str, Profile], pool: Pool) -> None:
        self.archive, self.profiles, self.pool = archive, profiles, pool
        self.rereader = Rereader(archive, profiles, pool)

    def take(self, records: Iterable[Stored]) -> int:
        """Keep every record; the number of them."""
        count = 0
        for group in _groups(records, GROUP):
            with self.archive.database.writing() as unit:
                for stored in group:
                    self._take(unit, stored)
                    count += 1
        return count

    def _take(self, unit: Unit, stored: Stored) -> None:
        work = work_of(stored.exchange)
        profile = self.profiles[work.portal]
        if not stored.exchange.response:
            keep(unit, profile, work, None, self.rereader)
            return
        parsed = parse_response(stored.exchange.response)
        capture = capture_of(work, stored.placed, parsed)
        reading = self._read(unit, work, profile, stored)
        keep(unit, profile, _with(work, reading), capture, self.rereader)

    def _read(self, unit: Unit, work: Work, profile: Profile, stored: Stored) -> Reading | None:
        exchange = self.rereader.whole(unit, stored)
        page = page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)
        job = job_of(work.kind, page, profile, work.lead.hints)
        return self.pool.read(job) if job else None


def _with(work: Work, reading: Reading | None) -> Work:
    return Work(work.portal, work.run, work.lead, work.kind, work.exchange, reading)


def adopt(archive: Archive, profile: Profile, pool: Pool) -> Adopted:
    """Mend what a cut-off run of this portal left: torn tails are cut, whole records get their rows.

    The portal's lock must be held.
    """
    replay = Replay(archive, {profile.slug: profile}, pool)
    records = torn = 0
    for path in sorted((archive.warc_root / profile.slug).glob(f"*/*{OPEN}")):
        mended = recover(path)
        torn += mended.torn
        if mended.path is None:
            continue
        with archive.database.reading() as unit:
            known = unit.captures.extent(warc_name(archive.warc_root, mended.path))
        left = (stored for stored in exchanges(archive.warc_root, mended.path) if stored.placed.offset >= known)
        records += replay.take(left)
    if records or torn:
        log.warning("%s: adopted %d records of an unfinished run, cut %d torn bytes", profile.slug, records, torn)
    return Adopted(records, torn)


def rebuild(
    archive: Archive, profiles: Mapping[str, Profile], pool: Pool, files: Iterable[Path] | None = None
) -> int:
    """Fill an empty database from the archive's WARC files, in the order of their dates; the records read."""
    paths = sorted(files if files is not None else archive.warc_root.glob("*/*/*.warc.gz"))
    stored = [one for path in paths for one in _dated(archive.warc_root, path)]
    stored.sort(key=lambda dated: dated[:2])
    return Replay(archive, profiles, pool).take(_load(archive, stored))


def _dated(root: Path, path: Path) -> Iterator[tuple[datetime, int, Path, int]]:
    for one in exchanges(root, path):
        yield one.exchange.fetched_at, one.placed.offset, path, one.placed.offset


def _load(archive: Archive, dated: Iterable[tuple[datetime, int, Path, int]]) -> Iterator[Stored]:
    from storage.warc import read_exchange

    for _, _, path, offset in dated:
        yield read_exchange(archive.warc_root, warc_name(archive.warc_root, path), offset)


def warc_name(root: Path, path: Path) -> str:
    """The name by which the database knows a WARC file: its path below the root, without ".open"."""
    return str(path.relative_to(root)).removesuffix(OPEN)


def _groups(records: Iterable[Stored], size: int) -> Iterator[list[Stored]]:
    group: list[Stored] = []
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
