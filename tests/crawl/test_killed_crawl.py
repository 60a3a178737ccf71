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
