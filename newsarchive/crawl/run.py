"""Portals and options → crawled side by side in this process, a run report, an exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newsarchive.archive import open_archive
from newsarchive.crawl import reactor, settings
from newsarchive.crawl.agents import check_identity
from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.loader import spider_for
from newsarchive.crawl.options import Options
from newsarchive.crawl.session import Session, now
from newsarchive.profile import Profile
from storage.records import Lead, PlaceRecord

Watcher = Callable[[Session], AbstractContextManager[object]]


def crawl(
    archive: Path,
    profiles: Sequence[Profile],
    options: Options | None = None,
    *,
    host_map: HostMap | None = None,
    wanted: Mapping[str, list[Lead]] | None = None,
    places: Sequence[PlaceRecord] = (),
    command: str = "crawl",
    watcher: Watcher = nullcontext,
    clock: Callable[[], datetime] = now,
) -> dict[str, Any]:
    """One polite crawl of these portals; the report, whose "exit" is the command's exit code.

    May be called again in the same process. Raises UsageError where no contact is set.
    """
    check_identity(archive, profiles, host_map or HostMap())
    with open_archive(archive, create=True) as kept:
        session = Session(
            kept,
            profiles,
            options or Options(),
            host_map=host_map,
            wanted=wanted,
            places=places,
            command=command,
            clock=clock,
        )
        session.open()
        try:
            with watcher(session):
                reactor.run(_crawl(session), session.interrupt)
        finally:
            report = session.close()
    return report


def project_settings() -> Settings:
    project = Settings()
    project.setmodule(settings, priority="project")
    return project


async def _crawl(session: Session) -> None:
    """Every portal's crawler beside the others; what breaks one breaks no other."""
    crawlers = {
        slug: Crawler(spider_for(visit.profile), project_settings()) for slug, visit in session.visits.items()
    }
    told = asyncio.ensure_future(_stop_when_told(session, list(crawlers.values())))
    runs = [crawler.crawl_async(session=session) for crawler in crawlers.values()]
    ends = await asyncio.gather(*runs, return_exceptions=True)
    told.cancel()
    for slug, end in zip(crawlers, ends, strict=True):
        if end is not None:
            session.visits[slug].problem("internal", repr(end))


async def _stop_when_told(session: Session, crawlers: list[Crawler]) -> None:
    await session.stopping.wait()
    await asyncio.gather(*(crawler.stop_async() for crawler in crawlers), return_exceptions=True)
