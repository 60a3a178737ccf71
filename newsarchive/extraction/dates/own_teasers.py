"""Links on a page to that very page → the day their teaser prints, which is the story's.

Lists of the latest stories stand on the story's page too, and name the day that its own head leaves out.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml.html import HtmlElement

from newsarchive.extraction.dates.moments import find
from newsarchive.extraction.dates.stated import DateCandidate, Reading
from newsarchive.extraction.page.addresses import absolute, urlsplit
from newsarchive.extraction.page.document import where
from newsarchive.extraction.page.tree import attribute, texts

_RULE = "own_teaser"
_CONFIDENCE = 0.5
_SHORTEST_PATH = 8
_LONGEST = 600
_REACH = 6


def in_own_teasers(
    root: HtmlElement, url: str, reading: Reading, clocks: Collection[str]
) -> list[DateCandidate]:
    """At most one candidate: what all such teasers say alike. `clocks` are days the page's clocks show."""
    own = _address(url)
    if len(own[1]) < _SHORTEST_PATH:
        return []
    last = own[1].rpartition("/")[2]
    found: dict[str, DateCandidate] = {}
    for link in root.iter("a"):
        if last in attribute(link, "href") and _leads_to(link, url, own):
            row = _row(link, url, own)
            text = texts(row, _LONGEST)
            for moment in find(text, reading.zone, reading.languages, reading.order):
                if moment.day and moment.date not in clocks:
                    found.setdefault(
                        moment.date,
                        DateCandidate(moment, text, _RULE, where(row), _CONFIDENCE, "published", _RULE),
                    )
    return list(found.values()) if len(found) == 1 else []


def _row(link: HtmlElement, url: str, own: tuple[str, str, str]) -> HtmlElement:
    """The widest box around a link that leads nowhere else."""
    row = link
    for _ in range(_REACH):
        wider = row.getparent()
        if wider is None or wider.tag in ("body", "main", "article"):
            break
        if not all(_leads_to(one, url, own) for one in wider.iter("a")):
            break
        if len(texts(wider, _LONGEST)) >= _LONGEST:
            break
        row = wider
    return row


def _leads_to(link: HtmlElement, url: str, own: tuple[str, str, str]) -> bool:
    """Whether it leads to the page itself, and not to a place on it: comments have links of that kind."""
    href = attribute(link, "href")
    if not href or "#" in href:
        return False
    leads_to = absolute(url, href)
    return leads_to is not None and _address(leads_to) == own


def _address(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query
