"""Where on a page a byline stands, and what only looks like one."""

from __future__ import annotations

import json

import pytest

from newsarchive.extraction import extract
from storage.records import Byline, Extraction, Page

PROSE = (
    "Con đường dài gần bốn cây số nối bản Nà Hin với trung tâm xã được bà con góp công làm suốt mùa khô, "
    "nay xe máy đã lên được tận nương, việc chở ngô và lúa về nhà nhờ vậy mà đỡ vất vả hơn trước rất nhiều."
)


def byline(
    head: str = "", below_title: str = "", end: str = "", after: str = "", language: str = "vi"
) -> Byline:
    html = (
        f'<html lang="{language}"><head><title>Đường mới</title>'
        '<meta property="og:site_name" content="Báo Núi Xa"><meta name="author" content="Báo Núi Xa">'
        f"{head}</head><body><h1>Đường mới về bản Nà Hin</h1>{below_title}"
        f'<div class="content"><p>{PROSE}</p><p>{PROSE[20:]}</p><p>{PROSE[40:]}</p>{end}</div>'
        f"{after}</body></html>"
    )
    found = extract(Page("https://nuixa.example/duong-moi-1.html", html.encode()))
    assert isinstance(found, Extraction)
    assert all(text not in found.body for text in (found.byline.raw,) if text)
    return found.byline


def names(found: Byline) -> list[str]:
    return [person.name for person in found.people]


@pytest.mark.parametrize(
    "end",
    [
        '<p style="text-align: right;"><strong>MAI LÂM</strong></p>',
        "<p>MAI LÂM</p>",
        '<p class="author">Mai Lâm</p>',
        '<div class="pseudonym">Mai Lâm</div>',
        "<p>Tin, ảnh: Mai Lâm</p>",
        "<p><em>Bài và ảnh: MAI LÂM</em></p>",
        '<p align="right">Mai Lâm</p>',
    ],
)
def test_a_name_below_the_story(end: str) -> None:
    assert names(byline(end=end)) == ["Mai Lâm"]


@pytest.mark.parametrize(
    "below_title",
    [
        '<div class="byline">Mai Lâm</div>',
        '<a rel="author" href="/tac-gia/mai-lam">Mai Lâm</a>',
        '<span itemprop="author">Mai Lâm</span>',
        '<p class="meta"><span class="author-name">Mai Lâm</span> 21/07/2021</p>',
        "<p>Tác giả: Mai Lâm</p>",
    ],
)
def test_a_name_below_the_headline(below_title: str) -> None:
    assert names(byline(below_title=below_title)) == ["Mai Lâm"]


def test_the_paper_is_no_author() -> None:
    linked = {
        "@type": "NewsArticle",
        "author": {"@type": "Organization", "name": "Báo Núi Xa"},
        "publisher": {"name": "Báo Núi Xa"},
    }
    assert byline(head=f'<script type="application/ld+json">{json.dumps(linked)}</script>') == Byline()


@pytest.mark.parametrize(
    "author", ["https://nuixa.example/tac-gia", "phongvien@nuixa.example", "admin", "nuixa.example"]
)
def test_addresses_and_logins_are_no_names(author: str) -> None:
    assert byline(head=f'<meta property="article:author" content="{author}">') == Byline()


def test_metadata_name_a_person() -> None:
    linked = {"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Mai Lâm"}]}
    assert names(byline(head=f'<script type="application/ld+json">{json.dumps(linked)}</script>')) == [
        "Mai Lâm"
    ]


def test_the_longer_list_wins_over_its_first_name() -> None:
    found = byline(
        below_title='<div class="author">Mai Lâm và 1 tác giả khác</div>',
        end="<p><b>MAI LÂM - ĐỖ SƠN</b></p>",
    )
    assert names(found) == ["Mai Lâm", "Đỗ Sơn"]


def test_a_source_is_not_an_author() -> None:
    found = byline(end="<p>(Theo TTXVN)</p>")
    assert (found.people, found.sources) == ((), ("TTXVN",))


def test_names_beside_other_stories_are_not_taken() -> None:
    after = (
        '<div class="related"><ul>'
        '<li><a href="/2.html">Một chuyện khác ở bản khác</a><span class="author">Lê Hà</span></li>'
        '<li><a href="/3.html">Chuyện thứ ba ở bản khác</a><span class="author">Đỗ An</span></li></ul></div>'
    )
    assert byline(after=after) == Byline()


def test_a_sentence_at_the_end_is_no_byline() -> None:
    assert byline(end="<p>Bà con ai cũng vui.</p>") == Byline()


def test_an_english_page() -> None:
    found = byline(
        below_title='<p class="byline">By ANN POE and Joe Doe, Staff Writers | July 21, 2021</p>',
        language="en",
    )
    assert names(found) == ["Ann Poe", "Joe Doe"]
    assert found.agencies == ()


ENGLISH = (
    "The road between the two villages was opened on Friday after three years of work, and the people who "
    "had carried their maize down the hill on their backs watched the first lorry come up the slope at noon."
)


