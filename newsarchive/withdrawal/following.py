"""Lines of the audit log → rows, whether just written, left over by a kill, or older than the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from newsarchive.archive import Archive, storage_trouble
from newsarchive.ingest.conveyor import drain
from newsarchive.ingest.noarchive import WITHDRAWN
from newsarchive.withdrawal.plan import REMOVING, forget_planned, planned
from newsarchive.withdrawal.rows import follow
from storage.audit_log import AuditLog, Entry
from storage.repositories import Unit
from storage.repositories.erasing import erase_leftovers
from storage.repositories.withdrawals import Withdrawal

LIFTED, REMOVED = "lifted", "removed"


def audit_log(archive: Archive) -> AuditLog:
    return archive.audit_log


def catch_up(archive: Archive, now: datetime) -> None:
    """What every crawl and every `withdraw` begins with: lines without rows get theirs, and what was
    withdrawn to a day that has passed is shown again."""
    with storage_trouble():
        entries = audit_log(archive).entries()
        if not entries:
            return
        with archive.database.reading() as unit:
            missing = [entry for entry in entries if not _known(unit, entry)]
        _take_over(archive, missing, entries)
        _end_what_is_over(archive, now)


def reapply(archive: Archive) -> None:
    """Make a database that was made anew from the WARC files honour every line of the log."""
    with storage_trouble():
        entries = audit_log(archive).entries()
        _take_over(archive, entries, entries)


def reapply_removals(archive: Archive) -> None:
    """The same for lines about what was removed, before a database out of a backup learns what came after
    it: what the WARC files do not have any more must not be in the way."""
    with storage_trouble():
        entries = audit_log(archive).entries()
        begun = {one.detail.get("withdrawal") for one in entries if one.kind == REMOVING}
        final = [one for one in entries if one.kind == WITHDRAWN and one.sequence in begun]
        _take_over(archive, [*final, *(one for one in entries if one.kind == REMOVED)], entries)


def _take_over(archive: Archive, missing: Iterable[Entry], entries: Sequence[Entry]) -> None:
    """Rows for lines of the log that a database older than they are does not know."""
    removals = [one for one in missing if one.kind == REMOVED]
    apply(archive, [one for one in missing if one.kind != REMOVED])
    with archive.database.reading() as unit:
        again = [one for entry in removals for one in _meant(unit, entry) if not one.removed]
    if again:
        tables: set[str] = set()
        with archive.database.writing() as unit:
            for one in again:
                plan = planned(entries, one.id) or {}
                tables.update(forget_planned(unit, archive.warc_root, one, plan))
        erase_leftovers(archive.database.engine, tables)
    apply(archive, removals)


def apply(archive: Archive, entries: Iterable[Entry]) -> None:
    """Rows for these lines; applied twice, a line changes nothing more."""
    told = list(entries)
    if not told:
        return
    with archive.database.writing() as unit:
        touched = {article for entry in told for article in _apply(unit, entry)}
        for article in sorted(touched):
            follow(unit, article)
    drain(archive)


def _known(unit: Unit, entry: Entry) -> bool:
    if entry.kind == WITHDRAWN:
        return unit.withdrawals.get(entry.sequence) is not None
    if entry.kind not in (LIFTED, REMOVED):
        return True
    meant = _meant(unit, entry)
    whole = len(meant) == len(entry.detail.get("withdrawals", ()))
    return whole and all(not one.holds if entry.kind == LIFTED else one.removed for one in meant)


def _meant(unit: Unit, entry: Entry) -> list[Withdrawal]:
    numbers = cast("list[int]", entry.detail.get("withdrawals", ()))
    return [one for number in numbers if (one := unit.withdrawals.get(number))]


def _apply(unit: Unit, entry: Entry) -> list[str]:
    """The articles it is about."""
    if entry.kind == WITHDRAWN:
        detail = dict(entry.detail)
        marks = cast("list[str]", detail.pop("marks", ()))
        detail["article"] = article = unit.articles.resolve(str(detail["article"])) or str(detail["article"])
        known = unit.withdrawals.get(entry.sequence)
        if known is None:
            unit.withdrawals.put(Withdrawal(id=entry.sequence, at=entry.at, **_fields(detail)), marks)
        elif known.article != article:
            # Its id is another's former one in a database that was made anew.
            unit.withdrawals.put(replace(known, article=article), marks)
        return [article]
    for one in _meant(unit, entry):
        if entry.kind == LIFTED and one.holds:
            unit.withdrawals.lift(one.id, entry.at, str(entry.detail.get("reason", "")))
        elif entry.kind == REMOVED and not one.removed:
            unit.withdrawals.removed(one.id, entry.at)
    return [one.article for one in _meant(unit, entry)] if entry.kind in (LIFTED, REMOVED) else []


def _fields(detail: dict[str, Any]) -> dict[str, Any]:
    names = ("article", "portal", "scope", "reason", "authority", "note", "until", "phrase")
    return {name: detail.get(name) for name in names}


def _end_what_is_over(archive: Archive, now: datetime) -> None:
    with archive.database.reading() as unit:
        over = unit.withdrawals.over(now.astimezone(UTC).date())
    for one in over:
        reason = f"its last day, {one.until}, has passed"
        detail = {"withdrawals": [one.id], "article": one.article, "reason": reason, "authority": None}
        apply(archive, [audit_log(archive).append(LIFTED, detail, now)])
