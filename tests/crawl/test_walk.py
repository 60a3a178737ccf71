"""What discovery asks next, decided without a network."""

from datetime import UTC, date, datetime

import pytest
from loopback import profile_of

from newsarchive.crawl.options import Options
from newsarchive.crawl.walk import SITEMAP_DEPTH, Walk
from storage.records import Hints, Lead

HOME = "http://portal.example"
ANY = Options()
LONG_AGO, RECENTLY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def story(number):
    return Lead(f"{HOME}/story-{number}.html", "article")


def page(number):
    return Lead(f"{HOME}/news/page-{number}/", "section")


def walk_of(complete=LONG_AGO, options=ANY, **discovery):
    discovery = {"feeds": [], "sections": ["/news/"], **discovery}
    walk = Walk(profile_of(discovery=discovery), options, complete)
    walk.begin()
    return walk


def asked(walk):
    return [step.lead.url.removeprefix(HOME) for step in walk.steps()]


def turn(walk, leads, new, seen=None):
    """Answer the step that comes next."""
    (step,) = walk.steps()
    walk.after(step, leads, new, seen)


def test_a_listing_is_walked_while_it_shows_something_new():
    walk = walk_of()
    turn(walk, [story(1), story(2), page(2)], new=2)
    turn(walk, [story(3), page(3)], new=1)
    turn(walk, [story(4), page(4)], new=0, seen=LONG_AGO)
    assert asked(walk) == []


def test_stories_that_this_run_found_elsewhere_are_still_new():
    walk = walk_of(feeds=["/feed.xml"])
    feed, section = walk.steps()
    walk.after(feed, [story(1), story(2)], 2, None)
    walk.after(section, [story(1), story(2), page(2)], 0, LONG_AGO)
    assert asked(walk) == ["/news/page-2/"]


def test_pages_that_a_cut_off_run_had_read_are_no_end():
    walk = walk_of(complete=LONG_AGO)
    turn(walk, [story(1), page(2)], new=0, seen=RECENTLY)
    turn(walk, [story(2), page(3)], new=0, seen=LONG_AGO)
    assert asked(walk) == []


def test_when_no_run_was_complete_every_page_leads_on():
    walk = walk_of(complete=None)
    turn(walk, [story(1), page(2)], new=0, seen=RECENTLY)
    assert asked(walk) == ["/news/page-2/"]


def test_a_backfill_goes_to_the_end_and_knows_a_repeated_page():
    walk = walk_of(options=Options(backfill=True))
    for number in range(2, 80):
        turn(walk, [story(number), page(number)], new=0, seen=RECENTLY)
    turn(walk, [story(79), page(80)], new=0)
    assert asked(walk) == []


def test_without_a_backfill_a_section_has_so_many_pages():
    walk = Walk(
        profile_of(
            discovery={"feeds": [], "sections": ["/news/"]},
            politeness={"seconds_between_requests": 0, "pages_per_section": 3},
        ),
        Options(),
        LONG_AGO,
    )
    walk.begin()
    for number in (2, 3, 4):
        turn(walk, [story(number), page(number)], new=1)
    assert asked(walk) == []


def test_a_page_without_stories_ends_the_listing():
    walk = walk_of(options=Options(backfill=True))
    turn(walk, [page(2)], new=0)
    assert asked(walk) == []


def sitemap(name, changed=None):
    return Lead(f"{HOME}/{name}.xml", "sitemap", hints=Hints(modified=changed))


@pytest.mark.parametrize(
    ("changed", "seen", "options", "worth"),
    [
        (None, None, Options(), True),
        (None, LONG_AGO, Options(), True),
        ("2026-01-15", None, Options(), True),
        ("2026-01-15", RECENTLY, Options(), False),
        ("2026-02-01", RECENTLY, Options(), True),
        ("2026-01-15", RECENTLY, Options(backfill=True), True),
        ("2026-01-15", None, Options(since=date(2026, 2, 1)), False),
        ("2026-02-15T10:00:00+07:00", None, Options(since=date(2026, 2, 1)), True),
        ("garbage", LONG_AGO, Options(), True),
    ],
)
def test_which_sitemaps_of_an_index_are_read(changed, seen, options, worth):
    walk = walk_of(complete=RECENTLY, options=options, sections=[], sitemaps=["/index.xml"])
    turn(walk, [sitemap("months", changed)], new=0)
    (step,) = walk.steps()
    assert walk.worth(step, seen) is worth


def test_an_index_that_points_to_itself_and_ever_deeper_ends():
    walk = walk_of(sections=[], sitemaps=["/a.xml"])
    deep = 0
    while steps := list(walk.steps()):
        deep += 1
        for step in steps:
            walk.after(step, [sitemap("a"), sitemap(f"b{deep}")], 0, None)
    assert deep == SITEMAP_DEPTH
