"""What a page says about itself, also where it says it badly."""

from __future__ import annotations

from lxml.html import document_fromstring

from newsarchive.extraction.page.metadata import Metadata, read_json, read_metadata, words_of
from newsarchive.extraction.page.survey import survey_page

URL = "https://a.example/tin/1.html"


def metadata(head: str, body: str = "") -> Metadata:
    page = document_fromstring(f"<html lang='vi'><head>{head}</head><body>{body}</body></html>")
    return read_metadata(survey_page(page), URL)


def linked(text: str) -> Metadata:
    return metadata(f'<script type="application/ld+json">{text}</script>')


def test_json_as_found_on_pages() -> None:
    good = {"@type": "NewsArticle", "headline": "A"}
    for text in (
        '{"@type":"NewsArticle","headline":"A"}',
        '{"@type":"NewsArticle","headline":"A",}',
        '<!-- {"@type":"NewsArticle","headline":"A"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"A"}\n//]]>',
        '{"@type":"NewsArticle","headline":"A"};',
    ):
        assert read_json(text) == [good], text
    assert read_json('{"a":"x\ny"}') == [{"a": "x\ny"}]
    assert read_json('{"a":1} {"b":2}') == [{"a": 1}, {"b": 2}]
    assert read_json("not json") == []


def test_entities_escaped_twice_are_undone() -> None:
    found = linked('{"@type":"NewsArticle","headline":"Gi&amp;aacute; l&amp;uacute;a"}')
    assert found.linked_values("headline") == ["Giá lúa"]


def test_references_within_a_graph_are_filled_in() -> None:
    found = linked(
        '{"@graph":[{"@type":"Person","@id":"#p","name":"Lê Hạ"},{"@type":"Article","author":{"@id":"#p"}}]}'
    )
    assert words_of(found.jsonld[0]["author"]) == ["Lê Hạ"]


def test_the_page_s_own_object_comes_before_that_of_another_story() -> None:
    found = linked(
        '[{"@type":"NewsArticle","headline":"Khác","url":"https://a.example/tin/2.html"},'
        '{"@type":"NewsArticle","headline":"Của trang",'
        '"mainEntityOfPage":{"@id":"https://a.example/tin/1.html"}}]'
    )
    assert found.linked_values("headline") == ["Của trang", "Khác"]


def test_broken_json_is_counted_and_harms_nothing() -> None:
    found = metadata(
        '<script type="application/ld+json">{"@type": "News</script>'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"B"}</script>'
    )
    assert found.broken == 1
    assert found.linked_values("headline") == ["B"]


def test_meta_elements_by_name_property_and_itemprop_and_the_canonical_link() -> None:
    found = metadata(
        '<meta property="og:title" content="Một"><meta name="Description" content="Hai &amp;amp; ba">'
        '<meta itemprop="datePublished" content="2026-01-02"><link rel="Canonical" href="/tin/1.html">',
        '<span itemprop="author">Lê  Hạ</span>'
        '<time itemprop="dateModified" datetime="2026-01-03">hôm qua</time>',
    )
    assert found.first("og:title") == "Một"
    assert found.first("twitter:title", "description") == "Hai & ba"
    assert found.first("datepublished") == "2026-01-02"
    assert found.canonical == "/tin/1.html"
    assert found.language == "vi"
    values = {one.name: one.value for one in found.microdata}
    assert values["author"] == "Lê Hạ" and values["dateModified"] == "2026-01-03"