def english(
    author: object = None, below_title: str = "", head: str = "", first: str = "", last: str = ""
) -> Byline:
    linked = {"@type": "NewsArticle", "headline": "A road is opened", "author": author}
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if author else ""
    html = (
        '<html lang="en"><head><title>A road is opened</title><meta property="og:site_name" '
        f'content="Hill Star">{head}{script}</head><body><article><h1>A road is opened</h1>{below_title}'
        f'<div class="content">{first}<p>{ENGLISH}</p><p>{ENGLISH[20:]}</p><p>{ENGLISH[40:]}</p>'
        f"{last}</div></article></body></html>"
    )
    found = extract(Page("https://hillstar.example/road-1.html", html.encode()))
    assert isinstance(found, Extraction)
    assert not found.byline.raw or any(
        one.chosen and one.value == found.byline.raw for one in found.evidence if one.field == "byline"
    )
    return found.byline


@pytest.mark.parametrize("kind", ["Person", "Organization"])
def test_a_paper_that_states_itself_as_author_is_a_collective_and_no_person(kind: str) -> None:
    found = english({"@type": kind, "name": "Hill Star"})
    assert (found.people, found.agencies) == ((), ("Hill Star",))


def test_a_paper_in_the_meta_element_alone_is_no_author() -> None:
    assert english(head='<meta name="author" content="Hill Star">') == Byline()


def test_the_paper_says_nothing_beside_people() -> None:
    found = english([{"@type": "Person", "name": "Ann Poe"}, {"@type": "Organization", "name": "Hill Star"}])
    assert (names(found), found.agencies) == (["Ann Poe"], ())


def test_an_agency_beside_people_is_kept() -> None:
    found = english([{"@type": "Person", "name": "Ann Poe"}, {"@type": "Organization", "name": "Vale Wire"}])
    assert (names(found), found.agencies) == (["Ann Poe"], ("Vale Wire",))


def test_an_organisation_is_quoted_whole() -> None:
    found = english({"@type": "Organization", "name": "Staff and news service reports"})
    assert (found.people, found.agencies) == ((), ("Staff and news service reports",))


def test_what_is_a_person_too_is_a_person() -> None:
    assert names(english({"@type": ["Person", "Organization"], "name": "Ann Poe"})) == ["Ann Poe"]


@pytest.mark.parametrize("desk", ["Hill Star Staff", "News Desk", "Staff and news service reports"])
def test_a_desk_printed_as_author_is_a_collective(desk: str) -> None:
    found = english(below_title=f'<p class="byline">By {desk}</p>')
    assert not found.people
    assert found.agencies


@pytest.mark.parametrize(
    "below_title",
    [
        "<ul><li><strong>Author</strong> Ann Poe </li><li><strong>Topic</strong> Roads</li></ul>",
        "<dl><dt>Author</dt><dd>Ann Poe</dd></dl>",
        "<p>06.11.2023 13:30 by Ann Poe</p>",
        '<p>Author: <a href="/who/7">Ann Poe</a></p>',
        '<div class="byline"><span>By</span><span>Ann Poe</span><span>Senior Reporter</span></div>',
        '<div class="author"><b>Ann Poe</b><i>Follow</i></div>',
        '<p class="byline">By Ann Poe Senior Reporter</p>',
        '<p class="byline">By Ann Poe, Hill Valley University</p>',
        '<p class="byline"><span>Ann Poe</span></p><div class="author">Ann Poe writes on Hill Valley</div>',
        '<p class="author">Ann Poe</p><p class="author">More from Ann Poe</p>',
        '<p class="author">Ann Poe</p><p class="author">Ann Poe →</p>',
        '<p class="byline">By Ann Poe HILL STAR</p>',
    ],
)
def test_an_author_is_read_out_of_what_stands_around(below_title: str) -> None:
    assert names(english(below_title=below_title)) == ["Ann Poe"]


@pytest.mark.parametrize(
    ("below_title", "name"),
    [
        ('<a rel="author" href="/u/annpoe">annpoe</a>', "annpoe"),
        (
            '<div class="submitted">Submitted by <span class="username">annpoe</span> on 24 July 2017</div>',
            "annpoe",
        ),
        ('<span itemprop="author">ann poe</span>', "Ann Poe"),
    ],
)
def test_a_name_in_small_letters_where_a_name_must_stand(below_title: str, name: str) -> None:
    assert names(english(below_title=below_title)) == [name]


def test_small_letters_elsewhere_are_no_name() -> None:
    assert english(below_title='<p class="author">follow us</p><p>by the river</p>') == Byline()


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="parsely-author" content="Poe, Ann">',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Poe">',
        '<meta name="articleauthor" content="Ann Poe">',
    ],
)
def test_meta_elements_name_a_person(head: str) -> None:
    assert names(english(head=head)) == ["Ann Poe"]


def test_a_label_that_is_not_the_authors_says_nothing() -> None:
    head = '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Ann Poe">'
    assert english(head=head) == Byline()


