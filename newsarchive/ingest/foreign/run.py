"""Files of others → the conveyor, as a run of its own: locks, a report, nothing taken twice.

Pages are read in the worker pool and kept in the order of the files. Records that lean on others (revisits)
come in a second pass, when all that they could lean on is kept.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, cast

from newsarchive import __version__
from newsarchive.archive import Archive, storage_trouble
from newsarchive.errors import EXIT_ORDER, Exit, LockedError, StorageTrouble
from newsarchive.extraction.learnt.snapshot import digest_of
from newsarchive.ingest import lessons
from newsarchive.ingest.conveyor import Conveyor
from newsarchive.ingest.foreign.choice import Chooser, Chosen, checked, work_from
from newsarchive.ingest.foreign.files import Source, items
from newsarchive.ingest.foreign.found import Found, NotTakenError, Origin, Revisit
from newsarchive.ingest.foreign.originals import resolved
from newsarchive.ingest.foreign.saved import Told
from newsarchive.ingest.foreign.tally import Count
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.records import portal_record
from newsarchive.ingest.replay import adopt
from newsarchive.ingest.reports import counts, new_run, write
from newsarchive.ingest.work import PASSING, Ingested, Work
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from newsarchive.workers import Job, WorkerPool, map_jobs
from storage.records import Learnt, Page, RunRecord, Tally
from storage.repositories.withdrawals import Closed
from storage.warc import PARTS, earlier_parts, page_of
from storage.warc.http import split
from storage.warc.record import digest

IN_FLIGHT = 64
"""Works handed to the conveyor and not yet acknowledged: enough for its groups, few enough for memory."""

log = logging.getLogger(__name__)

Key = tuple[str, str, datetime, str | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be imported. With `portals`, only pages of theirs; `limit` is of pages taken."""

    sources: Sequence[Source]
    portals: Sequence[str] = ()
    told: Told = field(default_factory=Told)
    limit: int | None = None
    dry_run: bool = False


