"""Pages that print many days, or one in an odd place → the day that is the story's, and how sure it is."""

from __future__ import annotations

import json

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page

URL = "https://paper.example/town/new-bridge-432.html"
PARAGRAPH = (
    "The bridge across the Lenne had been closed for two winters, and the bakers on the far bank had counted "
    "every loaf they could not sell. Now the first lorries roll again, slowly, over fresh planks of oak."
)


def page(*, head: str = "", top: str = "", meta: str = "", opening: str = "", after: str = "") -> str:
    return (
        f'<html lang="en"><head><title>A new bridge for Lenne</title>{head}</head><body>'
        f'<div class="menu"><a href="/">Home</a></div>{top}<div class="main">'
        f"<h1>A new bridge for Lenne</h1>{meta}"
        f'<div class="content"><p>{opening}{PARAGRAPH}</p><p>{PARAGRAPH[40:]}</p>'
        f"<p>{PARAGRAPH[10:]}</p></div>"
        f"</div>{after}</body></html>"
    )


def read(html: str, url: str = URL) -> Extraction:
    found = extract(Page(url, html.encode()))
    assert isinstance(found, Extraction)
    return found


def day(found: Extraction) -> str | None:
    return found.published.date if found.published else None


def test_a_name_glued_to_the_date_does_not_hide_it() -> None:
    meta = '<div class="byline"><a href="/a">Ada Lind</a><span>April 28 2023, 3:54 p.m.</span></div>'
    assert day(read(page(meta=meta))) == "2023-04-28"


def test_a_short_year_before_a_time_is_a_date() -> None:
    assert day(read(page(meta="<time>19.10.19, 08:16</time>"))) == "2019-10-19"


def test_a_month_named_by_two_calendars_is_one() -> None:
    assert day(read(page(meta='<div class="date">الأربعاء، 28 آب/أغسطس 2013</div>'))) == "2013-08-28"


def test_what_stands_behind_a_date_says_what_it_is() -> None:
    meta = '<span id="update">2019年02月22日 14時30分 公開</span>'
    found = read(page(meta=meta).replace('lang="en"', 'lang="ja"'))
    assert (day(found), found.modified) == ("2019-02-22", None)


def test_rows_that_carry_a_date_each_are_of_other_stories() -> None:
    rows = "".join(f"<dt>2022.08.{at:02}</dt><dd>Town news</dd>" for at in range(1, 9))
    found = read(page(after=f"<dl>{rows}</dl>"))
    assert found.published is None
    assert all(one.rule == "other_story" for one in found.evidence if one.field == "published")


def test_a_date_far_from_the_story_yields_to_the_time_of_change() -> None:
    meta = '<p class="stamp">Updated: April 7, 2020 03:49 pm</p>'
    found = read(page(meta=meta, after="<div><p>Established</p><p>6 May 2011</p></div>"))
    assert day(found) == "2020-04-07"
    assert any(one.code == "date_from_modified" for one in found.problems)


def test_a_date_that_clashes_with_the_month_in_the_address_is_not_believed() -> None:
    html = page(meta='<div class="box"><p>8 March 2019</p></div>', after="<div><p>10 August 2022</p></div>")
    assert day(read(html, "https://paper.example/news/201903/new-bridge/index.html")) == "2019-03-08"


def test_a_time_of_change_given_out_as_publication_yields_to_the_printed_day() -> None:
    changed = "2024-12-07T12:43:39+00:00"
    head = (
        f'<meta property="article:published_time" content="{changed}">'
        f'<meta property="article:modified_time" content="{changed}">'
    )
    meta = (
        f'<time datetime="{changed}">Dec. 6, 2024, 10:00 PM UTC / Updated Dec. 7, 2024, 12:43 PM UTC</time>'
    )
    found = read(page(head=head, meta=meta))
    assert day(found) == "2024-12-06"
    assert found.modified is not None
    assert found.modified.date == "2024-12-07"


def test_the_only_day_of_a_page_is_taken_wherever_it_stands_and_never_for_sure() -> None:
    found = read(page(after='<div class="footer"><p>Page made 19.12.2019</p></div>'))
    assert found.published is not None
    assert found.published.date == "2019-12-19"
    assert found.published.confidence <= 0.5


def test_one_of_several_days_in_boxes_of_others_is_never_taken() -> None:
    boxes = '<div class="footer"><p>19.12.2019</p><span>24.12.2019</span></div>'
    assert read(page(after=boxes)).published is None


def test_a_month_of_a_calendar_is_no_date() -> None:
    html = page(meta="", after="<div id='calendar'><table><caption>February 2020</caption></table></div>")
    assert read(html).published is None


