"""Stories on several pages: asked for page by page, kept as captures, told as one article."""

from datetime import UTC, datetime, timedelta

import pytest
from loopback import HOST, answer, feed, profile_of, redirect

from newsarchive.archive import open_archive
from newsarchive.ingest.replay import rebuild
from newsarchive.operations.reextract import reextract
from newsarchive.workers import WorkerPool

TOLD = [
    f"On the {day} day the council of the village spoke of the bridge, and {men} men had something to say."
    for day, men in (
        ("first", 11),
        ("second", 12),
        ("third", 13),
        ("fourth", 14),
        ("fifth", 15),
        ("sixth", 16),
    )
]


def part(number, last=3, told=TOLD):
    path = "/story-1.html"
    pager = "".join(f'<a href="{path}?page={at}">{at}</a> ' for at in range(1, last + 1) if at != number)
    prose = "".join(f"<p>{one}</p>" for one in told[2 * number - 2 : 2 * number])
    return answer(
        "<html><head><title>The village builds a bridge</title>"
        '<meta property="article:published_time" content="2026-02-01T08:00:00+07:00"></head>'
        f"<body><article><h1>The village builds a bridge</h1>{prose}</article><p>{pager}</p></body></html>",
        ETag=f'"part{number}"',
    )


@pytest.fixture
def village(crawled):
    crawled.server.answers = {"/feed.xml": answer(feed(1)), "/story-1.html": part(1)}
    crawled.server.answers |= {f"/story-1.html?page={at}": part(at) for at in (2, 3)}
    return crawled


def stories(village):
    """The articles' bodies, and how many versions each has."""
    with open_archive(village.archive) as archive:
        found = list(archive.articles)
        return [(one.version.extraction.body, one.version.extraction.problems) for one in found]


def rows(village, query):
    with open_archive(village.archive) as archive, archive.database.reading() as unit:
        return [tuple(row) for row in unit.connection.exec_driver_sql(query)]


def asked(village):
    paths = [path for path in village.server.paths() if path != "/robots.txt"]
    village.server.asked.clear()
    return paths


def later(days):
    start = datetime.now(UTC)
    return lambda: start + timedelta(days=days) + (datetime.now(UTC) - start)


def test_all_parts_are_one_article(village):
    portal = village.one()
    assert asked(village) == ["/feed.xml", "/story-1.html", "/story-1.html?page=2", "/story-1.html?page=3"]
    assert (portal["stored"], portal["changed"], portal["failed"], portal["refused"]) == (1, 0, 0, 0)
    [(body, problems)] = stories(village)
    assert body == tuple(TOLD)
    assert not problems
    [article] = {
        article for (article,) in rows(village, "SELECT article FROM captures WHERE kind = 'article'")
    }
    assert article


def test_the_article_is_known_by_its_first_page(village):
    village()
    with open_archive(village.archive) as archive:
        [one] = list(archive.articles)
        assert one.article.url == f"http://{HOST}/story-1.html"
        assert one.version.extraction.url == one.article.url


def test_an_edit_on_a_later_page_is_a_change_and_no_edit_is_none(village):
    village()
    asked(village)
    portal = village.one(clock=later(3))
    assert (portal["unchanged"], portal["changed"]) == (1, 0)
    assert len(asked(village)) == 4
    village.server.answers["/story-1.html?page=3"] = part(
        3, told=[*TOLD[:5], "The bridge will be of stone, the council said in the end."]
    )
    portal = village.one(clock=later(9))
    assert (portal["unchanged"], portal["changed"]) == (0, 1)
    assert stories(village)[0][0][-1].startswith("The bridge will be of stone")


def test_a_part_that_is_not_there_leaves_the_others(village):
    del village.server.answers["/story-1.html?page=3"]
    portal = village.one()
    assert (portal["stored"], portal["refused"]) == (1, 0)
    [(body, problems)] = stories(village)
    assert body == tuple(TOLD[:4])
    assert [(one.code, one.detail) for one in problems] == [
        ("continued", f"http://{HOST}/story-1.html?page=3")
    ]


def test_a_part_that_cannot_be_had_leaves_the_first_page(village):
    village.server.answers["/story-1.html?page=2"] = answer("busy", "500 Internal Server Error")
    portal = village.one()
    assert (portal["stored"], portal["failed"]) == (1, 0)
    [(body, problems)] = stories(village)
    assert body == tuple(TOLD[:2])
    assert [one.code for one in problems] == ["continued"]


