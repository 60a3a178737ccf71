"""An answer of others → the work it is for the conveyor, or the reason why it is none of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast

from newsarchive.errors import UsageError
from newsarchive.ingest.foreign.found import Found, NotTakenError
from newsarchive.ingest.foreign.heads import mended
from newsarchive.ingest.foreign.saved import hints_of
from newsarchive.ingest.work import IMPORTED, PASSING, Work, note_of
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from newsarchive.urls import canonical
from storage.records import Exchange, Lead, LeadKind
from storage.warc import PARTS, parse_response

GONE = frozenset({404, 410})
NOT_MODIFIED = 304
_TAKEN = frozenset({200, NOT_MODIFIED}) | GONE
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGE = re.compile(r"\s*(?:text/(?:html|xml)|application/(?:[a-z+.-]*\+)?xml)\s*(?:;|$)", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_EARLY = timedelta(days=1)
"""A clock may run so far ahead of ours."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose page it is, under which canonical address, and what is expected there."""

    profile: Profile
    url: str
    kind: LeadKind


class Chooser:
    """Knows the catalogue. With `portals`, only theirs is taken."""

    def __init__(self, catalogue: Catalogue, portals: Sequence[str], now: datetime) -> None:
        self.catalogue, self.now = catalogue, now
        self.portals = [catalogue.get(slug) for slug in portals]

    def choose(self, found: Found) -> Chosen:
        """Raises NotTakenError for what is not the page of a story, or a list of them, of a portal wanted."""
        profile = self._profile(found.url, found.portal)
        if profile is None:
            raise NotTakenError("not_our_portal", found.url[:200])
        url = canonical(found.url)
        kind = "article" if profile.is_article(url) else starts(profile).get(url) or _noted(found, profile)
        if kind is None:
            raise NotTakenError("not_article", url[:200])
        if found.at > self.now + _EARLY:
            raise NotTakenError("no_date", f"{found.at.isoformat()} is still to come")
        return Chosen(profile, url, kind)

    def _profile(self, url: str, named: str | None) -> Profile | None:
        if named and not self.portals:
            try:
                profile = self.catalogue.get(named)
            except UsageError:
                return None
            return profile if profile.allows(url) else None
        if self.portals:
            homes = [profile for profile in self.portals if profile.allows(url)]
            return next(
                (profile for profile in homes if profile.is_article(url)), homes[0] if homes else None
            )
        return self.catalogue.for_url(url)


def _noted(found: Found, profile: Profile) -> LeadKind | None:
    """What a crawl of ours took it for: a list, or a further page of a story, of no known address."""
    kind = found.note.get("kind")
    if kind == "article":
        return "article" if profile.is_article(_asked(found)) else None
    return cast(LeadKind, kind) if kind in ("section", "feed", "sitemap") else None


def _asked(found: Found) -> str:
    asked = found.note["lead"].get("url")
    return asked if isinstance(asked, str) else ""


@lru_cache(maxsize=256)
def _starts(profile_json: str) -> dict[str, LeadKind]:
    profile = Profile.from_json(profile_json)
    return {canonical(lead.url): lead.kind for lead in profile.starts()}


def starts(profile: Profile) -> dict[str, LeadKind]:
    """The lists that the profile names, by address."""
    return _starts(profile.to_json())


def checked(found: Found, kind: LeadKind) -> Found:
    """The answer with a head that is true of it, if its status and type are those of a page."""
    response, head = mended(found.response)
    parsed = parse_response(response)
    if parsed.status in _REDIRECTS:
        raise NotTakenError("redirect", f"{found.url} -> {parsed.header('location') or ''}"[:300])
    if parsed.status not in _TAKEN or (parsed.status in GONE and kind != "article"):
        raise NotTakenError("status", f"{parsed.status} {found.url}"[:200])
    told = parsed.header("content-type")
    if kind in ("article", "section") and parsed.status == 200 and not _markup(told, parsed.body):
        raise NotTakenError("not_html", f"{told or 'no content type'} {found.url}"[:200])
    return replace(found, response=response, origin=replace(found.origin, head=_head(found, head)))


def _head(found: Found, head: str) -> str:
    return found.origin.head if head == "kept" else head


def _markup(told: str | None, body: bytes) -> bool:
    return bool(_PAGE.match(told)) if told else bool(_MARKUP.match(body))


def work_from(found: Found, chosen: Chosen, run: str) -> Work:
    """In its note PARTS has still the places that the pages of a story had in the archive they come from."""
    lead = Lead(chosen.url, chosen.kind, f"import: {found.origin.file}", found.hints)
    kind: LeadKind = chosen.kind
    note: dict[str, object] = {}
    if found.note:
        lead, note = _as_noted(found, lead, chosen)
    exchange = Exchange(
        url=chosen.url,
        request=found.request,
        response=found.response,
        fetched_at=found.at,
        ip=found.ip,
        truncated=found.truncated,
        note={
            **note_of(chosen.profile.slug, run, lead, kind),
            **note,
            IMPORTED: {name: value for name, value in asdict(found.origin).items() if value != ""},
        },
    )
    return Work(chosen.profile.slug, run, lead, kind, exchange)


def _as_noted(found: Found, lead: Lead, chosen: Chosen) -> tuple[Lead, dict[str, object]]:
    """The lead as a crawl of ours had it, and what it noted of a story on several pages."""
    told = found.note["lead"]
    asked = _asked(found)
    if chosen.profile.allows(asked):
        lead = Lead(asked, lead.kind, str(told.get("found_in", "")), hints_of(told.get("hints")))
    return lead, {key: found.note[key] for key in (PASSING, PARTS) if found.note.get(key)}
