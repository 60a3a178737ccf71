"""Stories on several pages → where the next part is, and the parts as one story."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsarchive.extraction import extract, extract_parts
from newsarchive.extraction.parts.next_part import part_of
from storage.records import CONTINUED, Extraction, Page, Refusal

STORY = "https://bank.example/news/the-last-ferry-101.html"
LEAD = "The ferry between the two banks made its last crossing on Sunday, and hundreds came to see it go."
TOLD = tuple(
    f"Part {part}: for sixty years she carried {cargo} to market, and twice a year a band of {men}."
    for part, cargo, men in (
        (1, "farmers", 12), (1, "pigs", 13),
        (2, "apples", 14), (2, "hay", 15),
        (3, "eels", 16), (3, "rye", 17),
    )
)  # fmt: skip


def page(number: int, pager: str, url: str = STORY, head: str = "", more: str = "") -> Page:
    prose = "".join(f"<p>{one}</p>" for one in TOLD if one.startswith(f"Part {number}"))
    photo = f"<figure><img src='{number}.jpg'><figcaption>The ferry, day {number}.</figcaption></figure>"
    first = "<figure><img src='0.jpg'><figcaption>The ferry as she was.</figcaption></figure>"
    story = f"<h1>The last ferry</h1><p class='lead'>{LEAD}</p>{first}{prose}{photo}{more}"
    head = f"<title>The last ferry</title>{head}"
    html = f"<html><head>{head}</head><body><article>{story}</article>{pager}</body></html>"
    return Page(url, html.encode(), datetime(2026, 3, 2, tzinfo=UTC), 200, "text/html; charset=utf-8")


def next_in(one: Page) -> list[str]:
    found = extract(one)
    assert isinstance(found, Extraction)
    return [problem.detail for problem in found.problems if problem.code == CONTINUED]


@pytest.mark.parametrize(
    "address",
    [
        "https://bank.example/news/the-last-ferry-101.html?page=2",
        "/news/the-last-ferry-101.html?trang=2",
        "?page=2",
        "/news/the-last-ferry-101/2.html",
        "/news/the-last-ferry-101-p2.html",
        "/news/the-last-ferry-101-trang-2.html",
        "/news/the-last-ferry-101.html/2",
        "/news/the-last-ferry-101.html/page/2/",
    ],
)
@pytest.mark.parametrize(
    "pager",
    [
        "<div class='pages'><b>1</b> <a href='{}'>2</a></div>",
        "<nav><a href='{}'>Trang sau »</a></nav>",
        "<p><a href='{}' rel='next'>What the captain said</a></p>",
    ],
)
def test_the_next_part_is_found(address: str, pager: str) -> None:
    [found] = next_in(page(1, pager.format(address)))
    assert found.endswith(address) and found.startswith("https://bank.example/news/the-last-ferry-101")


@pytest.mark.parametrize("address", ["/news/the-last-ferry-101-2.html", "/news/the-last-ferry-101,2.html"])
def test_a_bare_number_behind_the_name_counts_only_where_the_link_is_that_number(address: str) -> None:
    assert next_in(page(1, f"<div><b>1</b> <a href='{address}'>2</a></div>")) == [
        f"https://bank.example{address}"
    ]
    assert next_in(page(1, f"<a rel='next' href='{address}'>Next: the first bridge</a>")) == []


def test_the_next_part_is_found_in_the_head() -> None:
    assert next_in(page(1, "", head=f"<link rel='next' href='{STORY}?page=2'>")) == [f"{STORY}?page=2"]


@pytest.mark.parametrize(
    "pager",
    [
        "<a rel='next' href='/news/another-story-102.html'>Next</a>",
        "<a href='/news/?page=2'>2</a>",
        "<a href='/news/the-last-ferry-101.html?page=3'>3</a>",
        "<a href='/news/the-last-ferry-101.html?page=2'>Two hundred comments on this story</a>",
        "<div class='comments'><a href='?page=2'>2</a></div>",
        "<a href='https://other.example/news/the-last-ferry-101.html?page=2'>2</a>",
        "<a href='/news/the-last-ferry-101-2026.html'>2</a>",
        "<a href='?print=1&amp;page=2'>2</a>",
        "<a rel='next' href='?page=2&amp;load='>More stories</a>",
        "<a href='the-last-ferry-101.html?commentpage=2'>2</a>",
    ],
)
def test_other_links_are_no_next_part(pager: str) -> None:
    assert next_in(page(1, pager)) == []


def test_an_article_s_own_number_is_no_part() -> None:
    assert part_of("https://bank.example/apollo-12.html", "https://bank.example/apollo-11.html") is None
    assert part_of("https://bank.example/a-b-12", "https://bank.example/a-b") == 12


def parts(count: int = 3) -> list[Page]:
    link = "<div><a href='{0}?page={1}'>{1}</a></div>"
    urls = [STORY, *(f"{STORY}?page={number}" for number in range(2, 4))]
    return [
        page(at, link.format(STORY, at + 1) if at < 3 else "", urls[at - 1]) for at in range(1, count + 1)
    ]


def test_parts_make_one_story() -> None:
    found = extract_parts(parts())
    assert isinstance(found, Extraction)
    assert found.body == (LEAD, *TOLD)
    assert [one.text for one in found.captions] == [
        "The ferry as she was.", "The ferry, day 1.", "The ferry, day 2.", "The ferry, day 3.",
    ]  # fmt: skip
    assert (found.url, found.title) == (STORY, "The last ferry")
    assert not [one for one in found.problems if one.code == CONTINUED]
    assert [one.rule for one in found.evidence if one.field == "body"][1:] == ["part 2", "part 3"]


def test_one_page_is_a_story_of_one_part() -> None:
    assert extract_parts(parts(1)) == extract(parts(1)[0])


def test_a_story_whose_parts_are_not_all_there_says_so() -> None:
    found = extract_parts(parts(2))
    assert isinstance(found, Extraction)
    assert found.body == (LEAD, *TOLD[:4])
    assert [one.detail for one in found.problems if one.code == CONTINUED] == [f"{STORY}?page=3"]
    gone = Page(f"{STORY}?page=2", b"", datetime(2026, 3, 2, tzinfo=UTC), 404)
    found = extract_parts([parts(1)[0], gone])
    assert isinstance(found, Extraction)
    assert found.body == (LEAD, *TOLD[:2])
    assert [one.detail for one in found.problems if one.code == CONTINUED] == [f"{STORY}?page=2"]


def test_a_page_that_tells_the_same_again_is_no_part() -> None:
    """The pages of a list of other stories, say, each below the whole story."""
    pager = "<div><a href='{0}?page={1}'>{1}</a></div>"
    found = extract_parts(
        [page(1, pager.format(STORY, 2)), page(1, pager.format(STORY, 3), f"{STORY}?page=2")]
    )
    alone = extract(page(1, ""))
    assert isinstance(found, Extraction) and isinstance(alone, Extraction)
    assert found == replace(alone, evidence=found.evidence)


def test_who_signs_the_last_part_wrote_the_story() -> None:
    one, two, _ = parts()
    signed = page(
        3, "", f"{STORY}?page=3", more="<p style='text-align:right'><strong>By Ann Poe</strong></p>"
    )
    found = extract_parts([one, two, signed])
    assert isinstance(found, Extraction)
    assert [person.name for person in found.byline.people] == ["Ann Poe"]


def test_a_first_part_that_is_no_story_is_none() -> None:
    gone = Page(STORY, b"", datetime(2026, 3, 2, tzinfo=UTC), 404)
    assert extract_parts([gone, *parts()[1:]]) == Refusal("gone", "status 404")
