"""The JSON object of a page: all keys always there, valid by the shipped schema, and read back whole."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from newsarchive.extraction import extract
from newsarchive.extraction.lines import from_json, to_json
from newsarchive.extraction.reader import EXTRACTOR
from storage.records import (
    Byline,
    Caption,
    Evidence,
    Extraction,
    Moment,
    Page,
    Person,
    Problem,
    Refusal,
)

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
KEYS = [
    "id", "url", "canonical_url", "kind", "title", "kicker", "lead", "dateline", "published", "modified",
    "byline", "body", "captions", "section", "tags", "language", "evidence", "problems", "extractor",
]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    text = files("newsarchive.extraction").joinpath("extraction.schema.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_an_article_s_object_is_valid_and_has_every_key(file: Path, schema: Draft202012Validator) -> None:
    line = to_json("1", "https://a.example/1", extract(Page("https://a.example/1", file.read_bytes())))
    schema.validate(json.loads(json.dumps(line)))
    assert list(line) == KEYS


def test_a_page_that_hardly_says_anything_has_every_key_too(schema: Draft202012Validator) -> None:
    found = extract(Page("about:blank", ("Một dòng không có gì quanh nó cả.\n" * 2).encode()))
    line = to_json(None, "about:blank", found)
    schema.validate(line)
    assert list(line) == KEYS
    assert (line["published"], line["modified"], line["canonical_url"]) == (None, None, None)


def test_a_refusal_s_object(schema: Draft202012Validator) -> None:
    line = to_json("7", "https://a.example/7", Refusal("soft_404", "gone"))
    schema.validate(line)
    assert line == {
        "id": "7",
        "url": "https://a.example/7",
        "refused": "soft_404",
        "detail": "gone",
        "extractor": EXTRACTOR,
    }
    assert from_json(line) == ("7", Refusal("soft_404", "gone"))


TEXT = st.text(max_size=20)
SOME = st.none() | TEXT
MOMENTS = st.none() | st.builds(
    Moment,
    st.none()
    | st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(
        lambda at: at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=7)))
    ),
    st.just("2026-03-01"),
    st.sampled_from(["minute", "day", "month"]),
    st.sampled_from([0.0, 0.125, 0.5, 1.0]),
)
EXTRACTIONS: Any = st.builds(
    Extraction,
    url=TEXT,
    canonical_url=SOME,
    kind=st.sampled_from(["article", "gallery", "video", "live", "notice"]),
    title=SOME,
    kicker=SOME,
    lead=SOME,
    dateline=SOME,
    published=MOMENTS,
    modified=MOMENTS,
    byline=st.builds(
        Byline,
        TEXT,
        st.lists(st.builds(Person, TEXT, TEXT, TEXT), max_size=2).map(tuple),
        st.lists(TEXT, max_size=2).map(tuple),
        st.lists(TEXT, max_size=2).map(tuple),
    ),
    body=st.lists(TEXT, max_size=3).map(tuple),
    captions=st.lists(st.builds(Caption, TEXT, SOME, SOME), max_size=2).map(tuple),
    section=st.lists(TEXT, max_size=2).map(tuple),
    tags=st.lists(TEXT, max_size=2).map(tuple),
    language=TEXT,
    evidence=st.lists(
        st.builds(Evidence, TEXT, TEXT, TEXT, TEXT, st.sampled_from([0.0, 0.5]), st.booleans()), max_size=2
    ).map(tuple),
    problems=st.lists(st.builds(Problem, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    extractor=TEXT,
)


@given(EXTRACTIONS)
def test_what_is_written_is_read_back(extraction: Extraction) -> None:
    line = json.loads(json.dumps(to_json("a", extraction.url, extraction)))
    assert from_json(line) == ("a", extraction)
