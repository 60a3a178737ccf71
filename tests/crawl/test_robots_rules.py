import time

import pytest

from newsarchive.crawl.robots import rules_of

URL = "https://portal.example/story-1.html"


def rules(text="", status=200, content_type="text/plain"):
    body = text.encode() if isinstance(text, str) else text
    return rules_of(status, content_type, body)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_no_robots_txt_means_all_is_allowed_and_is_noted(status):
    found = rules("User-agent: *\nDisallow: /", status)
    assert not found.refusal(URL) and str(status) in found.note


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599, 302, 0])
def test_a_broken_robots_txt_means_nothing_is_fetched(status):
    assert rules("", status).refusal(URL) == "robots_unreachable"


def test_too_many_requests_stops_the_host():
    assert rules("", 429).refusal(URL) == "robots_rate_limited"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("User-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow:", False),
        ("User-agent: newsarchive\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsarchive\nAllow: /", False),
        ("User-agent: *\nDisallow: /story\nAllow: /story-1", False),
        ("User-agent: *\nDisallow: /*.html$", True),
        ("\ufeffUser-agent: *\nDisallow: /", True),
        ("User-agent: *\rDisallow: /", True),
        ("user-AGENT : *\nDISALLOW : /", True),
        ("", False),
        ("nonsense", False),
    ],
)
def test_rules_are_read(text, refused):
    assert rules(text).refusal(URL) == ("robots" if refused else "")


@pytest.mark.parametrize(
    ("text", "content_type"),
    [("<!doctype html><p>hi", "text/plain"), ("User-agent: *\nDisallow: /", "text/html; charset=utf-8")],
)
def test_a_page_in_place_of_rules_has_none_and_is_noted(text, content_type):
    found = rules(text, content_type=content_type)
    assert not found.refusal(URL) and "HTML" in found.note


@pytest.mark.parametrize("body", ["User-agent: *".encode("utf-16"), b"User-agent: *\0\nDisallow: /"])
def test_what_is_no_text_is_as_good_as_unreachable(body):
    assert rules(body).refusal(URL) == "robots_unreachable"


@pytest.mark.parametrize(
    ("asked", "delay"), [("7", 7.0), ("0.5", 0.5), ("60", 60.0), ("-1", None), ("nan", None), ("10s", None)]
)
def test_crawl_delay(asked, delay):
    found = rules(f"User-agent: *\nCrawl-delay: {asked}")
    assert found.delay == delay and not found.refusal(URL)


@pytest.mark.parametrize("asked", ["61", "9999", "1e30"])
def test_a_delay_too_long_leaves_the_portal_alone(asked):
    assert rules(f"User-agent: *\nCrawl-delay: {asked}").refusal(URL) == "crawl_delay_too_long"


def test_an_endless_robots_txt_is_read_in_part_and_in_no_time():
    text = b"User-agent: *\nDisallow: /story\n" + b"Disallow: /x\n" * 2_000_000
    begun = time.monotonic()
    found = rules(text)
    assert found.refusal(URL) == "robots" and "longer" in found.note
    assert time.monotonic() - begun < 5
