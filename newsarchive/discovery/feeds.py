"""RSS 0.9 to 2.0, RDF and Atom → leads, with what the feed says of each story."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

from lxml import etree

from newsarchive.discovery.errors import DiscoveryError
from newsarchive.discovery.links import absolute, once_each, plain
from newsarchive.discovery.xml import entries, inner, text_of
from newsarchive.profile import Profile
from storage.records import Hints, Lead, Page

PUBLISHED = (
    "{*}pubDate",
    "{*}published",
    "{http://purl.org/dc/elements/1.1/}date",
    "{*}issued",
    "{*}created",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as printed."""

    link: str
    hints: Hints


def feed_leads(text: str, page: Page, profile: Profile) -> tuple[Lead, ...]:
    found = entries(text, ("item", "entry"), _entry)
    if not found:
        raise DiscoveryError("empty", "a feed without entries")
    urls = ((absolute(entry.link, page.url), entry.hints) for entry in found)
    leads = [Lead(url, "article", page.url, hints) for url, hints in urls if url and profile.is_article(url)]
    if not leads:
        # A feed whose every link is foreign means a wrong feed or a wrong pattern: somebody must look.
        raise DiscoveryError(
            "no_articles", f"of {len(found)} links none is a story of this portal; the first: {found[0].link}"
        )
    return once_each(leads, profile)


def _entry(element: etree._Element) -> Entry | None:
    link = _link(element)
    if link is None:
        return None
    published = text_of(element, *PUBLISHED)
    hints = Hints(
        title=plain(text_of(element, "{*}title")),
        published=plain(published),
        modified=plain(text_of(element, "{*}updated", "{*}modified")),
        section=plain(_section(element)),
    )
    return Entry(link, hints)


def _link(element: etree._Element) -> str | None:
    """The story's address: RSS's <link>, Atom's alternate link, or a guid that is an address."""
    others = []
    for link in element.iterfind("{*}link"):
        printed = (link.get("href") or inner(link)).strip()
        if printed and link.get("rel", "alternate") == "alternate":
            return printed
        others.append(printed)
    guid = element.find("{*}guid")
    identity = text_of(element, "{*}guid", "{*}id") or ""
    permanent = guid is None or guid.get("isPermaLink", "true").lower() != "false"
    if permanent and unescape(identity).startswith(("http://", "https://", "/")):
        return identity
    return next((printed for printed in others if printed), None)


def _section(element: etree._Element) -> str | None:
    for category in element.iterfind("{*}category"):
        printed = category.get("label") or category.get("term") or inner(category)
        if printed and printed.strip():
            return printed
    return None
