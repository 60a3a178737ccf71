"""What a server sent and what the WARC holds, byte for byte."""

import gzip

import pytest
from loopback import answer, feed, profile_of, story

from newsarchive.crawl.wire import Wire
from storage.warc import exchanges

PAGE = story(1).encode()
HEAD = b"HTTP/1.1 200 All Right Then\r\nSERVER: odd\r\nset-COOKIE: a=b\r\nX-Twice: 1\r\nX-Twice: 2\r\n"


def chunked(body, size=700):
    chunks = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


WHOLE = {
    "length": HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "chunked": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(PAGE),
    "gzip": HEAD
    + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(z := gzip.compress(PAGE)), z),
    "chunked-gzip": HEAD
    + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    + chunked(gzip.compress(PAGE), 97),
    "until-close": HEAD + b"\r\n" + PAGE,
    "http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "folded-header": HEAD + b"X-Folded: one\r\n two\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "line-without-colon": HEAD + b"nonsense\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
    "says-gzip-is-plain": HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE,
}
CUT = {
    "short": (HEAD + b"Cut: yes\r\nContent-Length: 99999\r\n\r\n" + PAGE, "data_loss", "disconnect"),
    "cut-chunks": (
        HEAD + b"Cut: yes\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(PAGE)[:-20],
        "data_loss",
        "disconnect",
    ),
    "bad-chunk": (
        HEAD + b"Cut: yes\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + PAGE,
        "data_loss",
        "disconnect",
    ),
    "cut-headers": (b"HTTP/1.1 200 OK\r\nCut: yes\r\nContent-Ty", "disconnected", "disconnect"),
    "no-http": (b"<html>who needs a status line</html>\r\n\r\n", "protocol_error", "unspecified"),
}


def crawl_one(crawled, raw, **more):
    """Serve `raw` as a story, crawl it, and give the exchanges that the archive holds of it."""
    crawled.server.answers |= {"/feed.xml": answer(feed(1)), "/story-1.html": raw}
    portal = crawled.one(**more)
    return portal, kept(crawled, "/story-1.html")


def kept(crawled, path):
    files = sorted((crawled.archive / "warc").rglob("*.warc.gz"))
    assert files and not list((crawled.archive / "warc").rglob("*.open"))
    found = [one.exchange for file in files for one in exchanges(file)]
    return [exchange for exchange in found if exchange.url.endswith(path)]


@pytest.mark.parametrize("name", WHOLE)
def test_every_byte_of_an_answer_is_kept_as_it_was_sent(crawled, name):
    portal, (exchange,) = crawl_one(crawled, WHOLE[name])
    (asked,) = [asked for asked in crawled.server.asked if asked.path == "/story-1.html"]
    assert exchange.response == WHOLE[name]
    assert exchange.request == asked.raw
    assert exchange.ip == "127.0.0.1" and exchange.truncated is None
    assert portal["stored"] == 1


@pytest.mark.parametrize("name", CUT)
def test_what_came_before_an_answer_broke_off_is_kept_and_says_so(crawled, name):
    raw, failure, truncated = CUT[name]
    portal, found = crawl_one(crawled, raw)
    assert {exchange.response for exchange in found} == {raw}
    assert {(exchange.note["failure"], exchange.truncated) for exchange in found} == {(failure, truncated)}
    assert portal["stored"] == 0 and portal["discovered"] == 1


def test_an_answer_that_never_came_leaves_the_request(crawled):
    def hang_up(_):
        raise ConnectionResetError

    portal, found = crawl_one(crawled, hang_up)
    assert len(found) == 3, "asked three times in all"
    assert all(exchange.note["failure"] == "disconnected" and not exchange.response for exchange in found)
    assert portal["failed"] == 1


