"""robots.txt as a server sees it obeyed."""

import itertools

import pytest
from loopback import answer, feed, redirect, story


@pytest.fixture
def village(crawled):
    """A portal whose stories are all there; a test adds the robots.txt."""
    crawled.server.answers = {"/feed.xml": answer(feed(1, 2))}
    crawled.server.answers |= {f"/story-{n}.html": answer(story(n)) for n in (1, 2)}
    return crawled


def rules(text, status="200 OK", **headers):
    return answer(text, status, **{"Content_Type": "text/plain", **headers})


@pytest.mark.parametrize("status", ["500 Oops", "503 Later", "502 Bad", "599 Odd"])
def test_a_broken_robots_txt_closes_the_portal(village, status):
    village.server.answers["/robots.txt"] = rules("", status)
    report = village()
    assert set(village.server.paths()) == {"/robots.txt"}
    assert report["exit"] == 1
    assert report["portals"][0]["problems"][0]["code"] == "robots_unreachable"


def test_leads_that_wait_fail_with_the_reason_and_are_fetched_when_robots_txt_is_back(village):
    from newsarchive.crawl.options import Options

    assert village.one(options=Options(limit=1))["stored"] == 1
    village.server.answers["/robots.txt"] = rules("", "503 Later")
    village.server.asked.clear()
    portal = village.one()
    assert set(village.server.paths()) == {"/robots.txt"}
    assert (portal["discovered"], portal["failed"], portal["exit"]) == (1, 1, 1)


def test_an_unreachable_robots_txt_closes_the_portal(village):
    def hang_up(_):
        raise ConnectionResetError

    village.server.answers["/robots.txt"] = hang_up
    assert village()["exit"] == 1
    assert set(village.server.paths()) == {"/robots.txt"}


def test_a_robots_txt_that_fails_once_is_asked_again(village):
    village.server.answers["/robots.txt"] = [rules("", "503 Later"), rules("User-agent: *\nDisallow:")]
    assert village.one()["stored"] == 2


def test_too_many_requests_stops_the_host(village):
    village.server.answers["/robots.txt"] = rules("", "429 Slow down")
    report = village()
    assert village.server.paths() == ["/robots.txt"]
    assert report["exit"] == 1
    assert report["portals"][0]["problems"][0]["code"] == "robots_rate_limited"


def test_no_robots_txt_is_noted_and_allows_all(village):
    portal = village.one()
    assert portal["stored"] == 2
    assert "404" in portal["robots"][0]["note"]


def test_disallowed_stories_are_refused_unasked(village):
    village.server.answers["/robots.txt"] = rules("User-agent: *\nDisallow: /story-1")
    portal = village.one()
    assert "/story-1.html" not in village.server.paths()
    assert (portal["stored"], portal["refused_by"]) == (1, {"robots": 1})


def test_a_portal_that_wants_nobody_is_left_alone(village):
    village.server.answers["/robots.txt"] = rules("User-agent: *\nDisallow: /")
    report = village()
    assert village.server.paths() == ["/robots.txt"] and report["exit"] == 1


def test_a_redirect_into_what_is_disallowed_is_not_followed(village):
    village.server.answers["/robots.txt"] = rules("User-agent: *\nDisallow: /private/")
    village.server.answers["/story-1.html"] = redirect("/private/story-1.html")
    portal = village.one()
    assert "/private/story-1.html" not in village.server.paths()
    assert portal["refused_by"] == {"robots": 1}


def test_a_crawl_delay_that_nobody_can_live_with_leaves_the_portal_alone(village):
    village.server.answers["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 9999")
    report = village()
    assert village.server.paths() == ["/robots.txt"]
    assert report["portals"][0]["problems"][0]["code"] == "crawl_delay_too_long"
    assert report["exit"] == 1


def test_a_crawl_delay_is_kept(village):
    village.server.answers["/robots.txt"] = rules("User-agent: *\nCrawl-delay: 0.4")
    assert village.one()["stored"] == 2
    times = [asked.at for asked in village.server.asked]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.4


def test_a_page_in_place_of_robots_txt_is_noted_and_allows_all(village):
    village.server.answers["/robots.txt"] = answer("<!doctype html><p>Not here</p>")
    portal = village.one()
    assert portal["stored"] == 2 and "HTML" in portal["robots"][0]["note"]


def test_robots_txt_is_followed_through_redirects(village):
    village.server.answers["/robots.txt"] = redirect("/robots-2.txt")
    village.server.answers["/robots-2.txt"] = rules("User-agent: *\nDisallow: /story-1")
    assert village.one()["refused_by"] == {"robots": 1}


def test_a_robots_txt_that_redirects_for_ever_closes_the_portal(village):
    village.server.answers["/robots.txt"] = redirect("/robots.txt")
    assert village()["exit"] == 1
    assert set(village.server.paths()) == {"/robots.txt"} and len(village.server.paths()) <= 12
