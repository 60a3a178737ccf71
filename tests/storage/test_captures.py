"""Fetches, what they were, and which of them a re-extraction reads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from storage.records import Hints, Reader, Refusal
from storage.repositories import Unit

URL = "https://tin-nui.example/post1"


def test_a_place_in_the_warc_has_one_row(unit: Unit, newsroom: Any) -> None:
    capture = newsroom.capture(URL, hints=Hints(title="Mưa"), etag='"a"', truncated="length")
    first = unit.captures.add(capture, None, None)
    assert unit.captures.add(capture, "tin-nui-post1", "stored") == first
    assert unit.captures.of_article("tin-nui-post1") == [capture]
    assert unit.captures.find(capture.warc, capture.offset) == first
    assert unit.captures.exists(capture.warc, capture.offset)
    assert not unit.captures.exists(capture.warc, capture.offset + 1)


def test_the_extent_of_a_file_is_the_end_of_its_furthest_record(unit: Unit, newsroom: Any) -> None:
    captures = [newsroom.capture(URL, offset=9_000_000_000), newsroom.capture(URL)]
    for capture in captures:
        unit.captures.add(capture, None, None)
    assert unit.captures.extent(captures[0].warc) == 9_000_000_900
    assert unit.captures.extent("tin-nui/2026/other.warc.gz") == 0


def test_the_last_capture_is_the_latest_that_gave_a_page(unit: Unit, newsroom: Any) -> None:
    assert unit.captures.last("tin-nui", URL) is None
    page = newsroom.capture(URL)
    newsroom.later(days=1)
    revisit = newsroom.capture(URL, revisit=True)
    newsroom.later(days=1)
    for capture in (page, newsroom.capture(URL, status=503), newsroom.capture(URL, portal="other")):
        unit.captures.add(capture, None, None)
    assert unit.captures.last("tin-nui", URL) == page
    unit.captures.add(revisit, None, None)
    assert unit.captures.last("tin-nui", URL) == revisit


def test_reextraction_reads_every_version_and_every_refused_page_once(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    for again in range(2):
        newsroom.later(hours=1)
        refused = newsroom.capture("https://tin-nui.example/thoi-su")
        number = unit.captures.add(refused, None, "refused")
        unit.captures.refuse(number, "tin-nui", refused.url, Refusal("listing", str(again)))
    newsroom.later(hours=1)
    unit.captures.add(newsroom.capture(URL), "tin-nui-post1", "unchanged")
    unit.captures.add(newsroom.capture("https://tin-nui.example/rss", kind="feed"), None, None)
    newsroom.publish("post1", newsroom.story("Đính chính"))
    newsroom.publish("post9", portal="dong-bang")
    found = list(unit.captures.stories())
    assert [(capture.url, article) for capture, article in found] == [
        (URL, "tin-nui-post1"),
        (refused.url, None),
        (URL, "tin-nui-post1"),
        ("https://dong-bang.example/post9", "dong-bang-post9"),
    ]
    assert found[1][0] == refused
    assert [article for _, article in unit.captures.stories(["dong-bang"])] == ["dong-bang-post9"]
    assert len(list(unit.captures.stories(since=newsroom.now))) == 2


def test_reextraction_reads_the_capture_that_counts(unit: Unit, newsroom: Any, reader: Reader) -> None:
    version = newsroom.publish("post1")
    newsroom.later(days=1)
    later = newsroom.capture(URL)
    number = unit.captures.add(later, "tin-nui-post1", "unchanged")
    unit.articles.add_extraction(version, number, newsroom.story(), reader, "sha256:x", current=True)
    assert [capture for capture, _ in unit.captures.stories()] == [later]


def test_a_refused_page_can_become_an_article(unit: Unit, newsroom: Any) -> None:
    capture = newsroom.capture(URL)
    number = unit.captures.add(capture, None, "refused")
    unit.captures.refuse(number, "tin-nui", URL, Refusal("empty"))
    unit.captures.refuse(number, "tin-nui", URL, Refusal("listing"))
    assert list(unit.captures.stories()) == [(capture, None)]
    unit.captures.accept(number, "tin-nui-post1", "stored")
    assert list(unit.captures.stories()) == []
    assert unit.captures.of_article("tin-nui-post1") == [capture]


def test_captures_keep_the_order_of_the_fetches(unit: Unit, newsroom: Any) -> None:
    later = newsroom.capture(URL, fetched_at=newsroom.now + timedelta(seconds=1))
    first = newsroom.capture(URL, fetched_at=newsroom.now + timedelta(microseconds=1))
    for capture in (later, first):
        unit.captures.add(capture, "a", None)
    assert unit.captures.of_article("a") == [first, later]
