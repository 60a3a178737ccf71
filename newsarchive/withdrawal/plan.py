"""What a removal wrote to the audit log before it began → places that go, places that move, rows that
follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from newsarchive.withdrawal.rows import forget
from storage.audit_log import Entry
from storage.repositories import Unit
from storage.repositories.withdrawals import Place, Withdrawal
from storage.warc import read_exchange
from storage.warc.tombstone import Grave

REMOVING = "removing"
"""The kind of the line that has the plan."""

Plan = Mapping[str, Mapping[str, Any]]


def planned(entries: Iterable[Entry], number: int) -> Plan | None:
    """The last plan for a withdrawal."""
    found = [one for one in entries if one.kind == REMOVING and one.detail.get("withdrawal") == number]
    return cast(Plan, found[-1].detail["files"]) if found else None


def graves(plan: Plan) -> Iterator[tuple[str, Grave]]:
    for name, told in plan.items():
        for each in told["records"]:
            yield name, Grave(*each)


def forget_planned(unit: Unit, warc_root: Path, one: Withdrawal, plan: Plan) -> Iterable[str]:
    """Rows that go or follow; the tables that were touched. Done twice, it is the same."""
    gone: list[Place] = []
    for name, grave in graves(plan):
        warc, _, offset = grave.moved.rpartition("@")
        if not warc:
            gone.append((name, grave.offset))
        elif unit.captures.find(name, grave.offset) is not None:
            placed = read_exchange(warc_root, warc, int(offset)).placed
            unit.captures.move(name, grave.offset, placed.warc, placed.offset, placed.length, placed.digest)
    return forget(unit, one, gone)
