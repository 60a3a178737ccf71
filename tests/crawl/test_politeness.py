import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.politeness import Breaker, Pace, Stopped, backoff, retry_after

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_the_first_request_need_not_wait():
    assert Pace(2.0, Clock()).wait() <= 0


def test_the_delay_counts_from_the_end_of_the_last_exchange():
    clock = Clock()
    pace = Pace(2.0, clock)
    clock.now += 30
    pace.ended()
    clock.now += 0.5
    assert pace.wait() == pytest.approx(1.5)


@given(st.lists(st.tuples(st.sampled_from(["at_least", "rest", "ended"]), st.floats(0, 300)), max_size=20))
def test_nothing_makes_the_pace_faster(steps):
    clock = Clock()
    pace = Pace(2.0, clock)
    for name, seconds in steps:
        before = pace.wait()
        pace.ended() if name == "ended" else getattr(pace, name)(seconds)
        assert pace.wait() >= before and pace.delay >= 2.0


def test_who_waits_is_woken_by_a_stop():
    async def waiting():
        pace = Pace(3600.0)
        pace.ended()
        turn = asyncio.ensure_future(pace.turn())
        await asyncio.sleep(0)
        pace.stop()
        await turn

    with pytest.raises(Stopped):
        asyncio.run(waiting())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("99999999999999999999", 999999999.0),
        ("Sun, 01 Mar 2026 08:01:30 GMT", 90.0),
        ("Sun, 01 Mar 2020 08:01:30 GMT", 0.0),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("Sun, 99 Mar 2026 08:01:30 GMT", None),
    ],
)
def test_retry_after_in_all_its_forms(value, seconds):
    assert retry_after(value, NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_is_fatal_or_negative(text):
    found = retry_after(text, NOW)
    assert found is None or found >= 0


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_date_means_the_seconds_until_then(ahead):
    when = (NOW + ahead).replace(microsecond=0)
    assert retry_after(when.strftime("%a, %d %b %Y %H:%M:%S GMT"), NOW) == (when - NOW).total_seconds()


def test_five_failures_in_a_row_open_the_breaker_and_a_success_between_does_not():
    breaker = Breaker()
    for failed in (True, True, True, True, False, True, True, True, True):
        breaker.count(failed)
    assert not breaker.open
    breaker.count(True)
    assert breaker.open


def test_backoff_grows_and_is_bounded():
    waits = [backoff(attempt, 2.0) for attempt in range(6)]
    assert waits == sorted(waits) and waits[0] >= 2.0 and waits[-1] == 60.0
