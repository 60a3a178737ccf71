"""Which leads wait, in which order, and when a known one waits again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage.records import Hints, Lead, PortalRecord
from storage.repositories import Unit
from storage.repositories.frontier import LONGEST_WAIT, Offered, Seen, Waiting
from storage.repositories.printed import moment

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://tin-nui.example/post{}.html"


def lead(number: int, **hints: str) -> tuple[Lead, str]:
    return Lead(URL.format(number), "article", "https://tin-nui.example/rss", Hints(**hints)), str(number)


def offer(unit: Unit, *found: tuple[Lead, str], now: datetime = NOON) -> Offered:
    return unit.frontier.offer("tin-nui", found, now, "r1")


def end(unit: Unit, number: int, outcome: str = "stored", at: datetime = NOON, **more: object) -> None:
    values = {"next_look": at + DAY, "etag": None, "last_modified": None, **more}
    unit.frontier.ended("tin-nui", str(number), URL.format(number), at, outcome, **values)  # type: ignore[arg-type]


def keys(unit: Unit, now: datetime = NOON) -> list[str]:
    return [waiting.key for waiting in unit.frontier.waiting("tin-nui", 100, now)]


def test_new_leads_wait_in_the_order_they_were_found(unit: Unit) -> None:
    assert offer(unit, *(lead(number, title="Mưa") for number in (5, 3, 9))) == Offered(new=3)
    assert keys(unit) == ["5", "3", "9"]
    (first,) = unit.frontier.waiting("tin-nui", 1, NOON)
    assert first == Waiting(*lead(5, title="Mưa"))


def test_many_leads_at_once(unit: Unit) -> None:
    assert offer(unit, *(lead(number) for number in range(1200))) == Offered(new=1200)
    assert offer(unit, *(lead(number) for number in range(1300))) == Offered(new=100, known=1200)
    assert keys(unit) == [str(number) for number in range(100)]


def test_portals_do_not_share_leads(unit: Unit) -> None:
    offer(unit, lead(1))
    assert unit.frontier.waiting("dong-bang", 9, NOON) == []
    assert unit.frontier.count_waiting("dong-bang") == 0


def test_the_same_story_found_twice_waits_once_with_what_both_knew(unit: Unit) -> None:
    again = (
        Lead(URL.format(1) + "?from=home", "article", "elsewhere", Hints(title="Khác", section="Xã hội")),
        "1",
    )
    assert offer(unit, lead(1, title="Mưa"), again) == Offered(new=1)
    assert offer(unit, lead(1, published="2026-03-01")) == Offered(known=1)
    (waiting,) = unit.frontier.waiting("tin-nui", 9, NOON)
    assert waiting.lead.url == URL.format(1)
    assert waiting.lead.hints == Hints(title="Mưa", section="Xã hội", published="2026-03-01")


def test_what_was_fetched_waits_no_more_and_is_known(unit: Unit) -> None:
    offer(unit, lead(1), lead(2))
    end(unit, 1, etag='"a"', last_modified="Sun, 01 Mar 2026 11:00:00 GMT")
    assert keys(unit) == ["2"]
    assert offer(unit, lead(1)) == Offered(known=1)
    assert unit.frontier.seen("tin-nui", URL.format(1)) == Seen('"a"', "Sun, 01 Mar 2026 11:00:00 GMT", NOON)


def test_leads_in_flight_can_be_left_out(unit: Unit) -> None:
    offer(unit, *(lead(number) for number in range(5)))
    found = unit.frontier.waiting("tin-nui", 2, NOON, without={"0", "2"})
    assert [waiting.key for waiting in found] == ["1", "3"]
    assert unit.frontier.count_waiting("tin-nui") == 5


@pytest.mark.parametrize(
    ("printed", "due"),
    [
        ("2026-03-01T13:00:00Z", True),
        ("Sun, 01 Mar 2026 13:00:00 GMT", True),
        ("2026-03-01T20:00:00", True),  # local to the portal: 13:00 UTC
        ("2026-03-01T13:00:00", False),  # local to the portal: before the fetch
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("2026-03-09T13:00:00Z", False),  # still to come: a wrong clock
        ("hôm qua", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("hint", ["modified", "published"])
def test_a_known_story_is_due_when_its_source_says_it_changed_after_the_fetch(
    unit: Unit, printed: str, due: bool, hint: str
) -> None:
    home = "https://tin-nui.example/"
    unit.portals.keep(PortalRecord("tin-nui", "Tin Núi", home, timezone="Asia/Ho_Chi_Minh"))
    offer(unit, lead(1))
    end(unit, 1, next_look=None)
    assert offer(unit, lead(1, **{hint: printed}), now=NOON + 2 * DAY) == Offered(due=due, known=not due)
    assert keys(unit, NOON + 2 * DAY) == (["1"] if due else [])


def test_a_known_story_is_due_when_its_next_look_has_come(unit: Unit) -> None:
    offer(unit, lead(1), lead(2), lead(3))
    end(unit, 1, next_look=NOON + DAY)
    end(unit, 2, next_look=NOON + 3 * DAY)
    end(unit, 3, next_look=None)
    assert unit.frontier.due("tin-nui", NOON) == 0
    assert offer(unit, lead(1), lead(2), lead(3), now=NOON + DAY) == Offered(due=1, known=2)
    assert unit.frontier.due("tin-nui", NOON + 4 * DAY) == 1
    assert keys(unit, NOON + 4 * DAY) == ["1", "2"]


def test_a_failed_lead_goes_on_waiting_longer_after_each_failure(unit: Unit) -> None:
    offer(unit, lead(1))
    at, waits = NOON, []
    for tries in range(1, 14):
        end(unit, 1, "failed", at, next_look=None)
        assert keys(unit, at) == []
        assert unit.frontier.count_waiting("tin-nui") == 1
        assert unit.frontier.count_waiting("tin-nui", at) == 0
        wait = timedelta(minutes=15)
        while not keys(unit, at + wait):
            wait *= 2
        waits.append(min(wait, LONGEST_WAIT))
        (waiting,) = unit.frontier.waiting("tin-nui", 9, at + waits[-1])
        assert waiting.tries == tries
        at += waits[-1]
    assert waits == sorted(waits)
    assert waits[0] < waits[3] < waits[-1] == LONGEST_WAIT
    end(unit, 1, "stored", at)
    assert keys(unit, at + DAY) == []


def test_a_failed_lead_can_be_told_when_to_be_tried_again(unit: Unit) -> None:
    offer(unit, lead(1))
    end(unit, 1, "failed", next_look=NOON + timedelta(hours=2))
    assert keys(unit, NOON + timedelta(hours=1)) == []
    assert keys(unit, NOON + timedelta(hours=2)) == ["1"]


def test_conditional_requests_lean_only_on_full_answers(unit: Unit) -> None:
    offer(unit, lead(1))
    end(unit, 1, etag='"full"')
    end(unit, 1, "unchanged", NOON + DAY)
    end(unit, 1, "failed", NOON + 2 * DAY)
    seen = unit.frontier.seen("tin-nui", URL.format(1))
    assert seen and seen.etag == '"full"'
    end(unit, 1, "refused", NOON + 3 * DAY, etag='"of an error page"')
    seen = unit.frontier.seen("tin-nui", URL.format(1))
    assert seen == Seen(None, None, NOON + 3 * DAY)


def test_a_story_saved_without_a_lead_is_known_afterwards(unit: Unit) -> None:
    end(unit, 7)
    assert offer(unit, lead(7)) == Offered(known=1)


def test_feeds_are_remembered_and_never_wait(unit: Unit) -> None:
    feed = "https://tin-nui.example/rss"
    assert unit.frontier.seen("tin-nui", feed) is None
    unit.frontier.visited("tin-nui", feed, "feed", NOON, '"a"', None)
    unit.frontier.visited("tin-nui", feed, "feed", NOON + DAY)
    assert unit.frontier.seen("tin-nui", feed) == Seen('"a"', None, NOON + DAY)
    assert keys(unit, NOON + 9 * DAY) == []


def test_a_printed_time_without_offset_is_the_portals() -> None:
    zone = timezone(timedelta(hours=7))
    assert moment("2026-03-01 19:00", zone) == NOON
    assert moment("Sun, 01 Mar 2026 12:00:00 -0000", zone) in {NOON, NOON - timedelta(hours=7)}
    assert moment("99999999999999999999", zone) is None
    assert moment(None, zone) is None
    assert replace(lead(1)[0]).hints == Hints()
