"""An earlier capture → what today's reader sees in it, its bytes out of the WARC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from newsarchive.archive import Archive, warc_trouble
from newsarchive.extraction.learnt.snapshot import learnt_from
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.work import Work, work_of
from newsarchive.profile import Profile
from newsarchive.workers import Job
from storage.records import Capture, Learnt, Page, Reading
from storage.warc import RemovedError, earlier_parts, page_of, read_exchange, read_info


class Pool(Protocol):
    """Whatever reads a page; the worker pool in a crawl."""

    def read(self, job: Job) -> Reading: ...


class Reread(Protocol):
    """Reads stored captures again."""

    def __call__(self, capture: Capture) -> Reading:
        """With today's rules."""

    def stored(self, capture: Capture) -> tuple[Work, Reread]:
        """As the capture's own run did, and what reads others like that run."""


class Rereader:
    """`learnt` has, by portal, what today's reader knows of it."""

    def __init__(
        self,
        archive: Archive,
        profiles: Mapping[str, Profile],
        pool: Pool,
        learnt: Mapping[str, Learnt] = MappingProxyType({}),
    ) -> None:
        self.archive, self.profiles, self.pool, self.learnt = archive, profiles, pool, learnt
        self._files: dict[str, Rereader] = {}

    def __call__(self, capture: Capture) -> Reading:
        """Raises StorageTrouble where the WARC file no longer gives the capture's bytes."""
        return self.pool.read(self.job(capture))

    def stored(self, capture: Capture) -> tuple[Work, Reread]:
        """Raises StorageTrouble like a call."""
        with warc_trouble():
            exchange = read_exchange(self.archive.warc_root, capture.warc, capture.offset).exchange
            earlier = tuple(map(self.archive.page_at, earlier_parts(exchange)))
            like = self._of_file(capture.warc, capture.portal)
        work = work_of(exchange)
        profile = self.profiles.get(capture.portal)
        page = page_of(exchange.url, exchange.response, exchange.fetched_at, exchange.truncated)
        learnt = like.learnt[capture.portal]
        job = job_of(work.kind, page, profile, work.lead.hints, earlier, learnt) if profile else None
        return replace(work, reading=self.pool.read(job) if job else None), like

    def _of_file(self, warc: str, portal: str) -> Rereader:
        """What reads as the run did that wrote the file."""
        if warc not in self._files:
            text = read_info(self.archive.warc_root, warc).get("learnt")
            learnt = {portal: learnt_from(text) if text else Learnt()}
            self._files[warc] = Rereader(self.archive, self.profiles, self.pool, learnt)
        return self._files[warc]

    def job(self, capture: Capture) -> Job:
        """The job that reads `capture` again."""
        with warc_trouble():
            try:
                *earlier, page = self.archive.pages_of(capture)
            except RemovedError:
                # Nothing is left to be read: an empty page, which is no article.
                earlier, page = [], Page(capture.url, b"", capture.fetched_at)
        profile = self.profiles.get(capture.portal)
        learnt = self.learnt.get(capture.portal, Learnt())
        told = profile.to_json() if profile else None
        return Job(page, "article", told, capture.hints, learnt, tuple(earlier))
