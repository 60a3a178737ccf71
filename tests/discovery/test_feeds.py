"""Feeds as portals serve them, and as attackers would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.discovery import DiscoveryError
from newsarchive.profile import Profile
from storage.records import Hints, Lead

Finder = Callable[..., tuple[Lead, ...]]

ITEM = "<item><title>{title}</title><link>{link}</link></item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>Herald</title>{"".join(items)}</channel></rss>'


def item(number: int, title: str = "A title") -> str:
    return ITEM.format(title=title, link=f"https://herald.example/a-post{number}.html")


def urls(leads: tuple[Lead, ...]) -> list[str]:
    return [lead.url for lead in leads]


def test_rss_tells_what_it_knows_of_each_story(find: Finder) -> None:
    text = rss(
        "<item><title><![CDATA[C&ocirc;ng an <b>huyện</b> & nhân dân]]></title>"
        "<link>https://herald.example/a-post1.html?utm_source=rss</link>"
        "<pubDate>Tue, 17 Jun 2025 13:43:02 +0700</pubDate><category>Thời sự</category></item>"
    )
    assert find(text) == (
        Lead(
            "https://herald.example/a-post1.html",
            "article",
            "https://herald.example/here",
            Hints("Công an huyện & nhân dân", "Tue, 17 Jun 2025 13:43:02 +0700", None, "Thời sự"),
        ),
    )


def test_atom_links_may_be_relative_and_say_when_a_story_was_changed(find: Finder) -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A &amp;amp; B</title>'
        '<link rel="self" href="/feed/7"/><link href="/a-post7.html"/>'
        "<published>2026-01-01T07:00:00+07:00</published><updated>2026-01-02T00:00:00Z</updated></entry></feed>"
    )
    (lead,) = find(text)
    assert lead.url == "https://herald.example/a-post7.html"
    assert lead.hints == Hints("A & B", "2026-01-01T07:00:00+07:00", "2026-01-02T00:00:00Z", None)


def test_rdf_and_dublin_core(find: Finder) -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item><title>T</title>'
        "<link>https://herald.example/a-post3.html</link><dc:date>2026-02-03</dc:date></item></rdf:RDF>"
    )
    (lead,) = find(text)
    assert (lead.url, lead.hints.published) == ("https://herald.example/a-post3.html", "2026-02-03")


@pytest.mark.parametrize(
    "link",
    [
        "<link>https://herald.examplehttps://herald.example/a-post1.html</link>",
        "<link>\n  https://herald.example/a-post1.html\n</link>",
        "<link><![CDATA[https://herald.example/a-post1.html]]></link>",
        "<link>/a-post1.html</link>",
        "<link/><guid>https://herald.example/a-post1.html</guid>",
        '<link/><guid isPermaLink="true">https://herald.example/a-post1.html</guid>',
        "<link>https://herald.example/a-post1.html?a=1&amp;b=2</link>",
        "<link>https://herald.example/a-post1.html?a=1&b=2</link>",
        '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://herald.example/feed"/>'
        "<link>https://herald.example/a-post1.html</link>",
    ],
)
def test_links_in_every_dress(find: Finder, link: str) -> None:
    (lead,) = find(rss(f"<item><title>T</title>{link}</item>"))
    assert lead.url.partition("?")[0] == "https://herald.example/a-post1.html"


def test_a_guid_that_is_no_address_is_not_taken_for_one(find: Finder) -> None:
    with pytest.raises(DiscoveryError, match="empty"):
        find(rss('<item><guid isPermaLink="false">https://herald.example/a-post1.html</guid></item>'))


@pytest.mark.parametrize(
    "broken", ["Ngày hội & nước", "Nước&nbsp;mắm &hellip;", "A &unknown; B", "A\x0bB", "&#0;C"]
)
def test_titles_that_are_no_xml_are_mended(find: Finder, broken: str) -> None:
    leads = find(rss(item(1, broken), item(2)))
    assert len(leads) == 2
    assert leads[0].hints.title is not None


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8-sig"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="no-such-code"?>', "utf-8"),
        ("\n  <!-- made by hand -->\n", "utf-8"),
    ],
)
def test_encodings_and_what_stands_before_the_root(find: Finder, head: str, encoding: str) -> None:
    (lead,) = find(rss(item(1, "Città"), head=head).encode(encoding))
    assert lead.hints.title == "Città"


def test_the_same_story_twice_is_one_lead(find: Finder) -> None:
    leads = find(rss(item(1, "Short"), item(1, "A longer headline"), item(2)))
    assert urls(leads) == ["https://herald.example/a-post1.html", "https://herald.example/a-post2.html"]
    assert leads[0].hints.title == "A longer headline"


def test_what_is_no_story_or_out_of_scope_is_left_out(find: Finder) -> None:
    others = [
        ITEM.format(title="T", link=link)
        for link in (
            "https://herald.example/topic/a-post2.html",
            "https://elsewhere.example/a-post3.html",
            "https://user:word@herald.example/a-post4.html",
            "file:///etc/passwd-post5.html",
            "javascript:alert(1)",
        )
    ]
    assert urls(find(rss(item(1), *others))) == ["https://herald.example/a-post1.html"]


def test_a_feed_none_of_whose_links_is_a_story_is_an_event(find: Finder) -> None:
    with pytest.raises(DiscoveryError) as caught:
        find(rss(ITEM.format(title="T", link="https://elsewhere.example/a-post3.html")))
    assert caught.value.reason == "no_articles"
    assert "https://elsewhere.example/a-post3.html" in caught.value.detail


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (rss().encode(), "empty"),
        (b"<!doctype html><html><head><title>Just a moment</title></head></html>", "not_feed"),
        (b"404 page not found", "not_feed"),
        (b'{"items": []}', "not_feed"),
        (rss(item(1), item(2))[:-70].encode(), "truncated"),
        (b"\x1f\x8b\xffgarbage", "undecodable"),
    ],
)
def test_what_is_no_feed_says_so(find: Finder, body: bytes, reason: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        find(body)
    assert caught.value.reason == reason


def test_half_a_feed_is_never_taken_for_a_whole_one(find: Finder) -> None:
    whole = rss(*(item(number) for number in range(5)))
    for cut in range(20, len(whole) - len("</channel></rss>"), 7):
        try:
            leads = find(whole[:cut])
        except DiscoveryError:
            continue
        assert len(leads) == 5


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS + "]>",
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file://{secret}">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>',
    ],
)
def test_entities_are_neither_expanded_nor_read(find: Finder, tmp_path: Path, doctype: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://herald.example/a-post666.html")
    text = rss(
        ITEM.format(title="&j;&a;", link="&a;"), item(1), head=doctype.replace("{secret}", str(secret))
    )
    with pytest.raises(DiscoveryError) as caught:
        find(text)
    assert caught.value.reason == "entities"
    assert "post666" not in str(caught.value)


def test_an_external_dtd_is_not_fetched(find: Finder) -> None:
    doctype = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'
    assert len(find(rss(item(1), head=doctype))) == 1


def test_a_sitemap_served_as_feed_is_read_as_what_it_is(find: Finder, portal: Profile) -> None:
    leads = find("<urlset><url><loc>https://herald.example/a-post1.html</loc></url></urlset>", "feed")
    assert urls(leads) == ["https://herald.example/a-post1.html"]
    assert urls(find(rss(item(1)), "sitemap")) == ["https://herald.example/a-post1.html"]
