"""A URL → its page, fetched as politely and behind the same wall as in a crawl, but not kept;
and URLs → captures, kept at once through the whole conveyor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from newsarchive.crawl import reactor
from newsarchive.crawl.agents import identity
from newsarchive.crawl.exchanges import Fetched, Turn
from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.loader import spider_for
from newsarchive.crawl.options import Options
from newsarchive.crawl.run import crawl, project_settings
from newsarchive.crawl.session import now
from newsarchive.crawl.visit import Visit
from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.ingest import Ingested
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from newsarchive.settings import Settings
from newsarchive.urls import authority, canonical
from storage.records import Lead, Page


class State(Protocol):
    """Where settings and profiles are: what stands before a command."""

    @property
    def archive(self) -> Path: ...

    @property
    def portals(self) -> Sequence[Path]: ...


class OnePage:
    """The session of a fetch that keeps nothing: it has no archive, and remembers the last answer."""

    options = Options()
    interrupted = False
    broken = None

    def __init__(self, url: str, profile: Profile, contact: str, host_map: HostMap) -> None:
        self.contact, self.host_map = contact, host_map
        self.visits = {profile.slug: Visit.of(profile, "none", now, host_map)}
        self.wanted = {profile.slug: [Lead(url, "article", "asked for")]}
        self.last: Fetched | None = None

    def settings_for(self, profile: Profile) -> dict[str, Any]:
        verify = {"DOWNLOAD_VERIFY_CERTIFICATES": profile.network.verify_tls}
        return verify | identity(self.contact, profile, self.host_map)

    def complete(self, _: str) -> None:
        return None

    def turn(self, _: str) -> Turn:
        return Turn(None, asyncio.Event())

    async def read(self, item: Fetched) -> None:
        self.last = item

    async def store(self, _: Fetched) -> Ingested:
        return Ingested()


def fetch_page(url: str, state: State, host_map: HostMap | None = None) -> Page:
    """The page at a URL of any site; a portal's own profile rules how, if it has one.

    Raises UsageError for what is no web address, NewsarchiveError where nothing could be fetched.
    """
    profile = Catalogue(state.portals).for_url(url) or _stranger(url)
    session = OnePage(url, profile, Settings.load(state.archive).contact, host_map or HostMap())
    identity(session.contact, profile, session.host_map)
    crawler = Crawler(spider_for(profile), project_settings())
    reactor.run(crawler.crawl_async(session=session), session.visits[profile.slug].stop)
    page = session.last.page() if session.last else None
    if page is None:
        note = session.last.exchange.note if session.last else {}
        raise NewsarchiveError(
            f"{url}: not fetched: {note.get('failure') or note.get('refused') or 'interrupted'}"
        )
    return page


def save(urls: Sequence[str], state: State, host_map: HostMap | None = None) -> dict[str, Any]:
    """Capture these pages now; the run report. UsageError for a URL that belongs to no portal."""
    catalogue = Catalogue(state.portals)
    wanted: dict[str, list[Lead]] = {}
    for url in urls:
        profile = catalogue.for_url(url)
        if profile is None:
            raise UsageError(
                f"{url}: belongs to no portal of the catalogue; describe one as docs/adding-a-portal.md shows"
            )
        wanted.setdefault(profile.slug, []).append(Lead(canonical(url), "article", "asked for"))
    profiles = [catalogue.get(slug) for slug in wanted]
    return crawl(
        state.archive, profiles, host_map=host_map, wanted=wanted, places=catalogue.places(), command="save"
    )


def _stranger(url: str) -> Profile:
    """Just enough of a profile to fetch one page of a site that nobody described."""
    try:
        host, port = authority(url)
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from error
    scheme = urlsplit(url).scheme
    home = host if port in (80, 443) else f"{host}:{port}"
    return Profile(slug="page", name=host, homepage=f"{scheme}://{home}/", hosts=(home,))
