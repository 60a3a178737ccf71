"""What the crawlers of one process share: archive and run, worker pool and conveyor, locks, options.

The same session serves `newsarchive crawl`, which brings one, and `scrapy crawl`, whose spider opens its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from scrapy.settings import BaseSettings

from newsarchive import __version__
from newsarchive.archive import Archive, open_archive, storage_trouble
from newsarchive.crawl.agents import check_identity, identity
from newsarchive.crawl.exchanges import Fetched, Turn
from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.options import Options
from newsarchive.crawl.report import completed, report_of
from newsarchive.crawl.visit import Visit
from newsarchive.errors import Exit, LockedError, StorageTrouble
from newsarchive.ingest import Conveyor, Ingested, lessons
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.records import portal_record
from newsarchive.ingest.replay import adopt
from newsarchive.ingest.reports import new_run, write
from newsarchive.profile import Profile
from newsarchive.withdrawal import catch_up, reapply, removal
from newsarchive.workers import Job, WorkerPool
from storage.records import Lead, Learnt, Page, PlaceRecord, Reading, RunRecord
from storage.repositories import Unit
from storage.repositories.frontier import Seen, Waiting

SOFTWARE = f"newsarchive {__version__}"

T = TypeVar("T")

log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


class Session:
    """Open from `open` to `close`. `visits` has the portals that could be locked, `locked` the others.

    `wanted` names the stories of a run that looks for nothing else.
    """

    def __init__(
        self,
        archive: Archive,
        profiles: Iterable[Profile],
        options: Options,
        *,
        host_map: HostMap | None = None,
        wanted: Mapping[str, list[Lead]] | None = None,
        places: Sequence[PlaceRecord] = (),
        command: str = "crawl",
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.archive, self.options, self.clock = archive, options, clock
        self.host_map, self.wanted, self.places = host_map or HostMap(), wanted, list(places)
        self.profiles = {profile.slug: profile for profile in profiles}
        self.run = RunRecord(new_run(clock()), clock(), command, SOFTWARE)
        self.visits: dict[str, Visit] = {}
        self.locked: list[str] = []
        self.learnt: dict[str, Learnt] = {}
        self.interrupted = False
        self.stopping = asyncio.Event()
        self.broken: StorageTrouble | None = None
        self.damaged: dict[str, StorageTrouble] = {}
        self._last_turns: dict[str, asyncio.Event] = {}
        self._things = ExitStack()
        self._ours = ExitStack()

    @classmethod
    def from_settings(cls, settings: BaseSettings, profile: Profile, options: Options) -> Session:
        """The session of `scrapy crawl`: its archive is named by setting or environment."""
        folder = Path(settings["NEWSARCHIVE_ARCHIVE"])
        check_identity(folder, [profile], HostMap())
        archive = open_archive(folder, create=True)
        session = cls(archive, [profile], options, command=f"scrapy crawl {profile.slug}")
        session._ours.callback(archive.close)
        session.open()
        if session.locked:
            session.close()
            raise LockedError(f"{profile.slug}: another run is at work on this portal")
        return session

    def open(self) -> None:
        """Take the locks, put the run on record, mend what a cut-off run left, start workers and writer."""
        with ExitStack() as things:
            for slug in self.profiles:
                try:
                    things.enter_context(self.archive.lock(slug))
                except LockedError:
                    self.locked.append(slug)
            if len(self.locked) < len(self.profiles):
                self._begin(things)
            self._things = things.pop_all()

    def _begin(self, things: ExitStack) -> None:
        for slug, profile in self.profiles.items():
            if slug not in self.locked:
                self.visits[slug] = Visit.of(profile, self.run.id, self.clock, self.host_map)
        catch_up(self.archive, self.clock())
        with storage_trouble(), self.archive.database.writing() as unit:
            unit.runs.start(self.run)
            unit.places.keep(self.places)
            for slug, visit in self.visits.items():
                unit.portals.keep(portal_record(self.profiles[slug]))
                visit.wall.closed = unit.withdrawals.closed(slug)
        self.pool = things.enter_context(WorkerPool(self.archive.settings.workers or None))
        for slug in list(self.visits):
            try:
                with storage_trouble():
                    removal.sweep(self.archive, slug)
                    if adopt(self.archive, self.profiles[slug], self.pool).records:
                        reapply(self.archive)
                    for one in removal.pending(self.archive):
                        if one.portal == slug:
                            removal.finish(self.archive, one, self.clock())
            except StorageTrouble as trouble:
                log.error("%s: %s", slug, trouble)
                self.damaged[slug] = trouble
                del self.visits[slug]
        self.learnt = lessons.current(self.archive, self.visits)
        self.conveyor = Conveyor(self.archive, self.run, self.profiles, self.pool, self.clock, self.learnt)

    def close(self) -> dict[str, Any]:
        """Finish what was submitted, write the report, let the locks go."""
        try:
            begun = bool(self.visits or self.damaged)
            if begun:
                self._drain()
            report = self._report(begun)
            # What is learnt late is learnt after the run is on record: a kill costs the lesson alone.
            if begun and not self._learn():
                report = self._report(begun)
            return report
        finally:
            self._things.close()
            self._ours.close()

    def _drain(self) -> None:
        try:
            self.conveyor.close()
        except StorageTrouble as trouble:
            self.broken = self.broken or trouble

    def _learn(self) -> bool:
        """What the portals showed, for their next runs. A run of single pages, or one cut short, waits.
        False where that is worth a word in the report."""
        if self.broken or self.interrupted or self.wanted is not None:
            return True
        well = True
        for slug, visit in self.visits.items():
            try:
                lessons.renew(self.archive, self.profiles[slug], self.pool)
            except KeyboardInterrupt:
                self.interrupted = True
                return False
            except StorageTrouble as trouble:
                well = False
                log.error("%s: nothing was learnt: %s", slug, trouble)
                visit.problem("not_learnt", str(trouble))
            # The crawl is done and kept: a fault of ours in what comes after must not end it as failed.
            except Exception as error:
                well = False
                log.exception("%s: nothing was learnt", slug)
                visit.problem("not_learnt", repr(error))
        return well

    def _report(self, begun: bool) -> dict[str, Any]:
        report = report_of(self)
        if begun and not self._put_on_record(report):
            report["exit"] = int(Exit.STORAGE)
        return report

    def _put_on_record(self, report: dict[str, Any]) -> bool:
        try:
            write(self.archive.runs_dir / f"{self.run.id}.json", report)
            with storage_trouble(), self.archive.database.writing() as unit:
                unit.runs.finish(self.run.id, self.clock(), report["exit"], report)
        except (OSError, StorageTrouble) as error:
            log.error("%s: the report could not be kept: %s", self.run.id, error)
            return False
        return True

    def interrupt(self) -> None:
        """Ask nothing more; what is in flight is finished."""
        self.interrupted = True
        self._stop()

    def _stop(self) -> None:
        for visit in self.visits.values():
            visit.stop()
        self.stopping.set()

    def _break(self, trouble: StorageTrouble) -> None:
        self.broken = self.broken or trouble
        self._stop()

    def settings_for(self, profile: Profile) -> dict[str, Any]:
        """The Scrapy settings that this portal needs beside those of all."""
        settings: dict[str, Any] = {"DOWNLOAD_VERIFY_CERTIFICATES": profile.network.verify_tls}
        return settings | identity(self.archive.settings.contact, profile, self.host_map)

    def turn(self, portal: str) -> Turn:
        """The next place in the portal's queue, to be taken when an answer comes in."""
        turn = Turn(self._last_turns.get(portal), asyncio.Event())
        self._last_turns[portal] = turn.done
        return turn

    async def read(self, item: Fetched) -> Reading | None:
        """What a worker makes of the page; None for what nobody reads."""
        page = item.page()
        job = self._job(item, page) if page else None
        if job is None:
            return None
        return await asyncio.wrap_future(self.pool.submit(job))

    def _job(self, item: Fetched, page: Page) -> Job | None:
        earlier = tuple(part.page for part in item.errand.earlier) if item.errand else ()
        profile, learnt = self.profiles[item.portal], self.learnt.get(item.portal, Learnt())
        return job_of(item.kind, page, profile, item.lead.hints, earlier, learnt)

    async def store(self, item: Fetched) -> Ingested:
        """Returns when the capture is on disk and its rows are committed, in the order of the fetches."""
        try:
            if item.turn and item.turn.before:
                await item.turn.before.wait()
            submitted = self.conveyor.submit(item.work())
        finally:
            if item.turn:
                item.turn.done.set()
        try:
            return await asyncio.wrap_future(submitted)
        except StorageTrouble as trouble:
            self._break(trouble)
            raise

    async def seen(self, portal: str, url: str) -> Seen | None:
        return await self._ask(lambda unit: unit.frontier.seen(portal, url))

    async def waiting(self, portal: str, limit: int, without: Collection[str]) -> list[Waiting]:
        return await self._ask(lambda unit: unit.frontier.waiting(portal, limit, self.clock(), without))

    async def due(self, portal: str) -> int:
        return await self._ask(lambda unit: unit.frontier.due(portal, self.clock()), write=True)

    async def _ask(self, question: Callable[[Unit], T], *, write: bool = False) -> T:
        """Ask the database in a thread of its own, for the reactor has others to serve."""

        def ask() -> T:
            database = self.archive.database
            with storage_trouble(), database.writing() if write else database.reading() as unit:
                return question(unit)

        try:
            return await asyncio.to_thread(ask)
        except StorageTrouble as trouble:
            self._break(trouble)
            raise

    def complete(self, portal: str) -> datetime | None:
        return completed(self.archive.runs_dir, portal)
