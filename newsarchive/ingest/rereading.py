"""An earlier capture → what today's reader sees in it, its bytes out of the WARC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Protocol

from newsarchive.archive import Archive
from newsarchive.errors import StorageTrouble
from newsarchive.profile import Profile
from newsarchive.workers import Job
from storage.records import Capture, Learnt, Reading
from storage.warc import WarcError


class Pool(Protocol):
    """Whatever reads a page; the worker pool in a crawl."""

    def read(self, job: Job) -> Reading: ...


@contextmanager
def warc_trouble() -> Iterator[None]:
    """A WARC file that is missing or damaged, said in words: a person must look at it."""
    try:
        yield
    except (WarcError, FileNotFoundError) as error:
        raise StorageTrouble(
            f"{error}; restore the file from a backup, then run the same command again"
        ) from error


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

    def __call__(self, capture: Capture) -> Reading:
        """Raises StorageTrouble where the WARC file no longer gives the capture's bytes."""
        return self.pool.read(self.job(capture))

    def job(self, capture: Capture) -> Job:
        """The job that reads `capture` again."""
        with warc_trouble():
            *earlier, page = self.archive.pages_of(capture)
        profile = self.profiles.get(capture.portal)
        learnt = self.learnt.get(capture.portal, Learnt())
        told = profile.to_json() if profile else None
        return Job(page, "article", told, capture.hints, learnt, tuple(earlier))
