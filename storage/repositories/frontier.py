"""Leads in, what to fetch next out. All of it lives in the database, so a killed crawl finds its leads
still waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from storage.records import Hints, Lead, LeadKind, Outcome
from storage.repositories.printed import moment
from storage.tables import portals, urls
from storage.tables.upsert import insert_new, upsert

FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=7)
CHUNK = 500


OTHER_KEYS = delete(urls).where(
    urls.c.portal == bindparam("of"),
    urls.c.url == bindparam("at_url"),
    urls.c.kind == "article",
    urls.c.key != bindparam("at_key"),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """How many of the leads offered were never heard of, are due for another look, or need none."""

    new: int = 0
    due: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lead to fetch, with what a conditional request needs and how often it failed."""

    lead: Lead
    key: str
    etag: str | None = None
    last_modified: str | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a URL's last fetch left for the next one."""

    etag: str | None
    last_modified: str | None
    last_fetched: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A lead whose first look brought a new story."""

    portal: str
    key: str
    url: str
    at: datetime
    next_look: datetime
    etag: str | None
    last_modified: str | None


class Frontier:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def offer(self, portal: str, found: Sequence[tuple[Lead, str]], now: datetime, run: str) -> Offered:
        """Leads to articles with their keys. Unknown ones wait; known ones wait again where their source
        says they changed after their last fetch, or where their next look has come."""
        leads: dict[str, Lead] = {}
        for lead, key in found:
            leads[key] = _merged(leads[key], lead) if key in leads else lead
        new = due = 0
        for keys in _chunks(list(leads)):
            known = {row.key: row for row in self._rows(portal, keys)}
            fresh = [key for key in keys if key not in known]
            self._insert(portal, [(leads[key], key) for key in fresh], now, run)
            new += len(fresh)
            due += self._offer_again(portal, {key: leads[key] for key in known}, known, now)
        return Offered(new, due, len(leads) - new - due)

    def waiting(self, portal: str, limit: int, now: datetime, without: Collection[str] = ()) -> list[Waiting]:
        """Up to `limit` leads, those never fetched first, each in the order they were found; not those whose
        keys are in `without`."""
        query = (
            select(urls)
            .where(urls.c.portal == portal, urls.c.waiting, urls.c.kind == "article")
            .where(or_(urls.c.not_before.is_(None), urls.c.not_before <= now))
            .order_by(urls.c.last_fetched.is_not(None), urls.c.id)
            .limit(limit + len(without))
        )
        rows = [row for row in self.connection.execute(query) if row.key not in without]
        return [_waiting(row) for row in rows[:limit]]

    def count_waiting(self, portal: str, now: datetime | None = None) -> int:
        """All that wait, or only those that may be fetched at `now`."""
        query = select(func.count()).select_from(urls)
        query = query.where(urls.c.portal == portal, urls.c.waiting, urls.c.kind == "article")
        if now:
            query = query.where(or_(urls.c.not_before.is_(None), urls.c.not_before <= now))
        return self.connection.scalar(query) or 0

    def due(self, portal: str, now: datetime) -> int:
        """Let every article whose next look has come wait again; how many there were."""
        query = (
            update(urls)
            .where(urls.c.portal == portal, urls.c.kind == "article", urls.c.waiting.is_(False))
            .where(urls.c.next_look <= now)
        )
        return self.connection.execute(query.values(waiting=True)).rowcount

    def ended(
        self,
        portal: str,
        key: str,
        url: str,
        at: datetime,
        outcome: Outcome,
        next_look: datetime | None,
        etag: str | None,
        last_modified: str | None,
    ) -> None:
        """A lead's fetch is over. A failed one goes on waiting, longer after each failure; what is kept
        for a conditional request is only what the last full answer to a story said. An older fetch than the
        last one known says nothing of what comes next."""
        row = next(iter(self._rows(portal, [key])), None)
        if row and row.last_fetched and at < row.last_fetched:
            return
        failed = outcome == "failed"
        tries = (row.tries if row else 0) + 1 if failed else 0
        values: dict[str, Any] = {
            "url": url,
            "waiting": failed,
            "last_fetched": at,
            "outcome": outcome,
            "next_look": next_look,
            "tries": tries,
            "not_before": (next_look or at + _patience(tries)) if failed else None,
        }
        if failed:
            etag, last_modified = (row.etag, row.last_modified) if row else (None, None)
        elif row and outcome == "unchanged":
            etag, last_modified = etag or row.etag, last_modified or row.last_modified
        elif outcome == "refused":
            etag = last_modified = None
        values |= {"etag": etag, "last_modified": last_modified}
        self._keep(portal, key, "article", values, at)
        # A profile whose pattern changed gives the same URL another key: the old row must not wait for ever.
        same_url = (urls.c.portal == portal) & (urls.c.url == url) & (urls.c.kind == "article")
        self.connection.execute(delete(urls).where(same_url, urls.c.key != key))

    def stored(self, leads: Sequence[Stored]) -> None:
        """What `ended` does, for many leads that were never fetched before."""
        if not leads:
            return
        rows = [_row_of(lead) for lead in leads]
        given = ("portal", "key", "kind", "hints", "offered")
        upsert(self.connection, urls, rows, ("portal", "key"), change=[n for n in rows[0] if n not in given])
        others = [{"of": one.portal, "at_url": one.url, "at_key": one.key} for one in leads]
        self.connection.execute(OTHER_KEYS, others)

    def found(self, portal: str, key: str) -> datetime | None:
        """When a story's address was first offered."""
        query = select(urls.c.offered).where(urls.c.portal == portal, urls.c.key == key)
        at: datetime | None = self.connection.scalar(query)
        return at

    def outcome(self, portal: str, key: str) -> Outcome | None:
        """How the last look at a story's address ended; None where nobody has looked."""
        query = select(urls.c.outcome).where(urls.c.portal == portal, urls.c.key == key)
        found: Outcome | None = self.connection.scalar(query)
        return found

    def visited(
        self,
        portal: str,
        url: str,
        kind: str,
        at: datetime,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> None:
        """A feed, sitemap, section page or robots.txt was fetched."""
        before = self.seen(portal, url)
        if before and before.last_fetched and at < before.last_fetched:
            return
        values = {
            "url": url,
            "last_fetched": at,
            "etag": etag or (before and before.etag),
            "last_modified": last_modified or (before and before.last_modified),
        }
        self._keep(portal, url, kind, values, at)

    def seen(self, portal: str, url: str) -> Seen | None:
        query = (
            select(urls.c.etag, urls.c.last_modified, urls.c.last_fetched)
            .where(urls.c.portal == portal, urls.c.url == url, urls.c.last_fetched.is_not(None))
            .order_by(urls.c.last_fetched.desc())
            .limit(1)
        )
        row = self.connection.execute(query).first()
        return Seen(row.etag, row.last_modified, row.last_fetched) if row else None

    def _rows(self, portal: str, keys: Sequence[str]) -> Sequence[Row[Any]]:
        query = select(urls).where(urls.c.portal == portal, urls.c.key.in_(keys))
        return self.connection.execute(query).all()

    def _insert(self, portal: str, found: list[tuple[Lead, str]], now: datetime, run: str) -> None:
        rows = [
            {
                "portal": portal,
                "key": key,
                "url": lead.url,
                "kind": "article",
                "waiting": True,
                "found_in": lead.found_in,
                "hints": _hints(lead),
                "run": run,
                "offered": now,
            }
            for lead, key in found
        ]
        insert_new(self.connection, urls, rows)

    def _offer_again(
        self, portal: str, leads: dict[str, Lead], known: dict[str, Row[Any]], now: datetime
    ) -> int:
        zone = self._zone(portal) if leads else ZoneInfo("UTC")
        changed, due = [], 0
        for key, lead in leads.items():
            row = known[key]
            again = not row.waiting and _due(row, lead, now, zone)
            hints = _hints(lead) if again else {**_hints(lead), **row.hints}
            due += again
            if again or hints != row.hints:
                url = lead.url if again else row.url
                values = {"of": row.id, "url": url, "waiting": row.waiting or again, "hints": hints}
                changed.append(values)
        if changed:
            query = update(urls).where(urls.c.id == bindparam("of"))
            names: dict[str, Any] = {name: bindparam(name) for name in ("url", "waiting", "hints")}
            self.connection.execute(query.values(**names), changed)
        return due

    def _zone(self, portal: str) -> ZoneInfo:
        name = self.connection.scalar(select(portals.c.timezone).where(portals.c.slug == portal))
        return ZoneInfo(name or "UTC")

    def _keep(self, portal: str, key: str, kind: str, values: dict[str, Any], at: datetime) -> None:
        first = {"portal": portal, "key": key, "kind": kind, "hints": {}, "waiting": False, "offered": at}
        upsert(self.connection, urls, first | values, ("portal", "key"), change=values)


def _row_of(lead: Stored) -> dict[str, Any]:
    first = {"portal": lead.portal, "key": lead.key, "kind": "article", "hints": {}, "offered": lead.at}
    state = {"waiting": False, "outcome": "stored", "tries": 0, "not_before": None}
    known = {"etag": lead.etag, "last_modified": lead.last_modified}
    return {**first, **state, **known, "url": lead.url, "last_fetched": lead.at, "next_look": lead.next_look}


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _hints(lead: Lead) -> dict[str, str]:
    return {name: value for name, value in asdict(lead.hints).items() if value is not None}


def _merged(first: Lead, second: Lead) -> Lead:
    """The same story found twice: the first finding, with what only the second knew."""
    return Lead(first.url, first.kind, first.found_in, Hints(**{**_hints(second), **_hints(first)}))


def _waiting(row: Row[Any]) -> Waiting:
    kind: LeadKind = row.kind
    lead = Lead(row.url, kind, row.found_in, Hints(**row.hints))
    return Waiting(lead, row.key, row.etag, row.last_modified, row.tries)


def _due(row: Row[Any], lead: Lead, now: datetime, zone: ZoneInfo) -> bool:
    if row.next_look is not None and row.next_look <= now:
        return True
    if row.last_fetched is None:
        return False
    told = (moment(lead.hints.modified, zone), moment(lead.hints.published, zone))
    # A time still to come is a wrong clock: it would make the story due at every crawl until then.
    return any(when is not None and row.last_fetched < when <= now for when in told)


def _patience(tries: int) -> timedelta:
    doubled: int = 2 ** min(tries - 1, 16)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)
