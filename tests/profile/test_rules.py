"""Rules as people write them, and what is wrong with those that cannot be run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.profile import Rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("css:h1.title", Rule("css", "h1.title")),
        ("css:time.time@datetime", Rule("css", "time.time", "datetime")),
        ("css:.byline a *", Rule("css", ".byline a", None, None)),
        ("css:.byline a {2}", Rule("css", ".byline a", None, 2)),
        ("css:img@data-src *", Rule("css", "img", "data-src", None)),
        ("css:a[href*='@'] *", Rule("css", "a[href*='@']", None, None)),
        ("xpath:(//h1)[1]/@title", Rule("xpath", "(//h1)[1]/@title")),
        ("meta:article:published_time", Rule("meta", "article:published_time")),
        ("jsonld:author.name *", Rule("jsonld", "author.name", None, None)),
    ],
)
def test_parsing(text: str, rule: Rule) -> None:
    assert Rule.parse(text) == rule
    assert str(rule) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("h1.title", "begins with none of"),
        ("csss:h1", "begins with none of"),
        ("css:", "says nothing after"),
        ("css: *", "says nothing after"),
        ("css:h1[", "not CSS"),
        ("css:p:no-such-thing", "not CSS"),
        ("xpath://h1[", "not XPath"),
        ("xpath:re:test(//h1, 1)", "not XPath"),
    ],
)
def test_refusals(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Rule.parse(text)


@given(
    st.sampled_from(["h1", ".a > b", "#c .d", "p:nth-child(2)"]),
    st.none() | st.sampled_from(["href", "data-x"]),
    st.none() | st.integers(1, 99),
)
def test_writing_and_reading_are_inverse(css: str, attribute: str | None, count: int | None) -> None:
    rule = Rule("css", css, attribute, count)
    assert Rule.parse(str(rule)) == rule
