"""Identity, versions and readings: what is kept, what is current, and that ids resolve for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import (
    Byline,
    Caption,
    Evidence,
    Extraction,
    Moment,
    Person,
    Problem,
    Reader,
)
from storage.repositories import Unit
from storage.repositories.readings import joined
from storage.search.query import Bounds, Query, Term

ID = "tin-nui-post1"
URL = "https://tin-nui.example/post1"


def test_a_version_is_named_by_its_article_and_the_time_of_its_capture(unit: Unit, newsroom: Any) -> None:
    assert newsroom.publish("post1") == "tin-nui-post1@20260301T120000Z"
    assert newsroom.publish("post1", newsroom.story("Hai")) == "tin-nui-post1@20260301T120000Z-2"
    assert newsroom.publish("post1", newsroom.story("Ba")) == "tin-nui-post1@20260301T120000Z-3"
    newsroom.later(seconds=1)
    assert newsroom.publish("post1", newsroom.story("Bốn")) == "tin-nui-post1@20260301T120001Z"


def test_the_current_version_is_the_last_added_and_earlier_ones_are_kept(unit: Unit, newsroom: Any) -> None:
    assert unit.articles.current(ID) is None
    first = newsroom.publish("post1")
    newsroom.later(days=1)
    second = newsroom.publish("post1", newsroom.story("Đính chính"), change="headline")
    current = unit.articles.current(ID)
    assert current
    assert (current.version, current.first_seen, current.status) == (second, newsroom.now, "active")
    assert current.extraction == newsroom.story("Đính chính")
    versions = unit.articles.versions(ID)
    assert [(one.id, one.number, one.current, one.change) for one in versions] == [
        (first, 1, False, "first"),
        (second, 2, True, "headline"),
    ]
    assert versions[0].extraction == newsroom.story()
    assert versions[0].capture.fetched_at == newsroom.now - timedelta(days=1)


def test_a_better_reading_takes_the_place_of_the_one_before_which_is_kept(
    unit: Unit, newsroom: Any, reader: Reader
) -> None:
    version = newsroom.publish("post1")
    current = unit.articles.current(ID)
    assert current
    better, tried = replace(reader, extractor="newsarchive 2.0"), replace(reader, learnt="sha256:tried")
    add = unit.articles.add_extraction
    add(version, current.capture_id, newsroom.story("Đọc lại"), better, "sha256:b", current=True)
    add(version, current.capture_id, newsroom.story("Thử"), tried, "sha256:c", current=False)
    now = unit.articles.current(ID)
    assert now and (now.reader, now.text_digest, now.version) == (better, "sha256:b", version)
    assert len(unit.articles.versions(ID)) == 1
    read = unit.articles.extractions(version)
    assert {one: extraction.title for one, extraction in read} == {
        reader: "Mưa lớn ở vùng cao",
        tried: "Thử",
        better: "Đọc lại",
    }
    assert read[-1][0] == better


def test_the_same_reading_again_replaces_itself(unit: Unit, newsroom: Any, reader: Reader) -> None:
    version = newsroom.publish("post1")
    current = unit.articles.current(ID)
    assert current
    again = newsroom.story("Lại")
    unit.articles.add_extraction(version, current.capture_id, again, reader, "sha256:x", current=False)
    assert unit.articles.extractions(version) == [(reader, again)]
    now = unit.articles.current(ID)
    assert now and now.extraction == again


def test_keys_and_texts_lead_to_their_article_within_the_portal(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    current = unit.articles.current(ID)
    assert current
    assert unit.articles.find("tin-nui", "post1") == ID
    assert unit.articles.find("dong-bang", "post1") is None
    assert unit.articles.by_text("tin-nui", current.text_digest) == ID
    assert unit.articles.by_text("dong-bang", current.text_digest) is None
    assert unit.articles.by_text("tin-nui", "sha256:none") is None


def test_of_two_articles_with_one_text_the_earlier_counts(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post9")
    newsroom.later(days=1)
    newsroom.publish("post1")
    current = unit.articles.current(ID)
    assert current
    assert unit.articles.by_text("tin-nui", current.text_digest) == "tin-nui-post9"


def test_an_alias_leads_to_the_article_for_ever(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    at = newsroom.now
    unit.articles.alias("tin-nui", "amp-post1", URL + "/amp", ID, at, "tin-nui-amp")
    assert unit.articles.find("tin-nui", "amp-post1") == ID
    assert unit.articles.resolve("tin-nui-amp") == ID
    assert unit.articles.resolve(ID) == ID
    assert unit.articles.resolve("tin-nui-never") is None
    history = unit.articles.get("tin-nui-amp")
    assert history and history.article.id == ID
    assert history.aliases == ("tin-nui-amp",)
    assert {one.url for one in history.urls} == {URL, URL + "/amp"}


def test_two_articles_found_to_be_one_become_one_with_all_they_had(unit: Unit, newsroom: Any) -> None:
    first = newsroom.publish("post1")
    newsroom.later(days=1)
    second = newsroom.publish("post2", newsroom.story("Cùng một bài"))
    unit.articles.event("tin-nui-post2", "gone", newsroom.now)
    unit.articles.alias(
        "tin-nui", "post3", "https://tin-nui.example/post3", "tin-nui-post2", newsroom.now, "old-3"
    )
    unit.clusters.mark_dirty("tin-nui-post2")
    unit.articles.alias(
        "tin-nui", "post2", "https://tin-nui.example/post2", ID, newsroom.now, "tin-nui-post2"
    )
    for name in (ID, "tin-nui-post2", "old-3"):
        assert unit.articles.resolve(name) == ID
    for key in ("post1", "post2", "post3"):
        assert unit.articles.find("tin-nui", key) == ID
    history = unit.articles.get("old-3")
    assert history
    moved = second.replace("tin-nui-post2", ID)
    assert [(one.id, one.number, one.current) for one in history.versions] == [
        (first, 1, False),
        (moved, 2, True),
    ]
    assert unit.articles.resolve_version(second) == unit.articles.resolve_version(moved) == moved
    assert [event.kind for event in history.events] == ["gone"]
    assert len(history.urls) == 3
    assert len(unit.captures.of_article(ID)) == 2
    assert [story.article.id for story in unit.articles.stream()] == [ID]
    assert unit.search.run(Query(None)).total == 1


def test_seen_moves_only_forward(unit: Unit, newsroom: Any) -> None:
    version = newsroom.publish("post1")
    opened = newsroom.now
    for at in (opened + timedelta(days=2), opened + timedelta(days=1)):
        unit.articles.seen(ID, version, URL, at)
    history = unit.articles.get(ID)
    assert history
    assert history.article.first_seen == history.version.first_seen == history.urls[0].first_seen == opened
    assert history.article.last_seen == history.version.last_seen == history.urls[0].last_seen
    assert history.article.last_seen == opened + timedelta(days=2)


def test_gone_is_an_event_and_no_deletion(unit: Unit, newsroom: Any) -> None:
    newsroom.publish("post1")
    unit.articles.set_status(ID, "gone")
    unit.articles.event(ID, "gone", newsroom.now, "HTTP 404")
    unit.articles.event(ID, "gone", newsroom.now, "HTTP 404")
    history = unit.articles.get(ID)
    assert history and history.article.status == "gone"
    assert [(event.kind, event.detail) for event in history.events] == [("gone", "HTTP 404")]
    assert history.version.extraction.title == "Mưa lớn ở vùng cao"


def test_many_stories_come_in_the_order_asked_for(unit: Unit, newsroom: Any) -> None:
    for key in ("a", "b", "c"):
        newsroom.publish(key)
    wanted = ["tin-nui-c", "tin-nui-never", "tin-nui-a"]
    assert [story.article.id for story in unit.articles.many(wanted)] == ["tin-nui-c", "tin-nui-a"]
    assert unit.articles.many([]) == []


def test_a_stream_gives_every_story_that_answers_by_id(unit: Unit, newsroom: Any) -> None:
    for number in range(210):
        newsroom.publish(f"{number:04}", newsroom.story(f"Tin số {number}"))
    newsroom.publish("x", portal="dong-bang")
    ids = [story.article.id for story in unit.articles.stream()]
    assert ids == sorted(ids) and len(ids) == 211
    only = Query(None, Bounds(portals=("dong-bang",)))
    assert [story.article.id for story in unit.articles.stream(only)] == ["dong-bang-x"]
    assert [story.version.extraction.title for story in unit.articles.stream(Query(Term(("77",))))] == [
        "Tin số 77"
    ]


# Laws

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12)
WORDS = WORDS.filter(lambda text: text.strip() == text and text != "")
MAYBE = st.none() | WORDS
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.timezones())
MOMENTS = st.none() | st.one_of(
    st.builds(
        lambda at: Moment(at.astimezone(UTC), at.date().isoformat(), "minute", 0.5),
        TIMES,
    ),
    st.builds(Moment, st.none(), st.just("2026-03-01"), st.just("day"), st.floats(0, 1)),
)
EXTRACTIONS = st.builds(
    Extraction,
    url=WORDS,
    canonical_url=MAYBE,
    kind=st.sampled_from(["article", "video"]),
    title=MAYBE,
    kicker=MAYBE,
    lead=MAYBE,
    dateline=MAYBE,
    published=MOMENTS,
    modified=MOMENTS,
    byline=st.builds(
        Byline,
        WORDS,
        st.lists(st.builds(Person, WORDS, WORDS, WORDS), max_size=3).map(tuple),
        st.lists(WORDS, max_size=2).map(tuple),
        st.lists(WORDS, max_size=2).map(tuple),
    ),
    body=st.lists(WORDS, max_size=4).map(tuple),
    captions=st.lists(st.builds(Caption, WORDS, MAYBE, MAYBE), max_size=3).map(tuple),
    section=st.lists(WORDS, max_size=2).map(tuple),
    tags=st.lists(WORDS, max_size=2).map(tuple),
    language=st.just("vi"),
    evidence=st.lists(
        st.builds(Evidence, st.just("title"), WORDS, WORDS, WORDS, st.floats(0, 1), st.booleans()), max_size=3
    ).map(tuple),
    problems=st.lists(st.builds(Problem, WORDS, WORDS, WORDS), max_size=2).map(tuple),
    extractor=st.just("newsarchive 1.0"),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extraction=EXTRACTIONS)
def test_what_was_read_comes_back_as_it_was(
    unit: Unit, newsroom: Any, reader: Reader, extraction: Extraction
) -> None:
    with unit.savepoint() as savepoint:
        number = unit.captures.add(newsroom.capture(URL), ID, "stored")
        unit.articles.open(ID, "tin-nui", "post1", URL, newsroom.now)
        version = unit.articles.add_version(ID, newsroom.now, "first", number)
        unit.articles.add_extraction(version, number, extraction, reader, "sha256:x", current=True)
        current = unit.articles.current(ID)
        assert current and current.extraction == extraction
        savepoint.rollback()


@given(st.lists(st.text(st.sampled_from("a \n\t"), max_size=8), max_size=6))
def test_paragraphs_are_an_empty_line_apart_and_have_none_within(paragraphs: list[str]) -> None:
    once = joined(paragraphs)
    assert joined(once.split("\n\n")) == once
    assert len(once.split("\n\n")) == max(1, sum(bool(part.strip()) for part in paragraphs))


def test_a_time_keeps_the_offset_it_was_read_with(unit: Unit, newsroom: Any) -> None:
    printed = datetime.fromisoformat("2026-03-01T19:15:00+07:00")
    story = newsroom.story(published=Moment(printed, "2026-03-01", "minute", 0.9))
    newsroom.publish("post1", story)
    current = unit.articles.current(ID)
    assert current and current.extraction.published and current.extraction.published.value
    assert current.extraction.published.value.isoformat() == "2026-03-01T19:15:00+07:00"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_text_that_no_database_takes_is_kept_without_it(unit: Unit, newsroom: Any, text: str) -> None:
    story = newsroom.story(text, body=(text,), captions=(Caption(text),), problems=(Problem("x", "y", text),))
    newsroom.publish("post1", replace(story, evidence=(Evidence("title", text, text, text, 1.0, True),)))
    current = unit.articles.current(ID)
    assert current and current.extraction.title == "ab"
    assert current.extraction.evidence[0].value == "ab"
