"""Every lead ends in exactly one column, per run and per portal's day."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Outcome, Tally
from storage.repositories import Unit
from storage.repositories.ledger import Day

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def count(unit: Unit, url: str, outcome: Outcome, reason: str | None = None, **more: str) -> None:
    where = {"run": "r1", "portal": "tin-nui", "date": "2026-03-01", **more}
    fetched = outcome != "failed"
    unit.ledger.count(**where, url=url, outcome=outcome, reason=reason, fetched=fetched, at=NOON)


def test_a_lead_that_failed_and_then_was_stored_is_stored(unit: Unit) -> None:
    count(unit, "a", "failed", "timeout")
    count(unit, "a", "stored")
    assert unit.ledger.tally("r1", "tin-nui") == Tally(stored=1, fetched=1)


def test_refusals_are_counted_by_reason(unit: Unit) -> None:
    count(unit, "a", "refused", "listing")
    count(unit, "b", "refused", "listing")
    count(unit, "c", "refused", "challenge")
    tally = unit.ledger.tally("r1", "tin-nui")
    assert tally == Tally(refused=3, fetched=3, refused_by={"challenge": 1, "listing": 2})
    assert unit.ledger.tally("r2", "tin-nui") == Tally()


def test_coverage_is_by_portal_and_day_over_all_runs(unit: Unit) -> None:
    count(unit, "a", "stored")
    count(unit, "a", "unchanged", run="r2")
    count(unit, "b", "failed", "dns", run="r2", date="2026-03-02")
    count(unit, "c", "stored", portal="dong-bang")
    stored, both = Tally(stored=1, fetched=1), Tally(stored=1, unchanged=1, fetched=2)
    failed = Tally(failed=1)
    assert unit.ledger.coverage() == [
        Day("dong-bang", "2026-03-01", stored),
        Day("tin-nui", "2026-03-01", both),
        Day("tin-nui", "2026-03-02", failed),
    ]
    assert unit.ledger.coverage("tin-nui", until="2026-03-01") == [Day("tin-nui", "2026-03-01", both)]
    assert unit.ledger.coverage(since="2026-03-02") == [Day("tin-nui", "2026-03-02", failed)]


OUTCOMES = st.sampled_from(["stored", "changed", "unchanged", "refused", "failed"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcdef"), OUTCOMES, st.none() | st.sampled_from(["x", "y"]))))
def test_no_lead_is_lost_or_counted_twice(unit: Unit, told: list[tuple[str, Outcome, str | None]]) -> None:
    with unit.savepoint() as savepoint:
        for url, outcome, reason in told:
            count(unit, url, outcome, reason)
        tally = unit.ledger.tally("r1", "tin-nui")
        assert tally.discovered == len({url for url, _, _ in told})
        assert sum(tally.refused_by.values()) == tally.refused
        savepoint.rollback()