def test_capitals_alone_beside_a_full_name_are_an_agency() -> None:
    found = english(below_title='<p class="byline">Ann Poe / VNW</p>')
    assert (names(found), found.agencies) == (["Ann Poe"], ("VNW",))


def test_an_author_without_a_name_of_one_piece() -> None:
    assert names(english({"@type": "Person", "givenName": "Ann", "familyName": "Poe"})) == ["Ann Poe"]


def test_what_several_sources_name_is_surer() -> None:
    linked = {"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Poe"}}
    html = (
        f'<html lang="en"><head><script type="application/ld+json">{json.dumps(linked)}</script></head><body>'
        f'<h1>A road is opened</h1><p class="byline">By Ann Poe</p><p>{ENGLISH}</p><p>{ENGLISH}</p></body>'
    )
    found = extract(Page("https://hillstar.example/road-1.html", html.encode()))
    assert isinstance(found, Extraction)
    told = [one for one in found.evidence if one.field == "byline"]
    assert told[0].chosen
    assert all(told[0].confidence > one.confidence for one in told[1:])


@pytest.mark.parametrize(
    "first",
    [
        "<p><strong>Ann Poe/Joe Doe</strong></p>",
        "<p>… and people were glad</p><p><b>Ann Poe and Joe Doe</b></p>",
        "<p>By Ann Poe and Joe Doe</p>",
    ],
)
def test_a_story_that_begins_with_its_authors(first: str) -> None:
    found = english({"@type": "Person", "name": "Hill Star"}, first=first)
    assert (names(found), found.agencies) == (["Ann Poe", "Joe Doe"], ())


@pytest.mark.parametrize(
    "first",
    ["<p><b>Good news for all</b></p><p><i>Ann Poe</i></p>", "<p><b>Roads</b></p>", "<p><b>Ann</b></p>"],
)
def test_other_lines_before_a_story_are_no_names(first: str) -> None:
    assert english(first=first) == Byline()


def test_a_last_line_that_says_by_is_surer_than_the_metadata_of_a_collective() -> None:
    found = english({"@type": "Organization", "name": "Vale Publishing"}, last="<p><i>By Ann Poe</i></p>")
    assert names(found) == ["Ann Poe"]


@pytest.mark.parametrize(
    ("first", "last", "agencies"),
    [
        ("<p>RIVERTON (AP) – " + ENGLISH + "</p>", "", ("AP",)),
        ("", "<p>" + ENGLISH + " (dpa/AFP)</p>", ("dpa", "AFP")),
        ("", "<p>HSW-Newsdesk</p>", ("HSW-Newsdesk",)),
    ],
)
def test_the_agency_a_story_is_tagged_with(first: str, last: str, agencies: tuple[str, ...]) -> None:
    found = english(first=first, last=last)
    assert (found.people, found.agencies) == ((), agencies)


def test_a_parenthesis_at_the_end_is_no_agency() -> None:
    assert english(last=f"<p>{ENGLISH} (see the map)</p>") == Byline()


def test_a_paper_known_by_its_short_name() -> None:
    head = '<meta property="og:site_name" content="HSX - Hill Star">'
    found = english({"@type": "Organization", "name": "HSX"}, head=head, last="<p>By Ann Poe</p>")
    assert (names(found), found.agencies) == (["Ann Poe"], ())


@pytest.mark.parametrize("author", ["Báo điện tử Núi Xa", "Cơ quan ngôn luận của tỉnh", "NXO"])
def test_a_paper_by_another_name_is_no_author_where_stories_are_signed_below(author: str) -> None:
    linked = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": author}}
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    assert byline(head=script) == Byline()


def test_an_agency_stated_where_stories_are_signed_below() -> None:
    linked = {"@type": "NewsArticle", "author": {"@type": "Organization", "name": "TTXVN"}}
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    assert byline(head=script).agencies == ("TTXVN",)


def test_a_collective_of_no_known_kind_in_a_meta_element_gives_way_to_a_printed_name() -> None:
    head = '<meta name="author" content="20 Stars">'
    assert english(head=head).agencies == ("20 Stars",)
    assert names(english(head=head, last="<p>By Ann Poe</p>")) == ["Ann Poe"]


def test_the_paper_is_known_by_a_host_that_leaves_words_out() -> None:
    html = (
        '<html lang="es"><head><meta name="author" content="El Eco de Villarriba"></head><body>'
        f"<h1>Vuelve el molino</h1><div class='content'><p>{PROSE}</p><p>{PROSE[20:]}</p></div></body></html>"
    )
    found = extract(Page("https://ecovillarriba.example/molino-1.html", html.encode()))
    assert isinstance(found, Extraction) and not found.byline.people


def test_a_label_announces_names_in_scripts_without_capitals() -> None:
    assert names(byline(below_title="<p>執筆者：山田太郎</p>", language="ja")) == ["山田太郎"]


def test_a_name_printed_below_wins_over_a_desk_in_the_metadata() -> None:
    head = '<meta name="article:author" content="News Desk">'
    found = byline(head, after='<div class="author">Anna Lindhof</div>', language="en")
    assert names(found) == ["Anna Lindhof"]
