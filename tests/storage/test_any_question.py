"""Whatever is asked, an archive answers, or says what cannot be meant; on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.people import listing
from newsarchive.search.answering import answers, hits, spread
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import held
from storage.records import PlaceRecord
from storage.repositories import Unit

SIGNS = [
    '"',
    "(",
    ")",
    "-",
    "*",
    ":",
    " ",
    "\x00",
    "\ud800",
    "%",
    "_",
    "\\",
    "'",
    "..",
    "\n",
    "\u200b",
    "国",
    "🙂",
]
WORDS = [
    "mưa", "lon", "OR", "AND", "title:", "place:", "cluster:", "changed:", "seen:", "versions:", "all", "any",
    "2026-03", "tin-nui", "tin-nui-a", "headline", "vi", "language:", "section:", "from:", "byline:",
]  # fmt: skip
TYPED = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(SIGNS + WORDS), max_size=6).map("".join))
MAYBE = st.none() | TYPED
CHOICES = st.builds(
    Choice,
    query=TYPED,
    portals=st.just(()) | st.lists(TYPED, max_size=2),
    place=MAYBE,
    since=MAYBE,
    until=MAYBE,
    byline=MAYBE,
    section=MAYBE,
    exact=st.booleans(),
    seen_since=MAYBE,
    seen_until=MAYBE,
    changed=st.just(()) | st.lists(TYPED, max_size=2),
    cluster=MAYBE,
    language=MAYBE,
    sort=st.sampled_from(["relevance", "date", "seen"]),
    versions=st.sampled_from(["current", "all"]),
)
QUERIES = st.builds(Choice, query=TYPED)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def filled(unit: Unit, newsroom: Any) -> Unit:
    newsroom.portal()
    unit.places.keep([PlaceRecord("VN-33", "Đắk Lắk", "province", "VN")])
    newsroom.publish("a")
    newsroom.publish("a", newsroom.story("Nắng"), change="headline")
    return unit


@FEW
@given(choice=st.one_of(QUERIES, CHOICES), cursor=st.none() | TYPED)
def test_any_question_is_answered(filled: Unit, choice: Choice, cursor: str | None) -> None:
    try:
        query = held(filled, choice.parsed()).query
        found = hits(filled, query, 5, cursor)
    except UsageError as error:
        assert str(error)
        return
    answers(filled, found.hits)
    spread(filled, query)
    assert all(why.answers for why in filled.search.reasons(query, found).values())


@FEW
@given(name=TYPED)
def test_any_name_is_looked_for(filled: Unit, name: str) -> None:
    try:
        listing(filled, name)
    except UsageError as error:
        assert str(error)
