"""Every page of the papers, read with its profile, says what was written, and never the day of the visit."""

from __future__ import annotations

import pytest

from newsarchive.demo.markup import Visit
from newsarchive.demo.run import PROFILES
from newsarchive.demo.site import Site
from newsarchive.demo.stories import Paper, papers
from newsarchive.demo.truth import Expected, truths
from newsarchive.extraction import extract_parts
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from storage.records import Extraction, Page

each_paper = pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.slug)


def _read(paper: Paper, expected: Expected, visit: Visit, profile: Profile | None) -> Extraction:
    site = Site(paper, "after")
    pages = []
    for suffix in ("", "2/", "3/"):
        url = expected.url + suffix
        answer = site.answer(url.removeprefix(f"https://{paper.host}"), {}, visit)
        if not suffix or answer.status == 200:
            pages.append(Page(url, answer.body, visit.now, answer.status, answer.headers["Content-Type"]))
    found = extract_parts(pages, profile)
    assert isinstance(found, Extraction), found
    return found


@each_paper
def test_every_field_of_every_story_is_read_as_written(paper: Paper, visit: Visit) -> None:
    profile = Catalogue([PROFILES]).get(paper.slug)
    for expected in truths(paper, "after").values():
        found = _read(paper, expected, visit, profile)
        assert found.title == expected.title
        assert found.lead == expected.lead
        assert found.body == expected.body
        assert found.byline.raw == expected.byline
        assert tuple(person.name for person in found.byline.people) == expected.people
        assert tuple(person.printed for person in found.byline.people) == expected.printed
        assert found.byline.sources == expected.sources
        assert [(caption.text, caption.credit) for caption in found.captions] == list(expected.captions)
        assert (found.section, found.tags, found.language) == (
            expected.section,
            expected.tags,
            expected.language,
        )


@each_paper
def test_every_date_is_the_storys_own_to_the_precision_that_is_printed(paper: Paper, visit: Visit) -> None:
    profile = Catalogue([PROFILES]).get(paper.slug)
    for expected in truths(paper, "after").values():
        found = _read(paper, expected, visit, profile)
        assert found.published, expected.url
        assert (found.published.value, found.published.date) == (expected.published, expected.date)
        assert found.published.precision == ("minute" if expected.published else "day")
        assert (found.modified and found.modified.value) == expected.modified


@each_paper
def test_titles_texts_and_bylines_need_no_profile(paper: Paper, visit: Visit) -> None:
    for expected in truths(paper, "after").values():
        found = _read(paper, expected, visit, None)
        assert (found.title, found.body) == (expected.title, expected.body)
        # As printed: a page may put a word such as "autor:" in front of the name.
        assert found.byline.raw.endswith(expected.byline)
        assert found.published and found.published.date != visit.now.date().isoformat()


@each_paper
def test_the_page_clock_stands_in_the_evidence_as_refused(paper: Paper, visit: Visit) -> None:
    profile = Catalogue([PROFILES]).get(paper.slug)
    expected = next(iter(truths(paper, "after").values()))
    found = _read(paper, expected, visit, profile)
    clocks = [one for one in found.evidence if one.rule == "page_clock"]
    assert clocks and not any(one.chosen for one in clocks)
