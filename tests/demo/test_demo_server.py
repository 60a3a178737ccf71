"""What the papers answer over a socket: editions, validators, gzip, moved and missing pages."""

from __future__ import annotations

import gzip
import http.client
import re
import unicodedata
from collections.abc import Iterator

import pytest

from newsarchive.demo.markup import Visit, markup_of
from newsarchive.demo.server import DemoServer
from newsarchive.demo.site import COOKIE, Site
from newsarchive.demo.stories import Paper, Story, paper, papers

each_paper = pytest.mark.parametrize("one", papers(), ids=lambda one: one.slug)


class Browser:
    """Asks the server as a client on the same machine would."""

    def __init__(self, server: DemoServer) -> None:
        self.server = server

    def get(self, host: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            asked = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers={"Host": host, **asked})
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read()
        finally:
            connection.close()

    def story(self, of: Paper, story: Story, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self.get(of.host, markup_of(of).story_path(story), **headers)


@pytest.fixture
def browser() -> Iterator[Browser]:
    with DemoServer() as server:
        yield Browser(server)


def _story(slug: str, story_id: str) -> tuple[Paper, Story]:
    of = paper(slug)
    return of, next(story for story in of.stories if story.id == story_id)


@each_paper
def test_every_story_of_both_editions_is_served(one: Paper, visit: Visit) -> None:
    markup = markup_of(one)
    for edition in ("before", "after"):
        site = Site(one, edition)
        for story in one.edition(edition):
            answer = site.answer(markup.story_path(story), {"cookie": COOKIE}, visit)
            text = unicodedata.normalize("NFC", answer.body.decode())
            assert answer.status == 200
            assert story.title.replace("&", "&amp;") in text


@each_paper
def test_lists_reach_every_story_and_end(one: Paper, visit: Visit) -> None:
    site, markup = Site(one, "after"), markup_of(one)
    seen = ""
    for section in one.sections:
        page = 1
        while (answer := site.answer(markup.list_path(section, page), {}, visit)).status == 200:
            seen += answer.body.decode()
            page += 1
        assert answer.status == 404 and page > 1
    assert all(markup.address(story) in seen for story in one.edition("after"))


@each_paper
def test_the_header_shows_the_day_of_the_visit_in_the_papers_own_zone(one: Paper, visit: Visit) -> None:
    """20:30 UTC on 18 May is the 19th in Vietnam, still the 18th in Poland."""
    story = next(story for story in one.edition("before") if not story.behind)
    text = Site(one, "before").answer(markup_of(one).story_path(story), {}, visit).body.decode()
    clock = {"hex7": "ngày 19 tháng 5 năm 2026", "wordpress": "poniedziałek, 18 maja 2026"}
    assert clock.get(one.family, "19/05/2026") in text


@each_paper
def test_adverts_and_counters_differ_at_each_visit_and_nothing_else(one: Paper, visit: Visit) -> None:
    story = next(story for story in one.edition("before") if not story.behind)
    path = markup_of(one).story_path(story)
    first, second = (
        Site(one, "before").answer(path, {}, Visit(visit.now, count)).body.decode() for count in (7, 8)
    )
    assert first != second
    changing = re.compile(r'<a href="/quang-cao/.*?</a>|(?:truy cập|xem|Odwiedzin): \d+')
    assert changing.sub("", first) == changing.sub("", second)


def test_names_are_told_apart_by_the_host_header(browser: Browser) -> None:
    assert "Báo Núi Xanh" in browser.get("baonuixanh.example", "/")[2].decode()
    assert "Głos Pogórza" in browser.get("glospogorza.example", "/")[2].decode()
    assert browser.get("elsewhere.example", "/")[0] == 421


def test_turning_to_the_second_edition_corrects_removes_and_adds(browser: Browser) -> None:
    corrected = _story("baosuoingan", "210431")
    removed = _story("baonuixanh", "28ac17d")
    added = _story("glospogorza", "8178")
    assert "18,6 tỷ đồng" in browser.story(*corrected)[2].decode()
    assert browser.story(*removed)[0] == 200
    assert browser.story(*added)[0] == 404
    browser.server.turn("after")
    text = browser.story(*corrected)[2].decode()
    assert "16,8 tỷ đồng" in text and "18,6" not in text and "2025-12-03T09:10:00+0700" in text
    assert browser.story(*removed)[0] == 410
    assert browser.story(*added)[0] == 200


def test_an_etag_answers_304_until_the_story_changes(browser: Browser) -> None:
    corrected = _story("baosuoingan", "210431")
    tag = browser.story(*corrected)[1]["ETag"]
    assert browser.story(*corrected, If_None_Match=tag)[::2] == (304, b"")
    browser.server.turn("after")
    status, headers, _ = browser.story(*corrected, If_None_Match=tag)
    assert status == 200 and headers["ETag"] != tag


def test_a_last_modified_answers_304(browser: Browser) -> None:
    of, story = _story("baobienlang", "310219")
    changed = browser.story(of, story)[1]["Last-Modified"]
    assert changed == "Mon, 17 Nov 2025 23:40:00 GMT"
    assert browser.story(of, story, If_Modified_Since=changed)[0] == 304


def test_one_family_has_nothing_to_ask_again_by(browser: Browser) -> None:
    headers = browser.story(*_story("baonuixanh", "5c2e8d1"))[1]
    assert not {"ETag", "Last-Modified"} & headers.keys()


def test_gzip_is_sent_to_those_who_take_it(browser: Browser) -> None:
    of, story = _story("baosuoingan", "210402")
    _, plain, text = browser.story(of, story)
    _, packed, body = browser.story(of, story, Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in plain and packed["Content-Encoding"] == "gzip"
    assert story.title in gzip.decompress(body).decode() and story.title in text.decode()


def test_one_paper_sends_its_pages_in_chunks(browser: Browser) -> None:
    status, headers, body = browser.story(*_story("glospogorza", "8102"))
    assert (status, headers["Transfer-Encoding"]) == (200, "chunked")
    assert body.decode().endswith("</html>")


def test_the_old_address_points_to_the_new(browser: Browser) -> None:
    of, story = _story("baobienlang", "310295")
    status, headers, _ = browser.get(of.host, story.old_address or "")
    assert (status, headers["Location"]) == (301, markup_of(of).url(markup_of(of).story_path(story)))


def test_a_stale_link_answers_200_and_says_that_nothing_is_there(browser: Browser) -> None:
    of = paper("baonuixanh")
    assert of.stale
    status, _, body = browser.get(of.host, of.stale.path)
    assert status == 200 and "Không tìm thấy trang" in body.decode()


def test_the_challenge_is_passed_with_its_cookie_alone(browser: Browser) -> None:
    of, story = _story("baosuoingan", "210640")
    assert b"document.cookie" in browser.story(of, story)[2]
    assert story.title in browser.story(of, story, Cookie=COOKIE)[2].decode()


def test_the_sitemap_index_leads_to_packed_sitemaps_with_last_changes(browser: Browser) -> None:
    index = browser.get("baosuoingan.example", "/sitemap.xml")[2].decode()
    paths = re.findall(r"<loc>https://baosuoingan\.example([^<]+)</loc>", index)
    assert len(paths) > 3 and all(path.endswith(".xml.gz") for path in paths)
    maps = "".join(gzip.decompress(browser.get("baosuoingan.example", path)[2]).decode() for path in paths)
    assert maps.count("<loc>") == maps.count("<lastmod>") == len(paper("baosuoingan").edition("before"))


def test_stories_without_a_date_have_none_in_feed_sitemap_or_page(browser: Browser) -> None:
    of, story = _story("baobienlang", "310268")
    assert story.slug not in browser.get(of.host, "/rss/home.rss")[2].decode()
    month = browser.get(of.host, f"/sitemaps/{story.day:%Y-%m}.xml")[2].decode()
    (entry,) = [line for line in month.splitlines() if story.slug in line]
    assert "lastmod" not in entry
    page = browser.story(of, story)[2].decode()
    assert "post-date" not in page and "07/01/2026" not in page


def test_robots_txt_closes_the_adverts(browser: Browser) -> None:
    status, headers, body = browser.get("glospogorza.example", "/robots.txt")
    assert status == 200 and headers["Content-Type"].startswith("text/plain")
    assert b"Disallow: /quang-cao/" in body and b"Sitemap: https://glospogorza.example/wp-sitemap.xml" in body
