"""Sitemaps, sitemap indexes and their plain-text form → leads."""

from __future__ import annotations

import re
from datetime import timedelta

from lxml import etree

from newsarchive.discovery.errors import DiscoveryError
from newsarchive.discovery.links import absolute, once_each, plain
from newsarchive.discovery.xml import MOST_ENTRIES, entries, text_of
from newsarchive.profile import Profile
from newsarchive.urls import canonical
from storage.records import Hints, Lead, Page

_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])")
_ALLOWANCE = timedelta(days=2)


def sitemap_leads(text: str, root: str | None, page: Page, profile: Profile) -> tuple[Lead, ...]:
    """`root` is the document's first element; None for a list of URLs, one a line."""
    if root == "sitemapindex":
        return _indexed(text, page, profile)
    if root == "urlset":
        found = entries(text, ("url",), _entry)
    else:
        lines = (line.strip() for line in text.splitlines())
        found = [(line, Hints()) for line in lines if line.startswith(("http://", "https://"))][:MOST_ENTRIES]
        if not found:
            raise DiscoveryError("not_sitemap", "neither markup nor a list of URLs")
    if not found:
        raise DiscoveryError("empty", "a sitemap without URLs")
    urls = ((absolute(printed, page.url), hints) for printed, hints in found)
    return once_each(
        (
            Lead(url, "article", page.url, _believable(hints, page))
            for url, hints in urls
            if url and profile.is_article(url)
        ),
        profile,
    )


def _indexed(text: str, page: Page, profile: Profile) -> tuple[Lead, ...]:
    found = entries(text, ("sitemap",), _entry)
    if not found:
        raise DiscoveryError("empty", "a sitemap index without sitemaps")
    here = canonical(page.url)
    leads: dict[str, Lead] = {}
    for printed, hints in found:
        url = absolute(printed, page.url)
        if url and url != here and profile.allows(url):
            leads.setdefault(url, Lead(url, "sitemap", page.url, _believable(hints, page)))
    return tuple(leads.values())


def _entry(element: etree._Element) -> tuple[str, Hints] | None:
    printed = text_of(element, "{*}loc")
    if printed is None:
        return None
    return printed, Hints(
        title=plain(text_of(element, "{*}news/{*}title")),
        published=plain(text_of(element, "{*}news/{*}publication_date")),
        modified=plain(text_of(element, "{*}lastmod")),
    )


def _believable(hints: Hints, page: Page) -> Hints:
    """Without days that are none, or that lie ahead: such hints would have stories fetched for ever."""
    return Hints(hints.title, _past(hints.published, page), _past(hints.modified, page), hints.section)


def _past(printed: str | None, page: Page) -> str | None:
    if printed is None or not (day := _DAY.match(printed)):
        return None
    if page.fetched_at is not None and day[0] > (page.fetched_at + _ALLOWANCE).date().isoformat():
        return None
    return printed