@pytest.mark.parametrize("announced", [True, False])
def test_an_answer_without_end_is_cut(crawled, announced):
    body = b"<p>more</p>" * (1024 * 1024)
    length = b"Content-Length: %d\r\n" % len(body) if announced else b""
    portal, (exchange,) = crawl_one(crawled, HEAD + b"Cut: yes\r\n" + length + b"\r\n" + body)
    assert exchange.note["failure"] == "too_large" and exchange.truncated == "length"
    assert len(exchange.response) < 11 * 1024 * 1024
    assert portal["stored"] == 0 and portal["discovered"] == 1


def test_headers_without_end_are_cut(crawled):
    raw = HEAD + b"".join(b"X-%d: %b\r\n" % (n, b"x" * 1000) for n in range(12_000)) + b"\r\n"
    portal, (exchange,) = crawl_one(crawled, raw)
    assert exchange.note["failure"] == "too_large"
    assert portal["discovered"] == 1


def test_a_bomb_does_no_harm(crawled):
    bomb = gzip.compress(b"<p>" + b"\0" * 200_000_000)
    portal, (exchange,) = crawl_one(
        crawled, HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(bomb), bomb)
    )
    assert exchange.response.endswith(bomb)
    assert portal["refused_by"] == {"too_large": 1}


def test_interim_answers_are_no_obstacle(crawled):
    raw = b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + WHOLE["length"]
    portal, (exchange,) = crawl_one(crawled, raw)
    assert portal["stored"] == 1
    assert exchange.response.endswith(WHOLE["length"])


def test_a_redirect_and_where_it_led_are_two_captures(crawled):
    moved = answer("", "301 Moved Permanently", Location="/story-2.html")
    crawled.server.answers["/story-2.html"] = answer(story(2))
    crawled.server.answers |= {"/feed.xml": answer(feed(1)), "/story-1.html": moved}
    portal = crawled.one()
    (hop,), (final,) = kept(crawled, "/story-1.html"), kept(crawled, "/story-2.html")
    assert hop.response == moved and hop.note["kind"] == "redirect"
    assert final.note["lead"]["url"].endswith("/story-1.html")
    assert portal["stored"] == 1 and portal["discovered"] == 1


def test_connections_are_used_again_and_the_exchanges_stay_apart(crawled):
    numbers = range(1, 6)
    crawled.server.answers = {"/feed.xml": answer(feed(*numbers))}
    crawled.server.answers |= {f"/story-{n}.html": answer(story(n)) for n in numbers}
    assert crawled.one()["stored"] == 5
    assert crawled.server.connections < 4
    for n in numbers:
        assert [each.response for each in kept(crawled, f"/story-{n}.html")] == [answer(story(n))]


def test_a_connection_that_went_stale_is_opened_anew(crawled):
    """A server may close a connection it had promised to keep; the request goes out again."""
    crawled.server.answers = {"/feed.xml": answer(feed(1)), "/story-1.html": answer(story(1))}
    crawled.server.hang_up_after = 2
    portal = crawled.one()
    assert portal["stored"] == 1 and portal["failed"] == 0
    (exchange,) = kept(crawled, "/story-1.html")
    assert exchange.request.count(b"GET /story-1.html") == 1


def test_a_wire_that_is_closed_notes_nothing_more():
    wire = Wire(100)
    wire.begin("127.0.0.1")
    assert wire.got(b"one")
    wire.closed = True
    assert wire.got(b"two") and wire.response == b"one"


def test_robots_txt_is_kept_too(crawled):
    rules = answer("User-agent: *\nDisallow: /private\n", Content_Type="text/plain")
    crawled.server.answers["/robots.txt"] = rules
    crawl_one(crawled, answer(story(1)))
    (exchange,) = kept(crawled, "/robots.txt")
    assert exchange.response == rules and exchange.note["kind"] == "robots"


def test_the_note_tells_what_a_rebuild_needs(crawled):
    _, (exchange,) = crawl_one(crawled, answer(story(1)), profile=profile_of())
    note = exchange.note
    assert note["portal"] == "village" and note["kind"] == "article"
    assert note["lead"]["found_in"] == "http://portal.example/feed.xml"
    assert note["lead"]["hints"]["title"] == "Village 1"
    assert note["host_map"].startswith("portal.example=127.0.0.1:")
