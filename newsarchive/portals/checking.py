"""A profile → what is wrong with it beyond its form: URLs its patterns misjudge, places nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urljoin

from newsarchive.profile import Profile


def problems_of(profile: Profile, places: Collection[str]) -> list[str]:
    """One line a problem, the key first; empty for a profile in order. `places` are the known codes."""
    return [*_places(profile, places), *_examples(profile), *_starts(profile)]


def _places(profile: Profile, places: Collection[str]) -> Iterator[str]:
    if profile.place is not None and profile.place not in places:
        yield f"place: no place has the code {profile.place}"


def _examples(profile: Profile) -> Iterator[str]:
    keys: dict[str, str] = {}
    for path in profile.discovery.examples:
        url = urljoin(profile.homepage, path)
        if not profile.allows(url):
            yield f"discovery.examples: {path} is on none of the hosts"
        elif not profile.is_article(url):
            yield f"discovery.examples: {path} is a story, but article_url or not_articles refuses it"
        elif (other := keys.setdefault(profile.key(url), path)) != path:
            yield f"discovery.examples: {path} and {other} have the same key {profile.key(url)!r}"
    for path in profile.discovery.counter_examples:
        if profile.is_article(urljoin(profile.homepage, path)):
            yield f"discovery.counter_examples: {path} is no story, but article_url takes it"


def _starts(profile: Profile) -> Iterator[str]:
    if not any(True for _ in profile.starts()):
        yield "discovery: no feeds, candidates, sitemaps or sections, so nothing would ever be found"
    for lead in profile.starts():
        if not profile.allows(lead.url):
            yield f"discovery: {lead.url} is on none of the hosts"
        elif lead.kind == "section" and profile.is_article(lead.url):
            yield f"discovery.sections: {lead.url} is taken for a story by article_url"