def test_comments_counted_beside_a_date_do_not_make_it_a_comment() -> None:
    meta = '<div class="date-comments-wrapper"><span>25 May 2025 16:51</span><a href="#c">47</a></div>'
    assert day(read(page(meta=meta))) == "2025-05-25"


def test_a_headline_in_the_body_that_names_a_day_is_no_dateline() -> None:
    html = page().replace(f"<p>{PARAGRAPH[40:]}</p>", f"<h2>Tolls from 1 January 2024</h2><p>{PARAGRAPH}</p>")
    assert read(html).published is None


@pytest.mark.parametrize(
    "key", ["publishedAt", "publish_date", "firstPublished", "datePublished", "Publish Date"]
)
def test_data_in_a_script_tells_where_nothing_else_does(key: str) -> None:
    state = json.dumps({"article": {"id": 7, key: "2017-12-15T08:50:00+00:00"}})
    assert day(read(page(after=f"<script>window.__STATE__ = {state}</script>"))) == "2017-12-15"


def test_of_several_stories_in_a_script_the_one_of_the_headline_counts() -> None:
    stories = [
        {"title": "Bakers bake again", "text": "x" * 4000, "publishedAt": "2023-04-27T10:00:33Z"},
        {"text": "x" * 4000},
        {"title": "A new bridge for Lenne", "publishedAt": "2023-04-28T15:54:24Z", "text": "x" * 4000},
    ]
    found = read(page(after=f"<script>window.__STATE__ = {json.dumps(stories)}</script>"))
    assert found.published is not None
    assert found.published.date == "2023-04-28"
    assert found.published.confidence <= 0.5


def test_days_of_other_stories_in_a_script_are_left_alone() -> None:
    stories = [{"title": f"Story {at}", "publishedAt": f"2023-04-{at:02}T10:00:33Z"} for at in range(10, 14)]
    assert read(page(after=f"<script>window.__STATE__ = {json.dumps(stories)}</script>")).published is None


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("de", "Karlsruhe, (12.11.2021). "),
        ("de", "Berlin, 12. November 2021. "),
        ("en", "NEW YORK, November 12, 2021 /Wire/ -- "),
        ("en", "MOSCOW, 12 November 2021 (Agency) - "),
    ],
)
def test_a_dateline_before_the_first_sentence_tells_the_day(language: str, opening: str) -> None:
    html = page(opening=opening).replace('lang="en"', f'lang="{language}"')
    assert day(read(html)) == "2021-11-12"


def test_a_first_sentence_about_a_day_is_no_dateline() -> None:
    assert read(page(opening="On November 12, 2021, the mayor cut a ribbon. ")).published is None


def test_stated_by_two_what_is_far_behind_the_story_is_not_read() -> None:
    head = '<meta property="article:published_time" content="2021-11-12T08:00:00+01:00">'
    links = "".join(f'<a href="/{at}">All of the town {at}</a> ' for at in range(60))
    far = f'<div class="footer">{links}<span>3 May 2019</span></div>'
    found = read(page(head=head, after=far), "https://paper.example/2021/11/12/new-bridge.html")
    assert day(found) == "2021-11-12"
    assert not any("2019" in one.value for one in found.evidence)


def test_days_of_embedded_posts_are_not_the_storys() -> None:
    post = '<blockquote class="twitter-tweet">Bridge! <a href="/p">November 3, 2019</a></blockquote>'
    other = '<blockquote class="twitter-tweet">Again! <a href="/q">November 5, 2019</a></blockquote>'
    html = page().replace(f"<p>{PARAGRAPH[40:]}</p>", f"{post}<p>{PARAGRAPH}</p>{other}")
    assert read(html).published is None


def test_a_box_named_after_an_update_tells_what_its_time_is() -> None:
    meta = (
        '<div class="line"><span class="line__updated"><time datetime="2019-11-19T14:41:32Z">x</time></span>'
        '<span class="line__published"><time datetime="2019-11-18T01:19:34Z">x</time></span></div>'
    )
    found = read(page(meta=meta))
    assert day(found) == "2019-11-18"
    assert found.modified is not None
    assert found.modified.date == "2019-11-19"


def test_a_labelled_date_below_the_headline_is_the_storys_whatever_its_box_is_called() -> None:
    meta = '<div class="comments_datetime"><p>First posted: 08-13-10 05:18 PM</p></div>'
    assert day(read(page(meta=meta))) == "2010-08-13"


def test_a_day_at_the_end_of_a_long_byline_is_the_story_s() -> None:
    meta = (
        "<p>By Johanna Lindhof-Whitman and Bartholomew Ortega-Castle<br>Monday, January 23, 2012, 19:04</p>"
    )
    found = read(page(meta=meta, opening="On October 25, 2018, all was still well. "))
    assert day(found) == "2012-01-23"
