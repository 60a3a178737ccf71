"""What a page calls its site, and a title without those names."""

from __future__ import annotations

import re

from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.page.metadata import Metadata, words_of
from newsarchive.extraction.words.likeness import alike_form

_DIVIDERS = re.compile(r"\s+[|·•»›–—:/-]+\s+|\s*[|»›]\s*|\s+::\s+")
_FEW_WORDS = 4
_LONGEST_TAIL = 60
_SHORT_NAME = 4


def site_names(url: str, metadata: Metadata) -> set[str]:
    """The names of the site and its publisher, in the form for comparing."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    names = {
        alike_form(name)
        for name in metadata.all("og:site_name", "application-name", "twitter:site", "author")
    }
    for article in metadata.jsonld[:3]:
        names |= {alike_form(name) for name in words_of(article.get("publisher"))}
    return {name for name in (*names, alike_form(host), alike_form(host.split(".")[0])) if name}


def without_site(title: str, site: set[str]) -> str:
    """A title less the names of the site and section behind the last dividers."""
    parts = [(match.start(), match.end()) for match in _DIVIDERS.finditer(title)]
    for start, end in parts:
        if _names_site(alike_form(title[end:]), site):
            return title[:start].strip()
    if parts and alike_form(title[: parts[0][0]]) in site:
        return title[parts[0][1] :].strip()
    return title


def parts_of(title: str) -> list[str]:
    """What stands between the dividers, in the form for comparing."""
    return [alike_form(part) for part in _DIVIDERS.split(title)]


def beginnings(title: str) -> list[str]:
    """The title up to each of its dividers."""
    return [title[: match.start()] for match in _DIVIDERS.finditer(title)]


def _names_site(tail: str, site: set[str]) -> bool:
    if not tail:
        return False
    words = tail.split()
    if tail in site or (len(words) <= _FEW_WORDS and any(name in words for name in site)):
        return True
    return len(tail) < _LONGEST_TAIL and any(
        len(name) > _SHORT_NAME and (tail.startswith(name) or tail.endswith(name)) for name in site
    )
