"""A withdrawn story is not asked for again, and the crawl says so."""

from datetime import UTC, datetime, timedelta

from loopback import answer, feed, story

from newsarchive.archive import open_archive
from newsarchive.withdrawal import Request, withdraw


def test_a_withdrawn_story_is_refused_without_being_asked_for(crawled):
    crawled.server.answers = {"/feed.xml": answer(feed(1, 2))}
    crawled.server.answers |= {f"/story-{n}.html": answer(story(n)) for n in (1, 2)}
    crawled()
    with open_archive(crawled.archive) as archive:
        with archive.database.reading() as unit:
            (article,) = [one.article.id for one in unit.articles.stream() if "story-1" in one.article.url]
        withdraw(archive, Request(article, "asked for"), datetime.now(UTC))
    crawled.server.asked.clear()
    start = datetime.now(UTC)
    portal = crawled.one(clock=lambda: start + timedelta(days=3) + (datetime.now(UTC) - start))
    assert "/story-1.html" not in crawled.server.paths()
    assert "/story-2.html" in crawled.server.paths()
    assert portal["refused_by"] == {"withdrawn": 1}
