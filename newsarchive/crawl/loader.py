"""The catalogue → spiders: one class a profile, made when somebody asks for it."""

from __future__ import annotations

import os
from pathlib import Path

from scrapy import Request, Spider
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import BaseSettings

from newsarchive.crawl.spider import PortalSpider
from newsarchive.errors import UsageError
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile

Slugs = list[str]


class UnknownPortalError(ScrapyUsageError, KeyError):
    """What Scrapy's commands print in one line and end with 2."""

    def __str__(self) -> str:
        return str(self.args[0])


class ProfileLoader:
    """Scrapy's spider loader over the catalogue; listing it reads no profile."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> ProfileLoader:
        named = settings.get("NEWSARCHIVE_PORTALS") or ""
        parts = named.split(os.pathsep) if isinstance(named, str) else named
        try:
            return cls(Catalogue([Path(part) for part in parts if part]))
        except UsageError as error:
            raise UnknownPortalError(str(error), print_help=False) from error

    def list(self) -> Slugs:
        return self.catalogue.slugs()

    def load(self, spider_name: str) -> type[Spider]:
        try:
            return spider_for(self.catalogue.get(spider_name))
        except UsageError as error:
            raise UnknownPortalError(str(error), print_help=False) from error

    def find_by_request(self, request: Request) -> Slugs:
        profile = self.catalogue.for_url(request.url)
        return [profile.slug] if profile else []


def spider_for(profile: Profile) -> type[PortalSpider]:
    return type("Spider_" + profile.slug, (PortalSpider,), {"name": profile.slug, "profile": profile})
