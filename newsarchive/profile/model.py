"""One portal as a value, and what it answers about URLs and times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Annotated, Literal
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from newsarchive.profile.tables import (
    Archiving,
    Discovery,
    Expectations,
    Layout,
    Network,
    Politeness,
    Strings,
    Table,
)
from newsarchive.profile.twins import TWIN_HOSTS, is_marked, ordered, spellings
from newsarchive.urls import article_id, authority, local
from storage.records import Lead, LeadKind


class Profile(Table):
    """One portal, platform and layouts merged in. Equal profiles have equal digests."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[_-][a-z0-9]+)*$")]
    name: Annotated[str, Field(min_length=1)]
    homepage: str
    hosts: Strings = ()
    former_hosts: Strings = ()
    languages: Strings = ()
    timezone: str = "UTC"
    place: str | None = None
    platform: str | None = None
    status: Literal["active", "paused", "former", "closed"] = "active"
    unverified: bool = False
    note: str = ""
    discovery: Discovery = Discovery()
    politeness: Politeness = Politeness()
    network: Network = Network()
    archiving: Archiving = Archiving()
    layouts: dict[str, Layout] = Field(default_factory=dict)
    expectations: Expectations = Expectations()

    @field_validator("homepage")
    @classmethod
    def _absolute(cls, value: str) -> str:
        local(value)
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"no time zone is called {value!r}") from None
        return value

    @field_validator("hosts", "former_hosts")
    @classmethod
    def _bare_hosts(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if local(f"https://{value}") != "/":
                raise ValueError(f"{value!r} is not a bare host name")
        return values

    @model_validator(mode="before")
    @classmethod
    def _home_is_in_scope(cls, data: object) -> object:
        if isinstance(data, dict) and not data.get("hosts") and isinstance(data.get("homepage"), str):
            return data | {"hosts": [_host_entry(data["homepage"])]}
        return data

    @model_validator(mode="after")
    def _one_layout_a_day(self) -> Profile:
        begun: dict[date | None, str] = {}
        for name, layout in self.layouts.items():
            if (other := begun.setdefault(layout.since, name)) != name:
                raise ValueError(
                    f"layouts {other} and {name} begin on the same day; give one of them another `since`"
                )
        return self

    @property
    def verified(self) -> bool:
        return not self.unverified

    @cached_property
    def digest(self) -> str:
        return "sha256:" + sha256(self.to_json().encode()).hexdigest()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def _scope(self) -> frozenset[tuple[str, int]]:
        return _authorities(self.hosts)

    @cached_property
    def _former_scope(self) -> frozenset[tuple[str, int]]:
        return _authorities(self.former_hosts)

    def layout_at(self, when: datetime | None) -> Layout | None:
        """The markup of a page fetched then: of the eras that hold the day, the one begun last."""
        eras = sorted(self.layouts.values(), key=lambda era: era.since or date.min)
        if when is not None:
            day = when.astimezone(self.zone).date()
            eras = [era for era in eras if era.covers(day)]
        return eras[-1] if eras else None

    def allows(self, url: str) -> bool:
        """Whether this URL may be fetched for this portal, as far as its host tells."""
        try:
            return authority(url) in self._scope
        except ValueError:
            return False

    def owns(self, url: str) -> bool:
        """Whether this URL is, or once was, the portal's; one of a former host is asked for no more."""
        try:
            return authority(url) in self._scope | self._former_scope
        except ValueError:
            return False

    def is_article(self, url: str) -> bool:
        """Whether this URL is a story's, and may be fetched."""
        return self.allows(url) and self._match(local(url)) is not None

    def tells_of_article(self, url: str) -> bool:
        """Whether this URL is or was a story's, fetched though it may be no more."""
        return self.owns(url) and self._match(local(url)) is not None

    def is_twin(self, url: str) -> bool:
        """Whether this is an AMP, mobile or print edition of a story, or a later page of it."""
        host, _ = authority(url)
        if host.startswith(TWIN_HOSTS) and self._host != host:
            return True
        path = local(url)
        match = self._match(path)
        sure = {part for spelling in (next(spellings(path)), path) for part in _parts(spelling)}
        return match is not None and (is_marked(path) or match.string not in sure)

    def key(self, url: str) -> str:
        """The part of a URL that tells one story from another within this portal."""
        path = local(url)
        match = self._match(path)
        if match is None or not match.re.groups:
            bare = path if match is None else match.string
            return ordered(bare.rstrip("/") or "/")
        return str(match["id"] if "id" in match.re.groupindex else match[1])

    def article_id(self, url: str) -> str:
        return article_id(self.slug, self.key(url))

    def starts(self) -> Iterator[Lead]:
        """What a crawl asks first; a candidate's `found_in` says so."""
        kinds: tuple[tuple[tuple[str, ...], LeadKind, str], ...] = (
            (self.discovery.feeds, "feed", "profile"),
            (self.discovery.candidates, "feed", "candidate"),
            (self.discovery.sitemaps, "sitemap", "profile"),
            (self.discovery.sections, "section", "profile"),
        )
        for paths, kind, found_in in kinds:
            for path in paths:
                yield Lead(urljoin(self.homepage, path), kind, found_in)

    def to_json(self) -> str:
        # A key most portals never need: left out, it changes no digest of theirs.
        told = self.model_dump(mode="json", exclude=None if self.former_hosts else {"former_hosts"})
        return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    @lru_cache(maxsize=64)
    def from_json(text: str) -> Profile:
        return Profile.model_validate_json(text)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
        yes, no = self.discovery.article_url, self.discovery.not_articles
        return tuple(map(re.compile, yes)), tuple(map(re.compile, no))

    @cached_property
    def _host(self) -> str:
        return authority(self.homepage)[0]

    def _match(self, local: str) -> re.Match[str] | None:
        """The article pattern's match on one of a URL's spellings: on path and query, or the path alone."""
        if self._is_other(local):
            return None
        for spelling in spellings(local):
            if spelling != local and self._is_other(spelling):
                continue
            for part in _parts(spelling):
                for pattern in self._patterns[0]:
                    if match := pattern.search(part):
                        return match
        return None

    def _is_other(self, local: str) -> bool:
        return any(pattern.search(part) for part in _parts(local) for pattern in self._patterns[1])


def _parts(local: str) -> tuple[str, ...]:
    return (local, local.partition("?")[0]) if "?" in local else (local,)


def _authorities(hosts: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    return frozenset(authority(f"{scheme}://{host}") for host in hosts for scheme in ("http", "https"))


def _host_entry(homepage: str) -> str:
    try:
        host, port = authority(homepage)
    except ValueError:
        return homepage
    return host if port in (80, 443) else f"{host}:{port}"
