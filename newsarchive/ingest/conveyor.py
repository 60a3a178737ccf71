"""Works in, acknowledgements out: WARC append, fsync, database commit, acknowledge, in that order."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from newsarchive.archive import Archive
from newsarchive.dedup import refresh
from newsarchive.errors import StorageTrouble
from newsarchive.extraction.learnt.snapshot import digest_of, text_of
from newsarchive.ingest.barred import barred
from newsarchive.ingest.judging import judge_waiting
from newsarchive.ingest.keep import keep
from newsarchive.ingest.lessons import NOTHING, Lessons
from newsarchive.ingest.newcomers import keep_newcomers
from newsarchive.ingest.noarchive import withhold
from newsarchive.ingest.rereading import Pool, Rereader
from newsarchive.ingest.work import Ingested, Work, capture_of
from newsarchive.profile import Profile
from storage.database import StorageError
from storage.records import Capture, Learnt, RunRecord
from storage.repositories import Unit
from storage.warc import Parsed, Place, Placed, WarcError, WarcWriter, parse_response

GROUP = 64
PATIENCE = 0.5
"""A group is closed at 64 works or half a second after its first, and at once when nothing waits."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Pending:
    work: Work
    done: Future[Ingested]
    placed: Placed | None = None
    parsed: Parsed | None = None

    @property
    def capture(self) -> Capture | None:
        assert self.placed
        return capture_of(self.work, self.placed, self.parsed) if self.parsed else None

    @property
    def place(self) -> Place:
        assert self.placed
        return self.placed.warc, self.placed.offset


