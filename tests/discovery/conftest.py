"""An invented portal and a way to ask what a document of it leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from newsarchive.discovery import find_leads
from newsarchive.profile import Profile
from storage.records import Lead, LeadKind, Page

Finder = Callable[..., tuple[Lead, ...]]


@pytest.fixture
def portal() -> Profile:
    return Profile.model_validate(
        {
            "slug": "herald",
            "name": "Herald",
            "homepage": "https://herald.example/",
            "hosts": ["herald.example", "www.herald.example"],
            "discovery": {"article_url": r"-post(?P<id>\d+)\.html$", "not_articles": ["^/topic/"]},
        }
    )


@pytest.fixture
def find(portal: Profile) -> Finder:
    def found(
        body: bytes | str,
        kind: LeadKind = "feed",
        url: str = "https://herald.example/here",
        profile: Profile = portal,
        content_type: str | None = None,
    ) -> tuple[Lead, ...]:
        raw = body.encode() if isinstance(body, str) else body
        page = Page(url, raw, datetime(2026, 3, 1, tzinfo=UTC), content_type=content_type)
        return find_leads(page, kind, profile)

    return found
