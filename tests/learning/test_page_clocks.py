"""A place that shows the day of the visit on old stories is a clock; the date of fresh stories is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from newsarchive.extraction.explain import rows_of
from newsarchive.learning import learn

from .newspaper import NOON, Item, on_three_days, sighted

CLOCK = "div.wrap > div.strip > span.k1"


def test_a_clock_that_looks_like_a_date_is_learnt_and_refused() -> None:
    items = [Item(number, on_three_days(number)) for number in range(20)]
    learnt = learn(sighted(items))
    assert learnt.clocks == {CLOCK}
    for item in items:
        before, after = item.read().published, item.read(learnt).published
        assert before and before.date == item.fetched_at.date().isoformat()
        assert after and after.date == item.day.isoformat()
    refused = [one for one in items[3].read(learnt).evidence if one.rule == "learnt: page_clock"]
    assert refused and not any(one.chosen or one.confidence for one in refused)
    row = next(one for one in rows_of(items[3].read(learnt)) if one.rule == "learnt: page_clock")
    assert row.why.startswith("a clock: shows the day of the visit")


def test_with_nothing_else_there_is_no_date_rather_than_the_clocks() -> None:
    learnt = learn(sighted(Item(number, on_three_days(number)) for number in range(20)))
    assert Item(5).read(learnt, hinted=False).published is None


def test_pages_of_one_day_teach_a_clock_only_if_many_stories_are_old() -> None:
    assert learn(sighted(Item(number) for number in range(20))).clocks == {CLOCK}
    few = [Item(number) for number in range(5)]
    fresh = [Item(number, clock=None) for number in range(20, 32)]
    assert not learn(sighted([*few, *fresh])).clocks


def test_the_date_of_fresh_stories_is_no_clock() -> None:
    """A crawl that comes every day sees each story on the day it appeared."""
    items = [Item(number, NOON + timedelta(days=number // 4)) for number in range(24)]
    seen = [item.sighting(hinted=False) for item in items]
    assert not learn(seen).clocks


def test_a_day_that_moves_with_every_visit_is_a_clock_though_nothing_else_tells() -> None:
    items = [Item(number, NOON + timedelta(days=visit)) for number in range(14) for visit in (0, 4)]
    assert learn([item.sighting(hinted=False) for item in items]).clocks == {CLOCK}


def test_a_place_that_once_showed_another_day_is_no_clock() -> None:
    items = [Item(number, on_three_days(number)) for number in range(20)]
    stale = replace(Item(40, NOON - timedelta(days=30)).sighting(), fetched_at=NOON)
    assert not learn([*sighted(items), stale]).clocks
