"""Pace, retries and giving up, measured where the requests arrive."""

import itertools
import time

import pytest
from loopback import answer, feed, profile_of, story


def village(crawled, *numbers, **answers):
    crawled.server.answers = {"/feed.xml": answer(feed(*numbers))}
    crawled.server.answers |= {f"/story-{n}.html": answer(story(n)) for n in numbers}
    crawled.server.answers |= answers


def gaps(server):
    times = [asked.at for asked in server.asked]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def test_no_two_requests_come_closer_than_the_profile_says_nor_overlap(crawled):
    def slow(_):
        time.sleep(0.2)
        return answer(story(2))

    village(crawled, 1, 2, 3)
    crawled.server.answers["/story-2.html"] = slow
    portal = crawled.one(profile_of(politeness={"seconds_between_requests": 0.3}))
    assert portal["stored"] == 3
    assert min(gaps(crawled.server)) >= 0.3
    assert crawled.server.overlaps == 0


def test_hosts_of_one_portal_share_its_pace(crawled):
    from newsarchive.crawl.hostmap import HostMap
    from newsarchive.crawl.run import crawl

    village(crawled, 1)
    crawled.server.answers["/feed.xml"] = answer(
        feed(1).replace("portal.example/story-1", "old.example/story-1")
    )
    port = crawled.server.port
    profile = profile_of(
        hosts=["portal.example", "old.example"], politeness={"seconds_between_requests": 0.3}
    )
    report = crawl(
        crawled.archive,
        [profile],
        host_map=HostMap({"portal.example": ("127.0.0.1", port), "old.example": ("127.0.0.1", port)}),
    )
    assert report["portals"][0]["stored"] == 1
    assert crawled.server.count("/robots.txt") == 2
    assert min(gaps(crawled.server)) >= 0.3


@pytest.mark.parametrize("status", ["429 Slow down", "503 Later"])
def test_retry_after_is_obeyed(crawled, status):
    village(crawled, 1, 2)
    crawled.server.answers["/story-1.html"] = [answer("", status, Retry_After="1"), answer(story(1))]
    portal = crawled.one()
    assert (portal["stored"], portal["failed"], portal["discovered"]) == (2, 0, 2)
    at = [asked.at for asked in crawled.server.asked if asked.path.startswith("/story")]
    assert at[1] - at[0] >= 1.0


def test_a_retry_after_that_is_too_long_ends_the_visit(crawled):
    village(crawled, 1, 2, 3)
    crawled.server.answers["/story-1.html"] = answer("", "503 Later", Retry_After="86400")
    portal = crawled.one()
    assert crawled.server.paths()[-1] == "/story-1.html"
    assert portal["problems"][0]["code"] == "retry_after"
    assert portal["failed"] == 1, "the others only wait"


def test_a_passing_fault_is_got_over(crawled):
    def hang_up(_):
        raise ConnectionResetError

    village(crawled, 1, 2)
    crawled.server.answers["/story-1.html"] = [answer("", "500 Oops"), hang_up, answer(story(1))]
    portal = crawled.one()
    assert (portal["stored"], portal["failed"]) == (2, 0)


def test_a_lasting_fault_costs_its_lead_alone_and_three_requests(crawled):
    village(crawled, 1, 2)
    crawled.server.answers["/story-1.html"] = answer("", "500 Oops")
    portal = crawled.one()
    assert crawled.server.count("/story-1.html") == 3
    assert (portal["stored"], portal["failed"], portal["exit"]) == (1, 1, 0)


def test_after_five_failures_in_a_row_the_portal_rests(crawled):
    numbers = range(1, 20)
    village(crawled, *numbers)
    crawled.server.answers |= {f"/story-{n}.html": answer("Go away", "403 Forbidden") for n in numbers}
    portal = crawled.one()
    stories = [path for path in crawled.server.paths() if path.startswith("/story")]
    assert 5 <= len(stories) <= 7
    assert any(problem["code"] == "errors_in_a_row" for problem in portal["problems"])


def test_who_we_are_stands_in_every_request(crawled):
    crawled.archive.mkdir()
    (crawled.archive / "newsarchive.toml").write_text('contact = "archive@library.example"\n')
    village(crawled, 1)
    crawled()
    for asked in crawled.server.asked:
        assert asked.header("User-Agent").startswith("newsarchive/")
        assert "(+archive@library.example)" in asked.header("User-Agent")
        assert asked.header("From") == "archive@library.example"
        assert asked.header("Cookie") is None and asked.header("Referer") is None


def test_cookies_are_never_sent_back(crawled):
    village(crawled, 1, 2)
    crawled.server.answers["/story-1.html"] = answer(story(1), Set_Cookie="id=1; Path=/")
    crawled()
    assert all(asked.header("Cookie") is None for asked in crawled.server.asked)