class Conveyor:
    """One writer thread for all portals of a run.

    `submit` may be called from any thread; its future resolves only when the capture is on disk and its
    rows are committed. Works of one portal are committed in the order they were submitted. When storage
    fails, every open future gets a StorageTrouble and `broken` holds it: nothing more is taken.
    """

    def __init__(
        self,
        archive: Archive,
        run: RunRecord,
        profiles: Mapping[str, Profile],
        pool: Pool,
        clock: Callable[[], datetime],
        learnt: Lessons = NOTHING,
    ) -> None:
        self.archive, self.run, self.profiles, self.clock = archive, run, profiles, clock
        self.learnt = learnt
        self.rereader = Rereader(archive, profiles, pool, learnt)
        self.broken: StorageTrouble | None = None
        self.damage: StorageTrouble | None = None
        self._writers: dict[str, WarcWriter] = {}
        self._queue: queue.SimpleQueue[_Pending | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="conveyor")
        self._thread.start()

    def submit(self, work: Work) -> Future[Ingested]:
        pending = _Pending(work, Future())
        self._queue.put(pending)
        return pending.done

    def close(self) -> None:
        """Finish what was submitted, bring clusters up to date, seal the WARC files. Raises what broke
        the conveyor, if anything."""
        self._queue.put(None)
        self._thread.join()
        if self.broken is None:
            self._refresh_clusters()
        for writer in self._writers.values():
            try:
                # Records that got no rows are adopted by the next run, which looks for open files.
                writer.close(seal=self.broken is None)
            except (OSError, WarcError) as error:
                self._break(error)
        if trouble := self.broken or self.damage:
            raise trouble

    def _refresh_clusters(self) -> None:
        try:
            drain(self.archive)
        except StorageError as error:
            self._break(error)

    def _work(self) -> None:
        more = True
        while more:
            more, group = self._group()
            if not group:
                continue
            if self.broken is None:
                try:
                    self._keep_group(group)
                    continue
                # Whatever it is: a writer that dies silently would leave the crawl waiting for ever.
                except Exception as error:
                    log.exception("the conveyor stopped")
                    self._break(error)
            for pending in group:
                if not pending.done.done():
                    pending.done.set_exception(self.broken or StorageTrouble("closed"))

    def _break(self, error: Exception) -> None:
        self.broken = StorageTrouble(f"{self.archive.path}: {error}; nothing acknowledged was lost")
        log.error("%s", self.broken)

    def _group(self) -> tuple[bool, list[_Pending]]:
        """The next works to be kept together; False when the last of them was seen."""
        first = self._queue.get()
        if first is None:
            return False, []
        group, until = [first], monotonic() + PATIENCE
        while len(group) < GROUP and monotonic() < until:
            try:
                pending = self._queue.get_nowait()
            except queue.Empty:
                break
            if pending is None:
                return False, group
            group.append(pending)
        return True, group

    def _keep_group(self, group: list[_Pending]) -> None:
        portals = {pending.work.portal for pending in group}
        with self.archive.database.reading() as unit:
            closed = {portal: unit.withdrawals.closed(portal) for portal in portals}
            for pending in group:
                portal = pending.work.portal
                pending.work = barred(closed[portal], self.profiles[portal], pending.work)
                self._append(unit, pending)
        for portal in portals:
            self._writers[portal].sync()
        results = self.archive.database.write(lambda unit: self._keep_all(unit, group))
        for pending, result in zip(group, results, strict=True):
            pending.done.set_result(result)

    def _keep_all(self, unit: Unit, group: list[_Pending]) -> list[Ingested]:
        new = self._newcomers(unit, group)
        return [
            replace(new[place], place=pending.place) if place in new else self._keep(unit, pending)
            for place, pending in enumerate(group)
        ]

    def _newcomers(self, unit: Unit, group: list[_Pending]) -> dict[int, Ingested]:
        try:
            with unit.savepoint():
                items = [(pending.work, pending.capture) for pending in group]
                return keep_newcomers(unit, self.profiles, items)
        except (StorageError, OSError):
            raise
        except Exception:
            log.exception("new stories could not be kept at once, and are kept one by one")
            return {}

    def _append(self, unit: Unit, pending: _Pending) -> None:
        exchange = pending.work.exchange
        before = None
        if exchange.response:
            pending.parsed = parse_response(exchange.response)
            before = unit.captures.last(pending.work.portal, exchange.url)
        pending.placed = self._writer(pending.work.portal).append(exchange, before)

    def _writer(self, portal: str) -> WarcWriter:
        if portal not in self._writers:
            profile = self.profiles[portal]
            info = {"software": self.run.software, "profile": profile.digest}
            if self.run.command == "import":
                info["description"] = "pages that other crawlers fetched; each metadata record says which"
            else:
                info["robots"] = "obey"
            if self.archive.settings.contact:
                info["operator"] = self.archive.settings.contact
            # With it a rebuild reads as this run did.
            if digest_of(learnt := self.learnt.get(portal, Learnt())):
                info["learnt"] = text_of(learnt)
            root = self.archive.warc_root
            self._writers[portal] = WarcWriter(root, portal, self.run.id, info, self.clock())
        return self._writers[portal]

    def _keep(self, unit: Unit, pending: _Pending) -> Ingested:
        """The one boundary where an error of ours costs a page and not the run: counted, logged, kept raw."""
        work, capture = pending.work, pending.capture
        profile = self.profiles[work.portal]
        try:
            with unit.savepoint():
                done = keep(unit, profile, work, capture, self.rereader)
                withhold(unit, self.archive.audit_log, profile, work, done)
                return replace(done, place=pending.place)
        except (StorageError, OSError):
            raise
        except StorageTrouble as damage:
            self.damage = damage
            log.error("%s: %s", work.lead.url, damage)
            return self._failed(unit, work, capture, "damaged")
        except Exception:
            log.exception("%s: could not be kept; its raw page is in %s", work.lead.url, pending.place[0])
            return self._failed(unit, work, capture, "internal")

    def _failed(self, unit: Unit, work: Work, capture: Capture | None, reason: str) -> Ingested:
        """The bytes are kept, the lead counts as failed and will be tried again."""
        note = {**work.exchange.note, "failure": reason}
        failed = replace(work, exchange=replace(work.exchange, note=note, response=b""))
        with unit.savepoint():
            if capture:
                unit.captures.add(capture, None, "failed")
            return keep(unit, self.profiles[work.portal], failed, None, self.rereader)


def drain(archive: Archive) -> None:
    """Judge what changed and bring the clusters up to date, a batch a transaction."""
    for refreshed in (judge_waiting, refresh):
        left = True
        while left:
            left = archive.database.write(refreshed) > 0
