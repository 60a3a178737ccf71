"""A page of links → the stories on it that the profile calls stories, and the list's next page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newsarchive.discovery.errors import DiscoveryError
from newsarchive.discovery.links import absolute, once_each, plain
from newsarchive.discovery.pagination import next_page
from newsarchive.profile import Profile
from storage.records import Hints, Lead, Page

MOST_LINKS = 5_000
CARD_HEIGHT = 6

_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")
_NO_MARKUP = re.compile("[\x00\ud800-\udfff]")
_DAY = re.compile(r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:hg]\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a story: where it stands, where it leads, which story that is."""

    element: HtmlElement
    url: str
    key: str


def listing_leads(text: str, page: Page, profile: Profile) -> tuple[Lead, ...]:
    tree = _tree(text)
    base = _base(tree, page.url)
    links = list(_links(tree, base, profile))
    stories_in = _stories_in(links)
    leads = [Lead(link.url, "article", page.url, _hints(link, stories_in)) for link in links]
    further = next_page(tree, base, page.url, profile) if leads else None
    sections = [Lead(further, "section", page.url)] if further else []
    return (*once_each(leads, profile), *sections)


def _tree(text: str) -> HtmlElement:
    source = _NO_MARKUP.sub("", _DECLARATION.sub("", text, count=1))
    try:
        return document_fromstring(source, parser=HTMLParser(no_network=True, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DiscoveryError("empty", str(error)) from None


def _base(tree: HtmlElement, url: str) -> str:
    stated = tree.xpath("string(//base/@href)")
    return (absolute(str(stated), url) if stated else None) or url


def _links(tree: HtmlElement, base: str, profile: Profile) -> Iterator[Link]:
    keys: dict[str, tuple[str, str] | None] = {}
    for element in tree.xpath("//a[@href]")[:MOST_LINKS]:
        printed = element.get("href", "")
        if printed not in keys:
            url = absolute(printed, base)
            keys[printed] = (url, profile.key(url)) if url and profile.is_article(url) else None
        if found := keys[printed]:
            yield Link(element, *found)


def _stories_in(links: list[Link]) -> dict[HtmlElement, set[str]]:
    """For every element near a link, the stories that are linked from within it."""
    stories: dict[HtmlElement, set[str]] = {}
    for link in links:
        for element, _ in zip(link.element.iterancestors(), range(CARD_HEIGHT), strict=False):
            stories.setdefault(element, set()).add(link.key)
    return stories


def _hints(link: Link, stories_in: dict[HtmlElement, set[str]]) -> Hints:
    title = plain(" ".join(link.element.itertext())) or plain(link.element.get("title"))
    return Hints(title=title, published=_printed_time(link, stories_in))


def _printed_time(link: Link, stories_in: dict[HtmlElement, set[str]]) -> str | None:
    """The time printed beside a link, in the largest box that is about this story alone."""
    card = link.element
    for element, _ in zip(link.element.iterancestors(), range(CARD_HEIGHT), strict=False):
        if stories_in[element] != {link.key}:
            break
        card = element
    if card is link.element:
        return None
    for time in card.iter("time"):
        printed = plain(time.get("datetime")) or plain(" ".join(time.itertext()))
        if printed:
            return printed
    for element in card.iter("span", "div", "p", "em", "i", "small", "li", "td"):
        printed = plain(element.text)
        if printed and len(printed) <= 60 and _DAY.search(printed):
            return printed if _CLOCK.search(printed) else _DAY.findall(printed)[0]
    return None