@dataclass
class Import:
    """One import into an archive, which may be None for a dry run where there is none yet. `adopted` is
    called when records that a killed run left have got their rows."""

    archive: Archive | None
    catalogue: Catalogue
    wish: Wish
    clock: Callable[[], datetime]
    progress: Callable[[Count], None] = lambda _: None
    adopted: Callable[[Archive], None] = lambda _: None
    count: Count = field(default_factory=Count)
    locked: list[str] = field(default_factory=list)
    damaged: dict[str, StorageTrouble] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    learnt: dict[str, Learnt] = field(default_factory=dict)
    interrupted: bool = False
    broken: StorageTrouble | None = None

    def __post_init__(self) -> None:
        self.run = RunRecord(new_run(self.clock()), self.clock(), "import", f"newsarchive {__version__}")
        self.chooser = Chooser(self.catalogue, self.wish.portals, self.run.started)
        self._in_flight: deque[tuple[Work, Key, Future[Ingested]]] = deque()
        self._known: set[Key] = set()
        self._places: dict[tuple[str, int], list[object]] = {}
        self._parts: dict[tuple[str, int], Page] = {}
        self._again: list[Source] = []
        self._withdrawn: dict[str, Closed] = {}
        self._things = ExitStack()

    def go(self) -> dict[str, Any]:
        """The report, whose "exit" is the command's exit code."""
        if self.wish.dry_run or self.archive is None:
            for _ in self._works():
                self.count.taken += 1
                self.progress(self.count)
            return self._report()
        with self._things:
            self._begin(self.archive)
            try:
                self._take()
            except KeyboardInterrupt:
                self.interrupted = True
            except StorageTrouble as trouble:
                self.broken = trouble
            self._end(self.archive)
            report = self._report()
            return self._put_on_record(self.archive, report)

    def _begin(self, archive: Archive) -> None:
        with storage_trouble(), archive.database.writing() as unit:
            unit.runs.start(self.run)
            unit.places.keep(self.catalogue.places())
        self.pool = self._things.enter_context(WorkerPool(archive.settings.workers or None))
        for profile in self.chooser.portals:
            self._open(profile)
        self.conveyor = Conveyor(archive, self.run, self.profiles, self.pool, self.clock, self.learnt)

    def _open(self, profile: Profile) -> bool:
        """Take the portal's lock and mend what a cut-off run left; False where it must be left alone."""
        slug = profile.slug
        if slug in self.profiles:
            return True
        if slug in self.locked or slug in self.damaged:
            return False
        assert self.archive
        try:
            self._things.enter_context(self.archive.lock(slug))
        except LockedError:
            self.locked.append(slug)
            return False
        try:
            with storage_trouble(), self.archive.database.writing() as unit:
                unit.portals.keep(portal_record(profile))
            if adopt(self.archive, profile, self.pool).records:
                self.adopted(self.archive)
        except StorageTrouble as trouble:
            log.error("%s: %s", slug, trouble)
            self.damaged[slug] = trouble
            return False
        self.learnt |= lessons.current(self.archive, [slug])
        self.profiles[slug] = profile
        return True

    def _take(self) -> None:
        self._read_and_keep(self._works())
        if self._again:
            self._read_and_keep(self._works(revisits=True))

    def _read_and_keep(self, works: Iterable[Work]) -> None:
        waiting: deque[tuple[Work, bool]] = deque()

        def jobs() -> Iterator[Job]:
            for work in works:
                job = self._job(work)
                waiting.append((work, job is not None))
                if job:
                    yield job

        for reading in map_jobs(self.pool, jobs()):
            self._unread(waiting)
            work, _ = waiting.popleft()
            self._submit(replace(work, reading=reading))
        self._unread(waiting)
        self._settle(0)

    def _unread(self, waiting: deque[tuple[Work, bool]]) -> None:
        while waiting and not waiting[0][1]:
            self._submit(waiting.popleft()[0])

    def _job(self, work: Work) -> Job | None:
        exchange = work.exchange
        page = page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)
        place = _place(work)
        if PASSING in exchange.note:
            self._parts[place] = page
            return None
        profile = self.profiles[work.portal]
        earlier = [self._parts.get(_local(old)) for old in earlier_parts(exchange)]
        whole = tuple(part for part in earlier if part is not None)
        return job_of(work.kind, page, profile, work.lead.hints, whole, self.learnt[work.portal])

    def _submit(self, work: Work) -> None:
        if PARTS in work.exchange.note:
            self._settle(0)
            work = self._moved(work)
        self._in_flight.append((work, _key(work), self.conveyor.submit(work)))
        self._settle(IN_FLIGHT)

    def _moved(self, work: Work) -> Work:
        """With the places that the earlier pages of its story have now."""
        note = dict(work.exchange.note)
        places = [self._places.get(_local(old)) for old in earlier_parts(work.exchange)]
        note[PARTS] = [place for place in places if place]
        if not all(places) or not places:
            del note[PARTS]
        return replace(work, exchange=replace(work.exchange, note=note))

    def _settle(self, most: int) -> None:
        while len(self._in_flight) > most:
            work, key, future = self._in_flight.popleft()
            done = future.result()
            self._known.discard(key)
            if done.place and PASSING in work.exchange.note:
                self._places[_place(work)] = list(done.place)
            self.count.taken += 1
            self.progress(self.count)

    def _works(self, *, revisits: bool = False) -> Iterator[Work]:
        """What is to be read and kept, `limit` of it at most."""
        left = self.wish.limit
        if left is not None and revisits:
            left -= self.count.taken
        for source in self._again if revisits else self.wish.sources:
            for origin, item in self._items(source, revisits):
                if left is not None and left <= 0:
                    return
                try:
                    work = self._work(item)
                except NotTakenError as why:
                    self.count.passed(why.reason, origin, why.detail)
                    continue
                left = None if left is None else left - 1
                yield work

    def _items(self, source: Source, revisits: bool) -> Iterator[tuple[Origin, Found | Revisit]]:
        self.count.files += not revisits
        for item in items(source, self.wish.told):
            if isinstance(item, Found):
                if not revisits:
                    self.count.found += 1
                    yield item.origin, item
            elif isinstance(item, Revisit):
                if revisits:
                    yield item.found.origin, item
                    continue
                self.count.found += 1
                if source not in self._again:
                    self._again.append(source)
            elif not revisits:
                if item.damaged:
                    self.count.damage(item.origin, item.detail)
                else:
                    self.count.passed(item.reason, item.origin, item.detail)
            self.progress(self.count)

    def _work(self, item: Found | Revisit) -> Work:
        """Raises NotTakenError for what is not wanted, or is here already."""
        chosen = self.chooser.choose(item.found if isinstance(item, Revisit) else item)
        if not self.wish.dry_run and not self._open(chosen.profile):
            raise NotTakenError("locked" if chosen.profile.slug in self.locked else "storage")
        closed = self._closed(chosen.profile.slug)
        if closed and closed.marks and closed.holds(chosen.profile.key(chosen.url), chosen.url):
            raise NotTakenError("withdrawn", chosen.url[:200])
        if isinstance(item, Revisit):
            assert self.archive
            with storage_trouble(), self.archive.database.reading() as unit:
                item = resolved(self.archive, unit, item, chosen)
        found = checked(item, chosen.kind)
        work = work_from(found, chosen, self.run.id)
        key = _key(work)
        if key in self._known:
            raise NotTakenError("duplicate", chosen.url[:200])
        self._refuse_stored(work, key, chosen)
        self._known.add(key)
        return work

    def _closed(self, slug: str) -> Closed | None:
        """What of the portal was withdrawn, and must not come in again."""
        if slug not in self._withdrawn and self.archive:
            with storage_trouble(), self.archive.database.reading() as unit:
                self._withdrawn[slug] = unit.withdrawals.closed(slug)
        return self._withdrawn.get(slug)

    def _refuse_stored(self, work: Work, key: Key, chosen: Chosen) -> None:
        if self.archive is None:
            return
        with storage_trouble(), self.archive.database.reading() as unit:
            stored = unit.origins.stored(*key)
        if stored is None:
            return
        if PASSING in work.exchange.note:
            place = _place(work)
            self._places[place] = [stored.warc, stored.offset]
            self._parts[place] = self.archive.page(stored)
        raise NotTakenError("duplicate", chosen.url[:200])

    def _end(self, archive: Archive) -> None:
        try:
            self.conveyor.close()
        except StorageTrouble as trouble:
            self.broken = self.broken or trouble
        # Where it was stopped, what the conveyor had taken is kept all the same.
        self.count.taken += sum(1 for _, _, done in self._in_flight if not done.exception())
        if self.broken or self.interrupted:
            return
        for profile in self.profiles.values():
            try:
                lessons.renew(archive, profile, self.pool)
            except KeyboardInterrupt:
                self.interrupted = True
                return
            except StorageTrouble as trouble:
                log.error("%s: nothing was learnt: %s", profile.slug, trouble)

    def _exit(self) -> Exit:
        true = {Exit.DONE}
        if self.interrupted:
            true.add(Exit.INTERRUPTED)
        if self.broken or self.damaged:
            true.add(Exit.STORAGE)
        if self.locked:
            true.add(Exit.PARTLY if self.profiles else Exit.LOCKED)
        if self.count.damaged and not self.count.found:
            true.add(Exit.FAILED)
        return next(code for code in (*EXIT_ORDER, Exit.DONE) if code in true)

    def _report(self) -> dict[str, Any]:
        report: dict[str, Any] = {
            "run": self.run.id,
            "command": self.run.command,
            "software": self.run.software,
            "started": self.run.started.isoformat(),
            "finished": self.clock().isoformat(),
            "portals": [self._portal(slug) for slug in sorted(self.profiles)]
            + [
                _alone(slug, "locked", "another run is at work on this portal", Exit.LOCKED)
                for slug in self.locked
            ]
            + [_alone(slug, "damaged", str(why), Exit.STORAGE) for slug, why in self.damaged.items()],
            "import": {**self.count.to_json(), "dry_run": self.wish.dry_run},
            "exit": int(self._exit()),
        }
        if self.broken:
            report["trouble"] = str(self.broken)
        return report

    def _portal(self, slug: str) -> dict[str, Any]:
        tally = Tally()
        assert self.archive
        try:
            with storage_trouble(), self.archive.database.reading() as unit:
                tally = unit.ledger.tally(self.run.id, slug)
        except StorageTrouble as trouble:
            self.broken = self.broken or trouble
        done = Exit.STORAGE if self.broken else Exit.INTERRUPTED if self.interrupted else Exit.DONE
        rest: dict[str, Any] = {
            "alarms": [],
            "problems": [],
            "learnt": digest_of(self.learnt[slug]) or None,
            "exit": int(done),
        }
        return {"slug": slug, **counts(tally), **rest}

    def _put_on_record(self, archive: Archive, report: dict[str, Any]) -> dict[str, Any]:
        try:
            write(archive.runs_dir / f"{self.run.id}.json", report)
            with storage_trouble(), archive.database.writing() as unit:
                unit.runs.finish(self.run.id, self.clock(), report["exit"], report)
        except (OSError, StorageTrouble) as error:
            log.error("%s: the report could not be kept: %s", self.run.id, error)
            report["exit"] = int(Exit.STORAGE)
        return report


def _alone(slug: str, code: str, detail: str, exit_code: Exit) -> dict[str, Any]:
    problem = {"code": code, "detail": detail}
    return {"slug": slug, **counts(Tally()), "alarms": [], "problems": [problem], "exit": int(exit_code)}


def _key(work: Work) -> Key:
    """What two captures that are one have in common."""
    exchange = work.exchange
    wire = split(exchange.response)
    payload = None if b" 304" in wire.head[:16] else digest(wire.rest)
    return work.portal, exchange.url, exchange.fetched_at, payload


def _place(work: Work) -> tuple[str, int]:
    origin = cast(dict[str, Any], work.exchange.note["import"])
    return PurePosixPath(origin["file"]).name, int(origin.get("offset", 0))


def _local(place: tuple[str, int]) -> tuple[str, int]:
    return PurePosixPath(place[0]).name, place[1]
