"""The papers' profiles: they load, and know a story's address from any other."""

from __future__ import annotations

import pytest

from newsarchive.demo.markup import markup_of
from newsarchive.demo.run import PROFILES
from newsarchive.demo.site import Site
from newsarchive.demo.stories import Paper, papers
from newsarchive.portals import Catalogue

each_paper = pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.slug)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue([PROFILES])


@each_paper
def test_a_paper_has_a_profile_that_agrees_with_it(paper: Paper, catalogue: Catalogue) -> None:
    profile = catalogue.get(paper.slug)
    assert profile.hosts == (paper.host,)
    assert profile.languages == (paper.language,)
    assert profile.timezone == paper.timezone
    assert profile.place in {place.code for place in catalogue.places()}
    assert profile.politeness.seconds_between_requests == 0


@each_paper
def test_every_story_address_is_one_and_has_a_key_of_its_own(paper: Paper, catalogue: Catalogue) -> None:
    profile, markup = catalogue.get(paper.slug), markup_of(paper)
    urls = [markup.url(markup.story_path(story)) for story in paper.stories]
    assert all(map(profile.is_article, urls))
    assert len({profile.key(url) for url in urls}) == len(urls)


@each_paper
def test_lists_feeds_and_sitemaps_are_no_stories(paper: Paper, catalogue: Catalogue) -> None:
    profile, markup = catalogue.get(paper.slug), markup_of(paper)
    paths = [markup.list_path(section, page) for section in paper.sections for page in (1, 2, 13)]
    urls = [markup.url(path) for path in ("/", "/robots.txt", "/quang-cao/12", *paths)]
    urls += [lead.url for lead in profile.starts()]
    assert not [url for url in urls if profile.is_article(url)]


@each_paper
def test_whatever_a_crawl_asks_first_is_there(paper: Paper, catalogue: Catalogue, visit) -> None:
    site = Site(paper, "before")
    for lead in catalogue.get(paper.slug).starts():
        assert site.answer(lead.url.removeprefix(f"https://{paper.host}"), {}, visit).status == 200


def test_the_moved_story_keeps_its_key(catalogue: Catalogue) -> None:
    paper = next(paper for paper in papers() if paper.slug == "baobienlang")
    (moved,) = [story for story in paper.stories if story.old_address]
    profile, markup = catalogue.get(paper.slug), markup_of(paper)
    old, new = markup.url(moved.old_address or ""), markup.url(markup.story_path(moved))
    assert profile.is_article(old) and profile.key(old) == profile.key(new)


def test_a_page_that_is_no_story_any_more_still_looks_like_one(catalogue: Catalogue) -> None:
    paper = next(paper for paper in papers() if paper.stale)
    assert paper.stale
    assert catalogue.get(paper.slug).is_article(f"https://{paper.host}{paper.stale.path}")
