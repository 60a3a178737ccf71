"""Lists of stories: which links count, what is printed beside them, and where the list goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discovery import DiscoveryError, find_leads
from newsarchive.profile import Profile
from storage.records import Hints, Lead, Page

Finder = Callable[..., tuple[Lead, ...]]

STORY = '<div class="card"><h3><a href="/a-post1.html">Cầu mới</a></h3></div>'


def stories(leads: tuple[Lead, ...]) -> list[str]:
    return [lead.url for lead in leads if lead.kind == "article"]


def further(leads: tuple[Lead, ...]) -> list[str]:
    return [lead.url for lead in leads if lead.kind == "section"]


def with_next(portal: Profile, rule: str) -> Profile:
    keys: dict[str, Any] = portal.model_dump(mode="json")
    keys["discovery"]["next_page"] = rule
    return Profile.model_validate(keys)


def test_only_the_portals_own_stories_are_leads_each_once(find: Finder) -> None:
    html = f"""{STORY}<a href="https://www.herald.example/a-post1.html?utm_source=home">Cầu mới đã xong</a>
      <a href="/topic/a-post2.html">x</a><a href="//elsewhere.example/a-post3.html">x</a>
      <a href="mailto:a-post4.html">x</a><a href="#a-post5.html">x</a><a href="/about">x</a>
      <a href="http://[bad/a-post6.html">x</a><a>no href</a><a href="b-post7.html">Seven</a>"""
    leads = find(html, "section", "https://herald.example/news/")
    assert stories(leads) == [
        "https://herald.example/a-post1.html",
        "https://herald.example/news/b-post7.html",
    ]
    assert leads[0].hints.title == "Cầu mới đã xong"


def test_the_headline_is_told_from_the_picture_and_the_summary(find: Finder) -> None:
    words = (
        "<img>",
        "The bridge opens on Sunday",
        "After nine years of building both towns meet.",
    )
    html = "".join(f'<a href="/a-post1.html">{text}</a>' for text in words)
    assert find(html, "section")[0].hints.title == "The bridge opens on Sunday"


def test_a_base_element_counts(find: Finder) -> None:
    leads = find('<base href="/x/"><a href="b-post7.html">Seven</a>', "section")
    assert stories(leads) == ["https://herald.example/x/b-post7.html"]


@pytest.mark.parametrize(
    ("beside", "printed"),
    [
        ('<time datetime="2025-06-17T13:43:02+0700">x</time>', "2025-06-17T13:43:02+0700"),
        ("<time>17/06/2025 13:43</time>", "17/06/2025 13:43"),
        ('<span class="date">17/06/2025 13:43</span>', "17/06/2025 13:43"),
        ("<span>Thứ ba, 17-6-2025</span>", "17-6-2025"),
        ("<p>In 2025 we will see 17 new roads</p>", None),
    ],
)
def test_the_time_printed_beside_a_link_is_a_hint(find: Finder, beside: str, printed: str | None) -> None:
    html = f"""<div id="clock">01/03/2026</div>
      <div class="list"><div class="card"><a href="/a-post1.html"><img></a>
      <h3><a href="/a-post1.html">One</a></h3>{beside}</div>
      <div class="card"><a href="/b-post2.html">Two</a></div></div>"""
    first, second = find(html, "section")
    assert first.hints == Hints(title="One", published=printed)
    assert second.hints == Hints(title="Two")


@pytest.mark.parametrize(
    ("here", "pager", "there"),
    [
        ("/news/", '<a href="/news/?page=2">2</a>', "/news/?page=2"),
        ("/news/?page=2", '<a href="/news/">1</a><a href="/news/?page=3">3</a>', "/news/?page=3"),
        ("/news", '<a href="?p=2"> 2 </a>', "/news?p=2"),
        ("/news.html", '<a href="/news/trang-2.html">2</a>', "/news/trang-2.html"),
        ("/news/trang-9.html", '<a href="/news/trang-10.html">10</a>', "/news/trang-10.html"),
        ("/news/", '<a href="/news/page/2/">2</a>', "/news/page/2/"),
        ("/news/page/2/", '<a href="/news/page/2/">2</a><a href="/news/page/3/">3</a>', "/news/page/3/"),
        ("/news/", '<a rel="nofollow next" href="/news/older/">→</a>', "/news/older/"),
        ("/news/", '<link rel="next" href="/news/x2">', "/news/x2"),
        ("/news/page/7/", '<a href="/news/page/2/">2</a><a href="/news/page/6/">6</a>', None),
        ("/news/", '<a href="/sport/?page=2">2</a>', None),
        ("/news/", '<a href="https://elsewhere.example/news/?page=2">2</a>', None),
        ("/news/", '<a href="/news/?page=2">more</a>', None),
        ("/news/", '<a rel="next" href="/news/">→</a>', None),
        ("/news/", "", None),
    ],
)
def test_the_next_page_is_what_the_list_itself_shows(
    find: Finder, here: str, pager: str, there: str | None
) -> None:
    leads = find(STORY + pager, "section", f"https://herald.example{here}")
    assert further(leads) == ([f"https://herald.example{there}"] if there else [])


@pytest.mark.parametrize(
    ("rule", "here", "there"),
    [
        ("css:a.more@href", "/news/", "/news/b"),
        ("css:a.more", "/news/", "/news/b"),
        ("xpath://a[@class='more']/@href", "/news/", "/news/b"),
        ("css:a.none@href", "/news/", None),
        ("{section}/?p={page}", "/news/", "/news/?p=2"),
        ("{section}/?p={page}", "/news/?p=2", "/news/?p=3"),
        ("{section}/trang-{page}.html", "/news.html", "/news/trang-2.html"),
        ("{section}/trang-{page}.html", "/news/trang-41.html", "/news/trang-42.html"),
        ("/list.aspx?page={page}", "/list.aspx", "/list.aspx?page=2"),
        ("/list.aspx?page={page}", "/list.aspx?page=2", "/list.aspx?page=3"),
    ],
)
def test_a_profile_says_where_a_list_goes_on(
    find: Finder, portal: Profile, rule: str, here: str, there: str | None
) -> None:
    html = STORY + '<a class="more" href="/news/b">more</a>'
    leads = find(html, "section", f"https://herald.example{here}", with_next(portal, rule))
    assert further(leads) == ([f"https://herald.example{there}"] if there else [])


def test_a_list_without_stories_goes_nowhere(find: Finder, portal: Profile) -> None:
    html = '<p>Nothing here</p><a href="/news/?p=8">8</a>'
    leads = find(
        html, "section", "https://herald.example/news/?p=7", with_next(portal, "{section}/?p={page}")
    )
    assert leads == ()


@pytest.mark.parametrize("body", [b"", b"\x00", b"   "])
def test_an_empty_list_page_says_so(find: Finder, body: bytes) -> None:
    with pytest.raises(DiscoveryError, match="empty"):
        find(body, "section")


def test_a_story_has_no_leads(find: Finder) -> None:
    assert find(STORY, "article") == ()


MARKUP = st.lists(
    st.sampled_from(
        [
            "<a href='",
            "/a-post1.html",
            "'>",
            "2",
            "</a>",
            "<div>",
            "<!--",
            "]]>",
            "?page=2",
            "\x00",
            "&#0;",
            "<?xml?>",
        ]
    ),
    max_size=30,
).map("".join)


@given(MARKUP, st.sampled_from(["section", "feed", "sitemap"]))
@settings(max_examples=150)
def test_any_markup_gives_leads_in_scope_or_a_reason(text: str, kind: Any) -> None:
    profile = Profile(slug="herald", name="Herald", homepage="https://herald.example/")
    try:
        leads = find_leads(Page("https://herald.example/news/", text.encode()), kind, profile)
    except DiscoveryError as error:
        assert error.reason
        return
    assert all(profile.allows(lead.url) for lead in leads)
