"""One answer → the address it speaks for, and the articles it may concern, as the archive knows them then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from newsarchive.ingest.texts import text_digest
from newsarchive.ingest.work import Work
from newsarchive.profile import Profile
from storage.records import Capture, Extraction
from storage.repositories import Unit
from storage.repositories.captures import order_of


@dataclass(frozen=True)
class Address:
    """Where an answer was asked for and where it stood: two addresses after a redirect."""

    profile: Profile
    asked: str
    answered: str

    @cached_property
    def moved(self) -> bool:
        return self.answered != self.asked and self.profile.tells_of_article(self.answered)

    @cached_property
    def url(self) -> str:
        return self.answered if self.moved else self.asked

    @cached_property
    def key(self) -> str:
        return self.profile.key(self.url)

    @cached_property
    def asked_key(self) -> str:
        return self.profile.key(self.asked)

    @cached_property
    def led_away(self) -> bool:
        """A story's address that led to a page which is none: the story is not there."""
        elsewhere = self.answered != self.asked and self.profile.key(self.answered) != self.asked_key
        return elsewhere and not self.profile.tells_of_article(self.answered)


@dataclass(frozen=True, slots=True)
class Concerned:
    """The articles an answer may concern: the one known `here`, where it stood; the one known `before`, where
    it was asked for; the one that it names as its canonical address (`named`, under `named_key`); those with
    the `same` words."""

    here: str | None = None
    before: str | None = None
    named_url: str | None = None
    named_key: str | None = None
    named: str | None = None
    same: tuple[str, ...] = ()

    @property
    def articles(self) -> set[str]:
        return {one for one in (self.here, self.before, self.named, *self.same) if one}


def looked_up(unit: Unit, profile: Profile, work: Work, capture: Capture) -> tuple[Address, Concerned]:
    """Whom an answer concerns, as far as the archive knows now. Nothing is written."""
    story = story_in(work)
    address = address_of(profile, work, capture)
    return address, concerned(unit, work.portal, address, story)


def is_late(unit: Unit, portal: str, capture: Capture, address: Address, known: Concerned) -> bool:
    """Whether something later is known of what the answer concerns."""
    mine = order_of(capture)
    last = (unit.captures.last_asked(portal, key) for key in keys_of(address, known))
    return any(one is not None and one > mine for one in last) or is_late_among(unit, capture, known)


def keys_of(address: Address, known: Concerned) -> set[str]:
    return {key for key in (address.key, address.asked_key, known.named_key) if key}


def is_late_among(unit: Unit, capture: Capture, known: Concerned) -> bool:
    """The same for the articles alone."""
    mine = order_of(capture)
    last = (unit.captures.last_of(article) for article in known.articles)
    return any(one is not None and one > mine for one in last)


def address_of(profile: Profile, work: Work, capture: Capture) -> Address:
    """Of a story on several pages the address of its first."""
    story = story_in(work)
    return Address(profile, work.lead.url, story.url if story else capture.url)


def story_in(work: Work) -> Extraction | None:
    result = work.reading.result if work.reading else None
    return result if isinstance(result, Extraction) else None


def concerned(unit: Unit, portal: str, address: Address, story: Extraction | None) -> Concerned:
    here = _known(unit, portal, address.key, address.url)
    before = _known(unit, portal, address.asked_key, address.asked) if address.moved else here
    if story is None or address.led_away:
        return Concerned(here, before)
    named_url = named_elsewhere(address, story)
    named_key = address.profile.key(named_url) if named_url else None
    named = unit.articles.find(portal, named_key) if named_key else None
    same = tuple(unit.articles.all_with_text(portal, text_digest(story))) if story.body else ()
    return Concerned(here, before, named_url, named_key, named, same)


def _known(unit: Unit, portal: str, key: str, url: str) -> str | None:
    """By its key; by the very URL where the profile's pattern was another one when it was seen."""
    return unit.articles.find(portal, key) or unit.articles.find_by_url(portal, url)


def named_elsewhere(address: Address, story: Extraction) -> str | None:
    """The canonical address that a page names for itself, if it is another story's of this portal."""
    url, profile = story.canonical_url, address.profile
    if not url or not profile.tells_of_article(url):
        return None
    return url if profile.key(url) not in (address.key, address.asked_key) else None
