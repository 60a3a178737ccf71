"""The examples of docs/searching.md hold on both databases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from newsarchive.search import QueryError, parse
from storage.records import Byline
from storage.repositories import Unit

PAGE = (Path(__file__).parents[2] / "docs" / "searching.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\| `([^|]+)` \| ([^|`]+) \| ([^|`]+) \|$", PAGE, re.MULTILINE)
ANSWERS = re.findall(r"^```text\n(.+\n  (.+)\n +\^)\n```$", PAGE, re.MULTILINE)
BOUNDS = re.findall(r"^\| ((?:`[a-z]+:[^`]+` )+)\|", PAGE.partition("## What bounds")[2], re.MULTILINE)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 15
    assert len(ANSWERS) == 3
    assert len(BOUNDS) == 10


@pytest.mark.parametrize(("query", "one", "other"), EXAMPLES)
def test_a_query_finds_what_the_page_says(
    unit: Unit, newsroom: Any, query: str, one: str, other: str
) -> None:
    for key, title in {"one": one, "other": other}.items():
        newsroom.publish(key, newsroom.story(title, body=("Bài.",), byline=Byline(), captions=()))
    assert [hit.article for hit in unit.search.run(parse(query)).hits] == ["tin-nui-one"]


@pytest.mark.parametrize(("answer", "query"), ANSWERS)
def test_a_query_that_cannot_be_meant_is_answered_as_the_page_says(answer: str, query: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert str(caught.value) == answer


@pytest.mark.parametrize("bound", BOUNDS)
def test_every_bound_of_the_page_is_one(bound: str) -> None:
    for typed in re.findall(r"`([^`]+)`", bound):
        assert parse(typed).root is None
