"""Pages that say of themselves when they appeared, though not beside their headline → that day."""

from __future__ import annotations

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page

URL = "https://paper.example/town/the-bridge-is-open-again"
PROSE = (
    "The bridge across the upper river, closed since the flood of last spring, has been open again to carts "
    "and bicycles since this morning, and the ferry, as the council decided, goes on until the first frost."
)


def read(below: str, *, beside: str = "", head: str = "", url: str = URL) -> Extraction:
    story = f"<h1>The bridge is open again</h1>{beside}<p>{PROSE}</p><p>{PROSE[40:]}</p>"
    html = (
        f'<html lang="en"><head>{head}</head><body><div class="main"><div class="story">{story}</div></div>'
        f"{below}</body></html>"
    )
    found = extract(Page(url, html.encode()))
    assert isinstance(found, Extraction)
    return found


def row(path: str, day: str) -> str:
    return (
        f'<li><a href="{path}"><div class="teaser"><span class="date">{day}</span>'
        f"<h4>A headline that leads to {path}</h4></div></a></li>"
    )


def latest(*rows: str) -> str:
    return f'<div class="latest"><ul>{"".join(rows)}</ul></div>'


OTHERS = (row("/town/the-mill", "12.10.2021"), row("/town/the-market", "11.10.2021"))


@pytest.mark.parametrize("address", ["/town/the-bridge-is-open-again", URL, URL + "/"])
def test_a_list_names_the_day_of_the_story_it_stands_beside(address: str) -> None:
    found = read(latest(OTHERS[0], row(address, "14.10.2021"), OTHERS[1]))
    assert found.published is not None
    assert found.published.date == "2021-10-14"
    assert found.published.confidence <= 0.5
    assert any(one.rule == "own_teaser" and one.chosen for one in found.evidence)


@pytest.mark.parametrize(
    "below",
    [
        latest(*OTHERS),
        latest(*OTHERS, row("/town/the-bridge-is-open-again#comment-3", "14.10.2021")),
        latest(*OTHERS, row("/town/the-bridge-is-open-again?page=2", "14.10.2021")),
        latest(row(URL, "14.10.2021"), row(URL, "02.03.2020")),
    ],
    ids=["others", "comment", "another page", "two days"],
)
def test_other_links_name_other_days(below: str) -> None:
    assert read(below).published is None


def test_a_day_beside_the_headline_needs_no_teaser() -> None:
    found = read(latest(row(URL, "14.10.2021")), beside='<p class="date">13.10.2021</p>')
    assert found.published is not None
    assert found.published.date == "2021-10-13"


def test_a_labelled_line_below_the_story_is_its_own_whatever_its_name() -> None:
    line = '<p class="teaser-meta">Published <time datetime="2021-10-14">14 October 2021</time></p>'
    story = f"<h1>The bridge is open again</h1><p>{PROSE}</p><p>{PROSE[40:]}</p>{line}"
    html = f'<html lang="en"><body><div class="story">{story}</div></body></html>'
    found = extract(Page(URL, html.encode()))
    assert isinstance(found, Extraction)
    assert found.published is not None
    assert found.published.date == "2021-10-14"


def test_a_template_s_wording_of_a_time_yields_to_the_line_below_the_headline() -> None:
    beside = "<div>on Wednesday, 13.10.2021 - 14:30</div>"
    name = "article:published_time"
    worded = read("", beside=beside, head=f'<meta property="{name}" content="Tue, 12.10.2021 - 09:10">')
    asked = read("", beside=beside, head=f'<meta property="{name}" content="2021-10-12T09:10:00+02:00">')
    assert worded.published is not None
    assert asked.published is not None
    assert (worded.published.date, asked.published.date) == ("2021-10-13", "2021-10-12")
    assert asked.published.confidence <= 0.5
    assert worded.published.confidence < 0.7
