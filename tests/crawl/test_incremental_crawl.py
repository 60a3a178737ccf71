"""What a second crawl asks, and what it leaves alone."""

import gzip
import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from loopback import answer, feed, listing, profile_of, redirect, story

from newsarchive.crawl.options import Options

DAY = timedelta(days=1)


@pytest.fixture
def village(crawled):
    crawled.server.answers = {"/feed.xml": answer(feed(1, 2))}
    crawled.server.answers |= {f"/story-{n}.html": answer(story(n)) for n in range(1, 30)}
    return crawled


def asked(crawled):
    """The paths asked since the last look, robots.txt apart."""
    paths = [path for path in crawled.server.paths() if path != "/robots.txt"]
    crawled.server.asked.clear()
    return paths


def later(days):
    start = datetime.now(UTC)
    return lambda: start + days * DAY + (datetime.now(UTC) - start)


def test_known_stories_are_not_fetched_again(village):
    village()
    asked(village)
    village.server.answers["/feed.xml"] = answer(feed(1, 2, 3))
    portal = village.one()
    assert asked(village) == ["/feed.xml", "/story-3.html"]
    assert (portal["discovered"], portal["stored"]) == (1, 1)


def test_a_story_that_is_due_is_asked_for_conditionally(village):
    village.server.answers["/story-1.html"] = answer(
        story(1), ETag='"one"', Last_Modified="Sun, 01 Feb 2026 08:00:00 GMT"
    )
    village()
    asked(village)
    village.server.answers["/story-1.html"] = b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
    portal = village.one(clock=later(3))
    request = next(each for each in village.server.asked if each.path == "/story-1.html")
    assert request.header("If-None-Match") == '"one"'
    assert request.header("If-Modified-Since") == "Sun, 01 Feb 2026 08:00:00 GMT"
    assert (portal["unchanged"], portal["failed"], portal["changed"]) == (2, 0, 0)


def test_a_corrected_story_is_changed_and_one_that_is_gone_stays(village):
    village()
    village.server.answers["/story-1.html"] = answer(story(1, "The bridge is of stone, not of wood."))
    village.server.answers["/story-2.html"] = answer("gone", "410 Gone")
    portal = village.one(clock=later(3))
    assert portal["changed"] == 1 and portal["refused_by"] == {"gone": 1}


def test_feeds_are_asked_for_conditionally(village):
    village.server.answers["/feed.xml"] = answer(feed(1), ETag='"f"')
    village()
    village.server.asked.clear()
    village.server.answers["/feed.xml"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    report = village()
    request = next(each for each in village.server.asked if each.path == "/feed.xml")
    assert request.header("If-None-Match") == '"f"'
    assert report["exit"] == 0


def test_a_feed_that_could_not_be_read_is_read_again_whole(village):
    village.server.answers["/feed.xml"] = answer("<rss><channel>", ETag='"broken"')
    assert village()["exit"] == 1
    village.server.asked.clear()
    village.server.answers["/feed.xml"] = answer(feed(1), ETag='"broken"')
    assert village.one()["stored"] == 1
    assert all(each.header("If-None-Match") is None for each in village.server.asked)


PAGES = profile_of(discovery={"feeds": [], "sections": ["/news/"]})


def paged(crawled, *pages):
    """A listing of so many pages, each a tuple of stories."""
    for number, stories in enumerate(pages, 1):
        path = "/news/" if number == 1 else f"/news/page-{number}/"
        further = f"/news/page-{number + 1}/" if number < len(pages) else ""
        crawled.server.answers[path] = answer(listing(*stories, further=further))


def test_a_listing_is_walked_to_where_nothing_is_new(village):
    paged(village, (1, 2), (3, 4), (5, 6), (7, 8))
    assert village.one(PAGES)["stored"] == 8
    asked(village)
    paged(village, (9, 1), (2, 3), (4, 5), (6, 7), (8,))
    assert village.one(PAGES)["stored"] == 1
    assert asked(village) == ["/news/", "/news/page-2/", "/story-9.html"]


def test_a_backfill_walks_on(village):
    paged(village, (1, 2), (3, 4), (5, 6))
    village(PAGES)
    asked(village)
    village.one(PAGES, options=Options(backfill=True))
    assert asked(village) == ["/news/", "/news/page-2/", "/news/page-3/"]


def test_a_last_page_that_points_to_itself_under_other_names_ends(village):
    def endless(request):
        number = int(request.path.strip("/").rpartition("-")[2])
        return answer(listing(3, 4, further=f"/news/page-{number + 1}/"))

    paged(village, (1, 2), ())
    village.server.answers |= {f"/news/page-{n}/": endless for n in range(2, 200)}
    village(PAGES, options=Options(backfill=True))
    lists = [path for path in asked(village) if path.startswith("/news")]
    assert lists == ["/news/", "/news/page-2/", "/news/page-3/"]


def test_a_gzipped_sitemap_index_leads_to_stories(village):
    def urlset(*numbers):
        locs = "".join(f"<url><loc>http://portal.example/story-{n}.html</loc></url>" for n in numbers)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'

    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>http://portal.example/a.xml.gz</loc><lastmod>2026-02-01</lastmod></sitemap>"
        "<sitemap><loc>http://portal.example/b.xml</loc><lastmod>2026-03-01</lastmod></sitemap>"
        "</sitemapindex>"
    )
    village.server.answers |= {
        "/index.xml.gz": answer(gzip.compress(index.encode()), Content_Type="application/gzip"),
        "/a.xml.gz": answer(gzip.compress(urlset(1, 2).encode()), Content_Type="application/gzip"),
        "/b.xml": answer(gzip.compress(urlset(3).encode()), Content_Type="text/xml", Content_Encoding="gzip"),
    }
    profile = profile_of(discovery={"feeds": [], "sitemaps": ["/index.xml.gz"]})
    assert village.one(profile)["stored"] == 3
    assert asked(village)[:3] == ["/index.xml.gz", "/b.xml", "/a.xml.gz"]
    village.one(profile)
    assert asked(village)[:1] == ["/index.xml.gz"]


