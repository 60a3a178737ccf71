"""Confidences as they leave extraction: lower where sources disagree, in the order the rules gave them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from newsarchive.extraction.confidence.calibration import calibrated, lines, sureness
from newsarchive.extraction.confidence.support import support_of
from storage.records import Byline, Evidence, Extraction, Moment, Person, Problem

DAY = Evidence("published", "2026-03-01 (1 March)", "below_title:text", "main > time", 0.8, True)
STORY = Extraction(
    url="https://paper.example/a",
    canonical_url=None,
    kind="article",
    title="Bridge opened",
    kicker=None,
    lead=None,
    dateline=None,
    published=Moment(None, "2026-03-01", "day", 0.9),
    modified=None,
    byline=Byline("By Ann Fox", (Person("Ann Fox", "Ann Fox", "author"),)),
    body=("It opened.",),
    captions=(),
    section=(),
    tags=(),
    language="en",
    evidence=(DAY,),
    problems=(),
    extractor="newsarchive 0",
)


def support(name: str, chosen: Evidence, *others: Evidence) -> str:
    return support_of(replace(STORY, evidence=(chosen, *others)), name, chosen)


def test_agreed_alone_and_disputed_days() -> None:
    stated = replace(DAY, rule="jsonld:datePublished", value="2026-03-01T08:00:00+01:00", chosen=False)
    other = replace(stated, value="2026-02-11")
    assert support("published", DAY, stated) == "agreed"
    assert support("published", DAY) == "alone"
    assert support("published", DAY, stated, other) == "agreed"
    assert support("published", DAY, stated, other, replace(other, rule="meta:date")) == "disputed"
    assert support("published", DAY, replace(other, confidence=0.3)) == "alone"
    assert support("published", DAY, replace(other, rule="page_clock", confidence=0.0)) == "alone"


def test_metadata_alone_are_disputed_by_what_is_printed_and_not_the_reverse() -> None:
    stated = replace(DAY, rule="meta:article:published_time", value="2026-03-01T08:00:00+01:00")
    printed = replace(DAY, value="2026-02-11 (11 February)", chosen=False)
    assert support("published", stated, printed) == "disputed"
    assert support("published", DAY, replace(stated, value="2026-02-11", chosen=False)) == "alone"
    assert support("published", stated, replace(printed, confidence=0.3)) == "alone"


def test_days_that_all_sources_together_make_uncertain_are_disputed() -> None:
    sure = replace(DAY, confidence=0.92)
    again = replace(DAY, rule="meta:pubdate", chosen=False)
    others = [
        replace(DAY, value="2026-02-11", rule=rule, confidence=0.7, chosen=False)
        for rule in ("jsonld:datePublished", "in_body:text")
    ]
    assert support("published", sure, again, *others) == "agreed"
    torn = replace(STORY, problems=(Problem("date_conflict", "published"),), evidence=(sure, again, *others))
    assert support_of(torn, "published", sure) == "disputed"


def test_two_rules_of_one_source_are_one_voice() -> None:
    again = replace(DAY, rule="below_title:@datetime", chosen=False)
    assert support("published", DAY, again) == "alone"


def test_bylines_agree_in_names_and_not_in_wording() -> None:
    chosen = Evidence("byline", "By ANN FOX", "below_title:class", "", 0.8, True)
    assert (
        support("byline", chosen, Evidence("byline", "Ann Fox", "jsonld:author", "", 0.8, False)) == "agreed"
    )
    assert (
        support("byline", chosen, Evidence("byline", "Bo Lind", "meta:author", "", 0.75, False)) == "disputed"
    )


def test_titles_agree_but_for_case_and_punctuation() -> None:
    chosen = Evidence("title", "“Bridge” opened", "css:h1", "", 0.9, True)
    assert (
        support("title", chosen, Evidence("title", "Bridge Opened", "meta:og:title", "", 0.7, False))
        == "agreed"
    )


def test_every_line_rises_and_a_date_is_never_made_surer() -> None:
    assert set(lines()) >= {"published", "byline", "title", "body"}
    for field, found in lines().items():
        assert set(found) == {"agreed", "alone", "disputed"}
        for support, line in found.items():
            sure = [sureness(field, line, raw / 20, support) for raw in range(1, 20)]
            assert all(before <= after for before, after in pairwise(sure))
            assert all(0 < one < 1 for one in sure)
            if field == "published":
                assert all(after <= raw / 20 for raw, after in zip(range(1, 20), sure, strict=True))
            if (field, support) == ("published", "disputed"):
                assert max(sure) <= 0.5


def test_the_winner_is_as_sure_as_the_day_and_no_runner_up_is_surer() -> None:
    weak = Moment(None, "2026-03-01", "day", 0.4)
    rival = replace(DAY, value="2026-02-11", rule="meta:date", confidence=0.75, chosen=False)
    found = calibrated(replace(STORY, published=weak, evidence=(DAY, rival)))
    assert found.published is not None
    assert found.published.confidence <= 0.4
    assert [one.confidence for one in found.evidence] == [found.published.confidence] * 2
    assert [one.value for one in found.evidence] == [DAY.value, rival.value]


@pytest.mark.parametrize("field", ["published", "byline"])
def test_what_a_profile_says_keeps_its_confidence(field: str) -> None:
    told = replace(DAY, field=field, rule="profile css:.date", confidence=0.97)
    found = calibrated(replace(STORY, evidence=(told,)))
    assert found == replace(STORY, evidence=(told,))
