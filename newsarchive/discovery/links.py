"""What stands in an href or a <link> → the one spelling of an absolute URL; and leads, one a story."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from urllib.parse import urljoin

from newsarchive.profile import Profile
from newsarchive.text import clean
from newsarchive.urls import canonical
from storage.records import Hints, Lead

LONGEST_HINT = 500
HEADLINE = 15

# Some feeds put the host before links that are absolute already: https://a.examplehttps://a.example/story
_GLUED = re.compile(r"^https?://[^/?#\s]*?(?=https?://)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


def absolute(printed: str, base: str) -> str | None:
    """None for what is no web address."""
    link = _GLUED.sub("", unescape(printed).strip())
    if not link or link.startswith("#"):
        return None
    try:
        return canonical(link if link.startswith(("https://", "http://")) else urljoin(base, link))
    except ValueError:
        return None


def plain(printed: str | None) -> str | None:
    """A hint as a reader would see it: entities resolved, markup gone, not endless."""
    if not printed:
        return None
    text = clean(_TAG.sub(" ", unescape(printed)))[:LONGEST_HINT].strip()
    return text or None


def once_each(leads: Iterable[Lead], profile: Profile) -> tuple[Lead, ...]:
    """One lead a story, under its first URL, with all that any of its links told."""
    by_key: dict[str, Lead] = {}
    for lead in leads:
        key = profile.key(lead.url)
        known = by_key.get(key)
        by_key[key] = lead if known is None else replace(known, hints=_joined(known.hints, lead.hints))
    return tuple(by_key.values())


def _joined(first: Hints, second: Hints) -> Hints:
    return Hints(
        title=_headline(first.title, second.title),
        published=first.published or second.published,
        modified=first.modified or second.modified,
        section=first.section or second.section,
    )


def _headline(first: str | None, second: str | None) -> str | None:
    """The first link's words unless they are too few for a headline: summaries are linked after it."""
    if first and (len(first) >= HEADLINE or not second):
        return first
    return max(first or "", second or "", key=len) or None
