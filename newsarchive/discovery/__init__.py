"""Feeds, sitemaps and listings: bytes → leads. Pure, and trusting nothing that comes off the wire."""

from __future__ import annotations

from newsarchive.discovery.errors import DiscoveryError
from newsarchive.discovery.feeds import feed_leads
from newsarchive.discovery.listings import listing_leads
from newsarchive.discovery.sitemaps import sitemap_leads
from newsarchive.discovery.xml import root_name
from newsarchive.profile import Profile
from newsarchive.text import decode
from storage.records import Lead, LeadKind, Page

__all__ = ["DiscoveryError", "find_leads"]

LARGEST = 50 * 1024 * 1024
FEED_ROOTS = frozenset({"rss", "rdf", "feed"})
SITEMAP_ROOTS = frozenset({"urlset", "sitemapindex"})


def find_leads(page: Page, kind: LeadKind, profile: Profile) -> tuple[Lead, ...]:
    """The stories, and the further documents, that one document points to, each once.

    DiscoveryError for a feed or sitemap that is none, is broken, or leads nowhere.
    """
    if kind == "article":
        return ()
    text = _text(page)
    if kind == "section":
        return listing_leads(text, page, profile)
    # What a document is, it says itself: some portals serve a sitemap as their feed, or a feed as sitemap.
    root = root_name(text)
    if root in FEED_ROOTS:
        return feed_leads(text, page, profile)
    if root in SITEMAP_ROOTS or (kind == "sitemap" and root is None):
        return sitemap_leads(text, root, page, profile)
    raise DiscoveryError(f"not_{kind}", f"the document begins with <{root}>" if root else "no markup at all")


def _text(page: Page) -> str:
    if len(page.body) > LARGEST:
        raise DiscoveryError("too_large", f"{len(page.body)} bytes")
    decoded = decode(page.body, page.content_type)
    codes = {problem.code for problem in decoded.problems}
    if len(decoded.text) > LARGEST:
        raise DiscoveryError("too_large", f"over {LARGEST} characters when unpacked")
    if "truncated_gzip" in codes:
        raise DiscoveryError("truncated", "the gzip stream ends early")
    if "broken_gzip" in codes:
        raise DiscoveryError("undecodable", "the gzip stream is broken")
    if not decoded.text.strip("\ufeff\x00 \t\r\n"):
        raise DiscoveryError("empty", "")
    return decoded.text