PART_2 = "/story-1.html?page=2"
TROUBLE = {
    "busy": {PART_2: answer("busy", "500 Internal Server Error")},
    "not there": {PART_2: answer("not here", "404 Not Found")},
    "forbidden": {PART_2: answer("no", "403 Forbidden")},
    "led to another host": {PART_2: redirect("http://elsewhere.example/")},
    "led to the front page": {PART_2: redirect("/"), "/": answer("<h1>The Village</h1>")},
    "robots.txt": {"/robots.txt": answer("User-agent: *\nDisallow: /*?page=\n", Content_Type="text/plain")},
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_part_that_is_missing_later_is_no_cut_of_the_publisher(village, trouble):
    village()
    asked(village)
    before = dict(village.server.answers)
    village.server.answers.update(TROUBLE[trouble])
    portal = village.one(clock=later(3))
    assert (portal["unchanged"], portal["changed"], portal["failed"]) == (1, 0, 0)
    assert len(asked(village)) <= 7
    village.server.answers = before
    portal = village.one(clock=later(9))
    assert (portal["unchanged"], portal["changed"]) == (1, 0)
    assert rows(village, "SELECT count(*) FROM v_versions") == [(1,)]
    assert stories(village) == [(tuple(TOLD), ())]


def test_a_part_had_at_last_completes_its_version(village):
    """The first page is not asked for conditionally meanwhile: "not modified" would say nothing of the
    others."""
    village.server.answers[PART_2] = TROUBLE["busy"][PART_2]
    village.server.answers["/story-1.html"] = unless_known(1)
    village()
    village.server.answers[PART_2] = part(2)
    portal = village.one(clock=later(3))
    assert (portal["unchanged"], portal["changed"], portal["failed"]) == (1, 0, 0)
    assert rows(village, "SELECT count(*) FROM v_versions") == [(1,)]
    assert stories(village) == [(tuple(TOLD), ())]
    with open_archive(village.archive) as archive:
        assert archive.search('"sixth day"')


def test_what_was_stored_before_stories_were_read_page_by_page_is_asked_for_anew(village):
    village.server.answers[PART_2] = TROUBLE["busy"][PART_2]
    village.server.answers["/story-1.html"] = unless_known(1)
    village()
    with open_archive(village.archive) as archive, archive.database.writing() as unit:
        unit.connection.exec_driver_sql("UPDATE urls SET etag = '\"part1\"'")
    village.server.answers[PART_2] = part(2)
    portal = village.one(clock=later(3))
    assert (portal["unchanged"], portal["changed"], portal["failed"]) == (1, 0, 0)
    assert stories(village) == [(tuple(TOLD), ())]


def test_an_edit_of_the_first_page_counts_while_another_is_missing(village):
    told = ["On the first day the council said nothing at all, and everybody went home.", *TOLD[1:]]
    village()
    village.server.answers[PART_2] = TROUBLE["busy"][PART_2]
    village.server.answers["/story-1.html"] = part(1, told=told)
    assert village.one(clock=later(3))["changed"] == 1
    village.server.answers[PART_2] = part(2)
    assert village.one(clock=later(9))["unchanged"] == 1
    assert rows(village, "SELECT count(*) FROM v_versions") == [(2,)]
    assert stories(village) == [(tuple(told), ())]


def unless_known(number):
    def reply(request):
        known = request.header("If-None-Match") == f'"part{number}"'
        return b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else part(number)

    return reply


def test_parts_that_never_end_are_bounded(village):
    told = [f"On day {day} the council spoke of bridge {day}, and {day} men answered." for day in range(198)]
    village.server.answers |= {f"/story-1.html?page={at}": part(at, 99, told) for at in range(2, 99)}
    village.server.answers["/story-1.html"] = part(1, 99, told)
    village()
    assert len([path for path in asked(village) if path.startswith("/story-1")]) == 20
    [(body, problems)] = stories(village)
    assert body == tuple(told[:40])
    assert [one.detail for one in problems] == [f"http://{HOST}/story-1.html?page=21"]


def test_the_pages_of_a_list_below_a_story_are_asked_for_no_further(village):
    again = {f"/story-1.html?page={at}": part(1, last=99) for at in range(2, 99)}
    village.server.answers |= again | {"/story-1.html": part(1, last=99)}
    portal = village.one()
    assert asked(village) == ["/feed.xml", "/story-1.html", "/story-1.html?page=2"]
    assert (portal["stored"], portal["failed"], portal["refused"]) == (1, 0, 0)
    assert stories(village) == [(tuple(TOLD[:2]), ())]


def test_robots_txt_holds_for_parts_too(village):
    village.server.answers["/robots.txt"] = answer(
        "User-agent: *\nDisallow: /*?page=\n", Content_Type="text/plain"
    )
    portal = village.one()
    assert asked(village) == ["/feed.xml", "/story-1.html"]
    assert portal["stored"] == 1
    assert stories(village)[0][0] == tuple(TOLD[:2])


def test_the_archive_rebuilt_from_its_warc_files_has_the_same_story(village, tmp_path):
    for number, busy in enumerate((True, False, True)):
        village.server.answers[PART_2] = TROUBLE["busy"][PART_2] if busy else part(2)
        village(clock=later(6 * number))
    profiles = {profile_of().slug: profile_of()}
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "warc").symlink_to(village.archive / "warc")
    with open_archive(tmp_path / "again", create=True) as archive, WorkerPool() as pool:
        rebuild(archive, profiles, pool)
        [one] = list(archive.articles)
        assert one.version.extraction.body == tuple(TOLD)
        with archive.database.reading() as unit:
            again = list(
                unit.connection.exec_driver_sql("SELECT url, article, outcome FROM captures ORDER BY id")
            )
    assert [tuple(row) for row in again] == rows(
        village, "SELECT url, article, outcome FROM captures ORDER BY id"
    )


def test_reading_it_again_reads_all_its_pages(village):
    village()
    with open_archive(village.archive) as archive, WorkerPool() as pool:
        compared = reextract(archive, {profile_of().slug: profile_of()}, pool)
        assert compared.to_json()["fields"]["body"] == {"same": 1, "changed": 0, "gained": 0, "lost": 0}
