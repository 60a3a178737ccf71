"""WARC files → rows: records found beyond the database are adopted, or all of it is rebuilt."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from newsarchive.archive import Archive, warc_trouble
from newsarchive.errors import StorageTrouble
from newsarchive.extraction.learnt.snapshot import digest_of, learnt_from
from newsarchive.ingest.conveyor import drain
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.keep import keep
from newsarchive.ingest.lessons import LESSON, snapshot_of
from newsarchive.ingest.records import portal_record
from newsarchive.ingest.rereading import Pool, Rereader
from newsarchive.ingest.work import IMPORTED, PASSING, capture_of, work_of
from newsarchive.profile import Profile
from newsarchive.workers import Job, WorkerPool, map_jobs
from storage.records import Learnt, Reading, RunRecord
from storage.repositories import Unit
from storage.warc import (
    Stored,
    WarcError,
    earlier_parts,
    exchanges,
    page_of,
    parse_response,
    read_exchange,
    read_info,
    recover,
    salvaged,
)

log = logging.getLogger(__name__)

OPEN = ".open"
UNKNOWN = ""
"""The software of a run that is known from its captures alone; the WARC file's first record names it."""
GROUP = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a start found left over by a run that was cut off: records without rows, bytes cut away."""

    records: int = 0
    torn_bytes: int = 0


class Replay:
    """Takes stored exchanges, in the order they were written, through the same conveyor as a crawl's.

    Each is read with what its own run had learnt, as its file's first record has it. What a damaged WARC file
    keeps from being read goes into `damaged`, where there is one to be told; else it is StorageTrouble.
    """

    def __init__(
        self,
        archive: Archive,
        profiles: Mapping[str, Profile],
        pool: Pool,
        damaged: Callable[[str], None] | None = None,
    ) -> None:
        self.archive, self.profiles, self.pool, self.damaged = archive, profiles, pool, damaged
        self.learnt: dict[str, Learnt] = {}
        self.rereader = Rereader(archive, profiles, pool, self.learnt)
        self._infos: dict[str, dict[str, str]] = {}
        self._by_file: dict[str, Learnt] = {}

    def take(self, records: Iterable[Stored], progress: Callable[[int], None] = lambda _: None) -> int:
        """Keep every record; the number of them."""
        count = 0
        for group in _groups(self._read_ahead(records), GROUP):
            with self.archive.database.writing() as unit:
                for stored, reading in group:
                    self._keep(unit, stored, reading)
                    count += 1
            progress(count)
        drain(self.archive)
        return count

    def _read_ahead(self, records: Iterable[Stored]) -> Iterator[tuple[Stored, Reading | None]]:
        """Each record with its reading, on all processors where the pool has them."""
        waiting: deque[tuple[Stored, bool]] = deque()

        def jobs() -> Iterator[Job]:
            for stored in records:
                job = self._job(stored)
                waiting.append((stored, job is not None))
                if job:
                    yield job

        if isinstance(self.pool, WorkerPool):
            readings = map_jobs(self.pool, jobs())
        else:
            readings = (self.pool.read(job) for job in jobs())
        for reading in readings:
            while not waiting[0][1]:
                yield waiting.popleft()[0], None
            yield waiting.popleft()[0], reading
        while waiting:
            yield waiting.popleft()[0], None

    def _job(self, stored: Stored) -> Job | None:
        exchange = stored.exchange
        if not exchange.response or PASSING in exchange.note:
            return None
        work = work_of(exchange)
        try:
            page = page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)
            earlier = tuple(self.archive.page_at(place) for place in earlier_parts(exchange))
        except (WarcError, FileNotFoundError) as error:
            if self.damaged is None:
                raise
            self.damaged(str(error))
            return None
        learnt = self._learnt_in(stored.placed.warc)
        return job_of(work.kind, page, self.profiles[work.portal], work.lead.hints, earlier, learnt)

    def _keep(self, unit: Unit, stored: Stored, reading: Reading | None) -> None:
        exchange, warc = stored.exchange, stored.placed.warc
        work = work_of(exchange, reading)
        if unit.runs.get(work.run) is None:
            command = "import" if IMPORTED in exchange.note else "crawl"
            software = self._info(warc).get("software", UNKNOWN)
            unit.runs.start(RunRecord(work.run, exchange.fetched_at, command, software))
        profile = self.profiles[work.portal]
        learnt = self.learnt[work.portal] = self._learnt_in(warc)
        if digest_of(learnt) and unit.snapshots.get(work.portal, digest_of(learnt)) is None:
            unit.snapshots.keep(snapshot_of(work.portal, learnt, unit.captures.count(work.portal)))
        if not exchange.response:
            keep(unit, profile, work, None, self.rereader)
            return
        capture = capture_of(work, stored.placed, parse_response(exchange.response))
        try:
            with unit.savepoint():
                keep(unit, profile, work, capture, self.rereader)
        except StorageTrouble as trouble:
            if self.damaged is None:
                raise
            self.damaged(str(trouble))
            unit.captures.add(capture, None, "failed")

    def _info(self, warc: str) -> dict[str, str]:
        if warc not in self._infos:
            self._infos[warc] = read_info(self.archive.warc_root, warc)
        return self._infos[warc]

    def _learnt_in(self, warc: str) -> Learnt:
        if warc not in self._by_file:
            text = self._info(warc).get("learnt")
            self._by_file[warc] = learnt_from(text) if text else Learnt()
        return self._by_file[warc]


def adopt(archive: Archive, profile: Profile, pool: Pool) -> Adopted:
    """Mend what a cut-off run of this portal left: torn tails are cut, whole records get their rows.

    The portal's lock must be held.
    """
    replay = Replay(archive, {profile.slug: profile}, pool)
    records = torn = 0
    for path in sorted((archive.warc_root / profile.slug).glob(f"*/*{OPEN}")):
        with archive.database.reading() as unit:
            known = unit.captures.extent(warc_name(archive.warc_root, path))
        # Rows first, the final name last: who is killed in between finds the file here again.
        with warc_trouble():
            records += replay.take(one for one in exchanges(path) if one.placed.offset >= known)
            torn += recover(path, known).torn
    if records or torn:
        log.warning("%s: adopted %d records of a run cut off, cut %d torn bytes", profile.slug, records, torn)
    return Adopted(records, torn)


def rebuild(
    archive: Archive,
    profiles: Mapping[str, Profile],
    pool: Pool,
    *,
    damaged: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> int:
    """Fill a database from the archive's WARC files, in the order of their dates; the records read.

    The portals are those of `profiles`. Records of a file up to the last that the database knows of it are
    passed over: a database out of a backup gets what is beyond it. A run is known by what its captures say.
    """
    root = archive.warc_root
    with archive.database.writing() as unit:
        for profile in profiles.values():
            unit.portals.keep(portal_record(profile))
    places: list[tuple[datetime, str, int]] = []
    for path in warc_files(root):
        if path.parent.parent.name in profiles:
            with archive.database.reading() as unit:
                known = unit.captures.extent(warc_name(root, path))
            whole = exchanges(path) if damaged is None else salvaged(path, damaged)
            places += [_place(one) for one in whole if one.placed.offset >= known]
    places.sort()
    records = _read(root, places, damaged)
    done = Replay(archive, profiles, pool, damaged).take(records, lambda count: progress(count, len(places)))
    _learnt_last(archive, profiles)
    return done


def warc_files(root: Path) -> list[Path]:
    """Sealed ones, and those that a run which was cut off left open."""
    return sorted((*root.glob("*/*/*.warc.gz"), *root.glob(f"*/*/*.warc.gz{OPEN}")))


def _read(
    root: Path, places: Iterable[tuple[datetime, str, int]], damaged: Callable[[str], None] | None
) -> Iterator[Stored]:
    for _, warc, offset in places:
        try:
            yield read_exchange(root, warc, offset)
        except (WarcError, FileNotFoundError) as error:
            if damaged is None:
                raise
            damaged(str(error))


def _learnt_last(archive: Archive, profiles: Mapping[str, Profile]) -> None:
    """Make current what each portal had learnt last: its next run reads with it, as it would have."""
    root = archive.warc_root
    for slug in profiles:
        last: tuple[str, str, dict[str, str]] | None = None
        for path in (root / slug).glob("*/*.warc.gz"):
            try:
                info = read_info(root, warc_name(root, path))
            except (WarcError, ValueError):
                continue
            if LESSON in info and (last is None or (info[LESSON], path.name) > last[:2]):
                last = info[LESSON], path.name, info
        if last:
            told = last[2]
            captures = int(told["learnt-captures"]) if told.get("learnt-captures", "").isdigit() else 0
            with archive.database.writing() as unit:
                unit.snapshots.keep(snapshot_of(slug, learnt_from(told["learnt"]), captures))


def _place(one: Stored) -> tuple[datetime, str, int]:
    return one.exchange.fetched_at, one.placed.warc, one.placed.offset


def warc_name(root: Path, path: Path) -> str:
    """The name by which the database knows a WARC file: its path below the root, without ".open"."""
    return str(path.relative_to(root)).removesuffix(OPEN)


def _groups(records: Iterable[T], size: int) -> Iterator[list[T]]:
    group: list[T] = []
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
