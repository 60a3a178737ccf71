"""A withdrawal of content → no byte of the article in the archive: tombstones in the WARC files, rows gone,
the database rewritten.

The order makes every step safe to be killed in: what is to go is written to the audit log, then the WARC
files are written over, then rows go, then the database's own leftovers; a line in the log ends it. The next
start finds the line that begins it without the one that ends it, and does the rest again.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsarchive.archive import Archive, storage_trouble
from newsarchive.errors import StorageTrouble
from newsarchive.ingest.conveyor import drain
from newsarchive.ingest.redaction import Phrase, stands_in_page, without
from newsarchive.text import decode
from newsarchive.urls import local
from newsarchive.withdrawal import beside
from newsarchive.withdrawal.backups import purge_backups
from newsarchive.withdrawal.following import REMOVED, apply, audit_log
from newsarchive.withdrawal.plan import REMOVING, Plan, forget_planned, planned
from newsarchive.withdrawal.rows import phrases_of
from storage.repositories import Unit
from storage.repositories.erasing import erase_leftovers
from storage.repositories.withdrawals import Withdrawal
from storage.warc import WarcError, WarcWriter, page_of, read_exchange, read_info
from storage.warc.exchange import exchange_of
from storage.warc.graves import Found, bury, file_digest, search
from storage.warc.groups import Located
from storage.warc.names import TORN
from storage.warc.record import safe_uri
from storage.warc.tombstone import Grave, tombstone

LISTS = ("feed", "sitemap", "section")
Place = tuple[str, int]


def pending(archive: Archive) -> list[Withdrawal]:
    with storage_trouble(), archive.database.reading() as unit:
        return unit.withdrawals.pending()


def finish(archive: Archive, one: Withdrawal, now: datetime) -> list[str]:
    """Remove the bytes, or what is left of them; what could not be reached, in words.

    The portal's lock must be held. Raises StorageTrouble where a file cannot be read or the database is in
    use: what was begun is finished by the next start.
    """
    try:
        with storage_trouble():
            plan = planned(audit_log(archive).entries(), one.id) or _plan(archive, one, now)
            after = _bury(archive, one, plan)
            touched = {*_forget(archive, one, plan), "runs"}
            remains = erase_leftovers(archive.database.engine, touched)
            remains += purge_backups(archive, one) + beside.unread(archive, one)
            files = {name: {"before": told["before"], "after": after[name]} for name, told in plan.items()}
            detail = {"withdrawals": [one.id], "article": one.article, "files": files, "remains": remains}
            apply(archive, [audit_log(archive).append(REMOVED, detail, now)])
            return remains
    except (WarcError, OSError) as error:
        raise StorageTrouble(
            f"{one.article}: hidden, but its bytes are not removed: {error}; mend this, then run "
            "`newsarchive withdraw --list`, which goes on with it"
        ) from error


def sweep(archive: Archive, portal: str) -> None:
    """Before a portal's files are adopted: take away copies of a removal that was cut off before its plan
    was in the log."""
    for one in pending(archive):
        if one.portal == portal and not planned(audit_log(archive).entries(), one.id):
            _take_away_copies(archive, one)


def _plan(archive: Archive, one: Withdrawal, now: datetime) -> Plan:
    """What is to be removed, by file; answers that lean on it have their payload, elsewhere, before this
    returns."""
    _take_away_copies(archive, one)
    with archive.database.reading() as unit:
        about = _about(unit, one.article)
    files = sorted((archive.warc_root / one.portal).glob("*/*.warc.gz*"))
    files = [path for path in files if not path.name.endswith(TORN)]
    phrases = phrases_of(one)
    if phrases:
        found, leaning = search(files, lambda warc, own: about.wanted(warc, own) and _has(phrases, own))
    else:
        found, leaning = search(files, about.wanted)
    # A list that repeats a list with the story in it has the story in it too.
    lists = [each for each in leaning if _lead(each.records).get("kind") in LISTS]
    found, leaning = found + lists, [each for each in leaning if each not in lists]
    kept = [each for each in found if phrases and _lead(each.records).get("kind") not in LISTS]
    moved = _copied(archive, one, [*kept, *leaning], now)
    graves: dict[str, list[Grave]] = {}
    for exchange in (*found, *leaning):
        for record in exchange.records:
            new = moved.get((exchange.warc, record.offset), "")
            graves.setdefault(exchange.warc, []).append(
                Grave(record.offset, record.length, record.record.id, record.record.type, new)
            )
    root = archive.warc_root
    for name, told in graves.items():
        for grave in told:
            tombstone(grave, one.id, one.at, one.reason)
        graves[name] = sorted(told, key=lambda grave: grave.offset)
    plan = {
        name: {
            "before": file_digest(root, name),
            "records": [[each.offset, each.length, each.id, each.was, each.moved] for each in told],
        }
        for name, told in sorted(graves.items())
    }
    beside.take_out(archive, one, about.words, phrases)
    audit_log(archive).append(REMOVING, {"withdrawal": one.id, "article": one.article, "files": plan}, now)
    return plan


def _bury(archive: Archive, one: Withdrawal, plan: Plan) -> dict[str, str]:
    """The digests of the files afterwards."""
    after = {}
    for name, told in plan.items():
        graves = [Grave(*each) for each in told["records"]]
        stones = [(grave, tombstone(grave, one.id, one.at, one.reason)) for grave in graves]
        bury(archive.warc_root, name, stones)
        after[name] = file_digest(archive.warc_root, name)
    return after


def _forget(archive: Archive, one: Withdrawal, plan: Plan) -> Iterable[str]:
    with archive.database.writing() as unit:
        touched = forget_planned(unit, archive.warc_root, one, plan)
    drain(archive)
    return touched


def _has(phrases: Sequence[Phrase], records: Sequence[Located]) -> bool:
    """Whether an exchange has them; where its payload lies elsewhere, it is found by leaning on that."""
    try:
        return stands_in_page(phrases, exchange_of([one.record for one in records], b""))
    except WarcError:
        return True


@dataclass(frozen=True, slots=True)
class _About:
    """What an exchange is judged by: places of the article's captures, places of others', its addresses, and
    words that lists of stories have of it."""

    places: frozenset[Place]
    others: frozenset[Place]
    urls: frozenset[str]
    words: tuple[str, ...]

    def wanted(self, warc: str, records: Sequence[Located]) -> bool:
        places = {(warc, one.offset) for one in records}
        if places & self.places:
            return True
        if places & self.others:
            return False
        if any(one.record.get("WARC-Target-URI") in self.urls for one in records):
            return True
        return self._asked_for_it(records) or self._lists_it(records)

    def _asked_for_it(self, records: Sequence[Located]) -> bool:
        return safe_uri(str(_lead(records).get("url", ""))) in self.urls

    def _lists_it(self, records: Sequence[Located]) -> bool:
        """Feeds, sitemaps and lists repeat title and lead of a story."""
        answer = records[-1].record
        if _lead(records).get("kind") not in LISTS or answer.type != "response":
            return False
        exchange = exchange_of([one.record for one in records], b"")
        page = page_of(exchange.url, exchange.response, exchange.fetched_at)
        text = html.unescape(decode(page.body, page.content_type).text)
        return any(word in text for word in self.words)


def _lead(records: Sequence[Located]) -> dict[str, Any]:
    if records[0].record.type != "metadata":
        return {}
    try:
        lead = exchange_of([records[0].record], b"").note.get("lead")
    except WarcError:
        return {}
    return lead if isinstance(lead, dict) else {}


def _about(unit: Unit, article: str) -> _About:
    own = unit.articles.resolve(article) or article
    urls = unit.withdrawals.addresses(own)
    places, others = unit.withdrawals.places(own, urls)
    titles = {title for title in unit.withdrawals.titles(own) if len(title) > 12}
    paths = {local(url) for url in urls if len(local(url)) > 5}
    return _About(
        frozenset(places),
        frozenset(others),
        frozenset(map(safe_uri, urls)),
        tuple(sorted({*titles, *paths, *urls})),
    )


def _copied(archive: Archive, one: Withdrawal, leaning: Sequence[Found], now: datetime) -> dict[Place, str]:
    """The answers that lean on what goes, written whole into new files; where each stands then, by where it
    stood. One new file a file they come from, for its first record says how its pages are read."""
    moved: dict[Place, str] = {}
    writers: dict[str, WarcWriter] = {}
    phrases = phrases_of(one)
    for found in leaning:
        if found.warc not in writers:
            info = {**read_info(archive.warc_root, found.warc), "withdrawal": str(one.id)}
            writers[found.warc] = WarcWriter(archive.warc_root, one.portal, _run(one), info, now)
        stored = read_exchange(archive.warc_root, found.warc, found.answer.offset)
        exchange = without(phrases, stored.exchange) if phrases else stored.exchange
        if exchange is None:
            continue
        placed = writers[found.warc].append(exchange)
        moved |= dict.fromkeys(found.places, f"{placed.warc}@{placed.offset}")
    for writer in writers.values():
        writer.close()
    return moved


def _run(one: Withdrawal) -> str:
    return f"withdrawal-{one.id}"


def _take_away_copies(archive: Archive, one: Withdrawal) -> None:
    for path in (archive.warc_root / one.portal).glob(f"*/{one.portal}-{_run(one)}-*"):
        path.unlink()
