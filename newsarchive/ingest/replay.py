"""WARC files → rows: records found beyond the database are adopted, or all of it is rebuilt."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from newsarchive.archive import Archive
from newsarchive.extraction.learnt.snapshot import digest_of, learnt_from
from newsarchive.ingest.conveyor import drain
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.keep import keep
from newsarchive.ingest.lessons import snapshot_of
from newsarchive.ingest.records import portal_record
from newsarchive.ingest.rereading import Pool, Rereader, warc_trouble
from newsarchive.ingest.work import PASSING, Work, capture_of, work_of
from newsarchive.profile import Profile
from storage.records import Learnt, Reading, RunRecord
from storage.repositories import Unit
from storage.warc import (
    Stored,
    earlier_parts,
    exchanges,
    page_of,
    parse_response,
    read_exchange,
    read_info,
    recover,
)

log = logging.getLogger(__name__)

OPEN = ".open"
UNKNOWN = ""
"""The software of a run that is known from its captures alone; the WARC file's first record names it."""
GROUP = 64


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a start found left over by a run that was cut off: records without rows, bytes cut away."""

    records: int = 0
    torn_bytes: int = 0


class Replay:
    """Takes stored exchanges, in the order they were written, through the same conveyor as a crawl's.

    Each is read with what its own run had learnt, as its file's first record has it.
    """

    def __init__(self, archive: Archive, profiles: Mapping[str, Profile], pool: Pool) -> None:
        self.archive, self.profiles, self.pool = archive, profiles, pool
        self.learnt: dict[str, Learnt] = {}
        self.rereader = Rereader(archive, profiles, pool, self.learnt)
        self._by_file: dict[str, Learnt] = {}

    def take(self, records: Iterable[Stored]) -> int:
        """Keep every record; the number of them."""
        count = 0
        for group in _groups(records, GROUP):
            with self.archive.database.writing() as unit:
                for stored in group:
                    self._take(unit, stored)
                    count += 1
        drain(self.archive)
        return count

    def _take(self, unit: Unit, stored: Stored) -> None:
        work = work_of(stored.exchange)
        if unit.runs.get(work.run) is None:
            unit.runs.start(RunRecord(work.run, stored.exchange.fetched_at, "crawl", UNKNOWN))
        profile = self.profiles[work.portal]
        self.learnt[work.portal] = self._learnt_in(unit, work.portal, stored.placed.warc)
        if not stored.exchange.response:
            keep(unit, profile, work, None, self.rereader)
            return
        parsed = parse_response(stored.exchange.response)
        capture = capture_of(work, stored.placed, parsed)
        reading = self._read(work, profile)
        keep(unit, profile, replace(work, reading=reading), capture, self.rereader)

    def _learnt_in(self, unit: Unit, portal: str, warc: str) -> Learnt:
        if warc not in self._by_file:
            text = read_info(self.archive.warc_root, warc).get("learnt")
            learnt = self._by_file[warc] = learnt_from(text) if text else Learnt()
            if digest_of(learnt) and unit.snapshots.get(portal, digest_of(learnt)) is None:
                unit.snapshots.keep(snapshot_of(portal, learnt, unit.captures.count(portal)))
        return self._by_file[warc]

    def _read(self, work: Work, profile: Profile) -> Reading | None:
        exchange = work.exchange
        if PASSING in exchange.note:
            return None
        page = page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)
        earlier = tuple(self.archive.page_at(place) for place in earlier_parts(exchange))
        job = job_of(work.kind, page, profile, work.lead.hints, earlier, self.learnt[work.portal])
        return self.pool.read(job) if job else None


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


def rebuild(archive: Archive, profiles: Mapping[str, Profile], pool: Pool) -> int:
    """Fill an empty database from the archive's WARC files, in the order of their dates; the records read.

    The portals are those of `profiles`; a run is known by what its captures say of it.
    """
    root = archive.warc_root
    with archive.database.writing() as unit:
        for profile in profiles.values():
            unit.portals.keep(portal_record(profile))
    places = [place for path in root.glob("*/*/*.warc.gz") for place in _places(path)]
    records = (read_exchange(root, warc, offset) for _, warc, offset in sorted(places))
    return Replay(archive, profiles, pool).take(records)


def _places(path: Path) -> Iterator[tuple[datetime, str, int]]:
    for one in exchanges(path):
        yield one.exchange.fetched_at, one.placed.warc, one.placed.offset


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
