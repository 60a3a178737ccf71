"""The demonstration's papers without their profiles: learning makes no field of any story worse, and takes
out what the house adds to every page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.demo.markup import Visit
from newsarchive.demo.site import Site
from newsarchive.demo.stories import Paper, papers
from newsarchive.demo.truth import Expected, truths
from newsarchive.extraction import extract
from newsarchive.learning import Sighting, learn, proposed_profile
from newsarchive.portals import Catalogue
from storage.records import Extraction, Learnt, Page

NOON = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
each_paper = pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.slug)


def pages(paper: Paper) -> list[tuple[Expected, Page]]:
    site, found = Site(paper, "after"), []
    for number, (url, expected) in enumerate(truths(paper, "after").items()):
        visit = Visit(NOON + timedelta(days=number % 3), number)
        answer = site.answer(url.removeprefix(f"https://{paper.host}"), {}, visit)
        found.append((expected, Page(url, answer.body, visit.now, content_type="text/html; charset=utf-8")))
    return found


def read(page: Page, learnt: Learnt = Learnt()) -> Extraction:
    found = extract(page, learnt=learnt)
    assert isinstance(found, Extraction)
    return found


def right(found: Extraction, expected: Expected) -> set[str]:
    """The fields that say what was written."""
    return {
        name
        for name, is_right in {
            "title": found.title == expected.title,
            "lead": found.lead == expected.lead,
            "body": found.body == expected.body,
            "day": bool(found.published) and found.published.date == expected.date,
            "names": tuple(person.name for person in found.byline.people) == expected.people,
            "captions": tuple((one.text, one.credit) for one in found.captions) == expected.captions,
            "section": found.section == expected.section,
            "tags": found.tags == expected.tags,
        }.items()
        if is_right
    }


@each_paper
def test_no_field_that_was_right_is_wrong_after_learning(paper: Paper) -> None:
    known = pages(paper)
    learnt = learn(Sighting(page.url, page.fetched_at, read(page)) for _, page in known)
    assert learnt.stories == len(known)
    for expected, page in known:
        assert right(read(page), expected) <= right(read(page, learnt), expected), page.url


@each_paper
def test_every_habit_of_the_papers_pages_is_true(paper: Paper) -> None:
    """Clocks are the pages' own, and nothing of a story's text is thought to repeat."""
    learnt = learn(Sighting(page.url, page.fetched_at, read(page)) for _, page in pages(paper))
    assert not learnt.blocks
    assert all("today" in place or "current" in place for place in learnt.clocks)


@each_paper
def test_a_proposed_profile_reads_the_papers_stories(paper: Paper, tmp_path: Path) -> None:
    known = pages(paper)
    learnt = learn(Sighting(page.url, page.fetched_at, read(page)) for _, page in known)
    file = tmp_path / f"{paper.slug}.toml"
    proposed = proposed_profile(
        learnt, name=paper.name, homepage=f"https://{paper.host}/", timezone=paper.timezone
    )
    file.write_text(proposed, encoding="utf-8")
    profile = Catalogue([tmp_path]).get(paper.slug)
    assert profile.unverified and profile.layouts["current"].title and profile.layouts["current"].body
    for expected, page in known:
        found = extract(page, profile)
        assert isinstance(found, Extraction)
        assert right(read(page), expected) <= right(found, expected), page.url
        assert not [one for one in found.problems if one.code == "rule_count"]