def test_since_until_and_limit_choose_the_stories(village):
    dated = feed(1, 2, 3)
    for number, day in ((1, "01 Jan 2026"), (2, "01 Feb 2026"), (3, "01 Mar 2026")):
        link = f"<link>http://portal.example/story-{number}.html</link>"
        dated = dated.replace(link, f"{link}<pubDate>{day} 10:00:00 +0700</pubDate>")
    village.server.answers["/feed.xml"] = answer(dated)
    village(options=Options(since=date(2026, 1, 15), until=date(2026, 2, 15)))
    assert asked(village) == ["/feed.xml", "/story-2.html"]
    assert village.one(options=Options(limit=1))["discovered"] == 1
    village()
    assert len([path for path in asked(village) if path.startswith("/story")]) == 2


def test_the_page_budget_of_a_run_is_kept(village):
    village.server.answers["/feed.xml"] = answer(feed(*range(1, 20)))
    profile = profile_of(politeness={"seconds_between_requests": 0, "pages_per_run": 6})
    portal = village.one(profile)
    assert len(asked(village)) == 6
    assert portal["problems"][0]["code"] == "page_budget"
    village(profile)
    assert len(asked(village)) == 6


def test_an_off_site_redirect_is_recorded_and_not_followed(village):
    village.server.answers["/story-1.html"] = redirect("https://login.example/?back=1")
    portal = village.one()
    assert portal["refused_by"] == {"offsite": 1} and portal["stored"] == 1


@pytest.mark.parametrize("chain", [["/story-1.html"], ["/a", "/b", "/a"], [f"/hop-{n}" for n in range(50)]])
def test_redirects_without_end_are_cut(village, chain):
    hops = ["/story-1.html", *chain]
    for here, there in itertools.pairwise(hops):
        village.server.answers[here] = redirect(there)
    portal = village.one()
    assert (portal["failed"], portal["stored"]) == (1, 1)
    assert len(asked(village)) <= 8


def test_a_304_for_a_story_we_do_not_have_is_asked_for_whole(village):
    """The first answer was refused, so there is nothing that could be unchanged."""
    village.server.answers["/story-1.html"] = answer("", ETag='"empty"')
    village()
    asked(village)

    def not_modified_unless_asked_plainly(request):
        if request.header("If-None-Match"):
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        return answer(story(1))

    village.server.answers["/story-1.html"] = not_modified_unless_asked_plainly
    assert village.one(clock=later(3))["stored"] == 1
