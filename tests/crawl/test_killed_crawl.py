"""A crawl killed at any moment, run again: nothing lost, nothing doubled, every row has its raw page."""

import random
import sqlite3

import pytest
from loopback import HOST, answer, feed, listing, story

from storage.warc import read_exchange

NUMBERS = range(1, 41)


@pytest.fixture
def village(server):
    """Stories on a feed that has the newest only, and on a listing of many pages that has them all."""
    numbers = list(NUMBERS)
    server.answers = {"/feed.xml": answer(feed(*numbers[:5]))}
    server.answers |= {f"/story-{n}.html": answer(story(n)) for n in numbers}
    for page in range(8):
        path = f"/news/page-{page}/"
        further = f"/news/page-{page + 1}/" if page < 7 else ""
        server.answers[path] = answer(listing(*numbers[page * 5 : page * 5 + 5], further=further))
    return server


def test_killed_at_random_and_run_again(command, village):
    command.describe("village")
    profile = command.folder / "portals" / "village.toml"
    profile.write_text(profile.read_text().replace("feeds =", 'sections = ["/news/page-0/"]\nfeeds ='))
    words = ("crawl", "village", "--host-map", f"{HOST}=127.0.0.1:{village.port}")
    chance = random.Random(7)
    kills = 0
    for _ in range(6):
        process = command.start(*words)
        goal = len(village.asked) + chance.randint(1, 22)
        while process.poll() is None and len(village.asked) < goal:
            chance.random()
        if process.poll() is None:
            process.kill()
            kills += 1
        process.communicate(timeout=30)
    assert kills >= 3
    code, _, err = command(*words)
    assert code == 0, err
    assert command.rows("select count(*), count(distinct url) from v_articles") == [(40, 40)]
    assert command.rows("select count(*) from v_versions") == [(40,)]
    whole(command)


def whole(command):
    """Each captures row has a record with its bytes; no file is open; the database is sound."""
    root = command.archive / "warc"
    assert not list(root.rglob("*.open"))
    rows = command.rows("select url, warc, offset from v_captures")
    assert len(rows) >= 40
    for url, warc, offset in rows:
        assert read_exchange(root, warc, offset).exchange.url == url
    with sqlite3.connect(command.archive / "newsarchive.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_killed_between_the_pages_of_a_story(command, server):
    """A story of which only a part was fetched is no story yet; the next run has all of it."""

    def page(number):
        more = f'<a href="/story-1.html?page={number + 1}">{number + 1}</a>' if number < 3 else ""
        told = "".join(
            f"<p>The council spoke on day {number}{n} of bridge {number}{n}, of which nobody had "
            f"heard before, and {number}{n} men answered.</p>"
            for n in range(3)
        )
        return answer(f"<html><body><article><h1>The bridge</h1>{told}</article><p>{more}</p></body></html>")

    def second(_):
        if server.count("/story-1.html?page=2") == 1:
            process.kill()
            process.wait()
        return page(2)

    server.answers = {
        "/feed.xml": answer(feed(1)),
        "/story-1.html": page(1),
        "/story-1.html?page=2": second,
        "/story-1.html?page=3": page(3),
    }
    words = ("crawl", "village", "--host-map", f"{HOST}=127.0.0.1:{server.port}")
    process = command.start(*words)
    process.communicate(timeout=60)
    assert process.returncode == -9
    assert command.rows("select count(*) from v_articles") == [(0,)]
    code, _, err = command(*words)
    assert code == 0, err
    assert command.rows("select count(*) from v_versions") == [(1,)]
    [(body,)] = command.rows("select body from v_articles")
    assert [f"day {n}" in body for n in (10, 22, 32)] == [True] * 3
    urls = command.rows("select url, article is not null from v_captures where url like '%story%' order by 1")
    assert [row for row in urls if row[1]] == [
        (f"http://{HOST}/story-1.html{rest}", 1) for rest in ("", "?page=2", "?page=3")
    ]
