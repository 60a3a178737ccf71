"""The works of a group → those that bring a story nothing is known of, kept all at once.

Only the plainest are taken: an answer 200 at the address asked for, a whole story that names no other address
as its own, nothing withdrawn in its portal, and no name (key, URL, words) that is stored or that another work
of the group has too. All others are kept one by one; the rows are the same either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from newsarchive.ingest.address import address_of, named_elsewhere, story_in
from newsarchive.ingest.fragments import breaks_off
from newsarchive.ingest.identity import STORY
from newsarchive.ingest.noarchive import asks_not_to_be_archived
from newsarchive.ingest.texts import search_text, text_digest
from newsarchive.ingest.work import IMPORTED, PASSING, Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture
from storage.repositories import Unit
from storage.repositories.arrivals import Arrival
from storage.repositories.frontier import Stored
from storage.repositories.ledger import End
from storage.warc import earlier_parts

Item = tuple[Work, Capture | None]
FEWEST = 4
"""Fewer are no slower one by one."""


def keep_newcomers(unit: Unit, profiles: Mapping[str, Profile], items: Sequence[Item]) -> dict[int, Ingested]:
    """What became of those taken, by their places among the items. Within the caller's transaction."""
    plain = {place: story for place, item in enumerate(items) if (story := _plain(profiles, *item))}
    alone = _alone(profiles, items, plain)
    if len(alone) < FEWEST:
        return {}
    portals = {one.capture.portal for one in alone.values()}
    closed = {portal for portal in portals if unit.withdrawals.closed(portal).marks}
    known = unit.arrivals.known(list(alone.values()))
    taken = {
        place: one
        for place, one in alone.items()
        if one.capture.portal not in closed and known.isdisjoint(_names(one))
    }
    if len(taken) < FEWEST:
        return {}
    unit.arrivals.add(list(taken.values()))
    unit.ledger.count_all([_end(profiles[one.capture.portal], one.capture) for one in taken.values()])
    unit.frontier.stored([_stored(profiles[one.capture.portal], one) for one in taken.values()])
    return {place: Ingested("stored", None, one.article, one.version) for place, one in taken.items()}


def _plain(profiles: Mapping[str, Profile], work: Work, capture: Capture | None) -> Arrival | None:
    story = story_in(work)
    if capture is None or story is None or work.reading is None or not story.body:
        return None
    if (work.kind, work.lead.kind, capture.status) != ("article", "article", 200):
        return None
    if not work.exchange.note.keys().isdisjoint((PASSING, IMPORTED)):
        return None
    if breaks_off(story) or earlier_parts(work.exchange) or asks_not_to_be_archived(work):
        return None
    profile = profiles[work.portal]
    address = address_of(profile, work, capture)
    if address.answered != address.asked or address.led_away or named_elsewhere(address, story):
        return None
    return Arrival(
        article=profile.article_id(address.url),
        key=address.key,
        capture=capture,
        extraction=story,
        reader=work.reading.reader,
        text_digest=text_digest(story),
        text=search_text(story),
        answer=STORY,
    )


def _alone(
    profiles: Mapping[str, Profile], items: Sequence[Item], plain: Mapping[int, Arrival]
) -> dict[int, Arrival]:
    """Those that share no name with any other work of the group."""
    names = Counter(name for one in plain.values() for name in _names(one))
    others = {
        (work.portal, "key", profiles[work.portal].key(url))
        for place, (work, capture) in enumerate(items)
        if place not in plain and work.kind == "article"
        for url in {work.lead.url, capture.url if capture else work.lead.url}
        if profiles[work.portal].owns(url)
    }
    return {
        place: one
        for place, one in plain.items()
        if all(names[name] == 1 for name in _names(one)) and others.isdisjoint(_names(one))
    }


def _names(one: Arrival) -> Iterable[tuple[str, str, str]]:
    return ((one.capture.portal, *name) for name in one.names)


def _end(profile: Profile, capture: Capture) -> End:
    day = capture.fetched_at.astimezone(profile.zone).date().isoformat()
    return End(capture.run, capture.portal, capture.lead_url, day, "stored", None, True, capture.fetched_at)


def _stored(profile: Profile, one: Arrival) -> Stored:
    wait = timedelta(hours=profile.politeness.revisit_hours)
    capture = one.capture
    return Stored(
        portal=capture.portal,
        key=one.key,
        url=capture.lead_url,
        at=capture.fetched_at,
        next_look=capture.fetched_at + wait,
        etag=capture.etag,
        last_modified=capture.last_modified,
    )
