"""Pages whose story stands in a script, in the forms that sites use → the story, and where it came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction import extract
from newsarchive.extraction.scripts.strings import blocks_in, markup_in
from storage.records import Extraction, Page, Refusal

STORY = (
    "Chuyến phà cuối cùng rời bến sáng chủ nhật, trước sự chứng kiến của hàng trăm người dân hai bờ.",
    "Suốt sáu mươi năm, phà đã chở bà con đi chợ, học sinh đến trường và cả đám cưới của hai xã.",
    "Cây cầu mới sẽ thông xe vào tuần tới, rút ngắn thời gian qua sông từ nửa tiếng xuống hai phút.",
    "“Tôi sẽ nhớ nhất tiếng kẻng”, người lái phà nói, ông đã đánh kẻng ở đây từ năm mười hai tuổi.",
)
MARKUP = "".join(f'<p class="doan">{one}</p>' for one in STORY)
ESCAPED = MARKUP.replace('"', '\\"').replace("/", "\\/")
HEAD = f'<meta property="og:type" content="article"><meta property="og:description" content="{STORY[0]}">'
FURNITURE = "<p>Bản quyền thuộc về báo.</p>"


def read(after: str, before: str = "", head: str = HEAD) -> Extraction | Refusal:
    head = f"<title>Chuyến phà cuối cùng</title>{head}"
    body = f"<h1>Chuyến phà cuối cùng</h1>{before}<div id='content' class='khung'></div>{after}"
    html = f"<html><head>{head}</head><body>{body}<footer>{FURNITURE}</footer></body></html>"
    url = "https://bensong.example/tin/pha-cuoi-1.html"
    return extract(
        Page(url, html.encode(), datetime(2026, 3, 2, tzinfo=UTC), 200, "text/html; charset=utf-8")
    )


def next_data(**props: object) -> str:
    data = json.dumps({"props": {"pageProps": props}, "page": "/tin/[slug]"})
    return f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'


def linked_data(body: str) -> str:
    data = json.dumps({"@type": "NewsArticle", "articleBody": body})
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    "after",
    [
        f'<script>var outputData = "{ESCAPED}"; show(outputData);</script>',
        f"<script>var menu = \"it's\"; document.getElementById('content').innerHTML = '{MARKUP}';</script>",
        f"<script>$('#content').html(`\n{MARKUP}\n`);</script>",
        f"<script>$('#content').html(decodeURIComponent('{quote(MARKUP)}'));</script>",
        f"<script>window.__INITIAL_STATE__={json.dumps({'article': {'id': 1, 'body': MARKUP}})};</script>",
        f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps({'body': MARKUP}))});</script>",
        '<script>window.story={body:"' + MARKUP.replace('"', '\\"').replace("<", "\\u003c") + '"}</script>',
        "<script>window.__NUXT__=(function(a,b){return {data:[{content:b}]}}(1,'" + MARKUP + "'));</script>",
        next_data(post={"title": "Chuyến phà cuối cùng", "content": MARKUP}),
        next_data(post={"blocks": [{"type": "paragraph", "data": {"text": one}} for one in STORY]}),
        next_data(post={"blocks": [{"type": "text", "html": one} for one in STORY]}),
        f"<noscript><div>{MARKUP}</div></noscript>",
        f"<template>{MARKUP}</template>",
        f"<textarea style='display:none'>{MARKUP.replace('<', '&lt;')}</textarea>",
        linked_data(MARKUP),
    ],
)
def test_the_story_is_read_from_the_script(after: str) -> None:
    found = read(after)
    assert isinstance(found, Extraction)
    assert found.body == STORY
    [body] = [one for one in found.evidence if one.field == "body"]
    assert body.rule == "script data"
    assert "body_from_script" in {one.code for one in found.problems}


def test_a_story_in_linked_data_as_plain_text() -> None:
    found = read(linked_data("\n".join(STORY)))
    assert isinstance(found, Extraction)
    assert found.body == STORY


def test_captions_and_byline_of_a_story_in_a_script_are_found() -> None:
    photo = "<figure><img src=/a.jpg><figcaption>Bến phà sáng chủ nhật. Ảnh: Lê Nam</figcaption></figure>"
    told = MARKUP + photo.replace('"', "") + "<p><strong>Vi Lan</strong></p>"
    found = read(f"<script>$('#content').html(`{told}`)</script>")
    assert isinstance(found, Extraction)
    assert [(one.text, one.credit) for one in found.captions] == [("Bến phà sáng chủ nhật.", "Lê Nam")]
    assert [one.name for one in found.byline.people] == ["Vi Lan"]
    assert found.body == STORY


def test_a_printed_story_is_believed_before_any_script() -> None:
    other = "".join(
        f"<p>Một tin khác hẳn, dài và có nhiều câu, số {at}, không liên quan gì.</p>" for at in range(20)
    )
    found = read(f"<script>var next = '{other}';</script>", before=MARKUP)
    assert isinstance(found, Extraction)
    assert found.body == STORY
    assert not [one for one in found.problems if one.code == "body_from_script"]


def test_the_story_is_known_among_others_by_its_description() -> None:
    other = [
        f"<p>Một tin khác hẳn, dài và có nhiều câu, số {at}, không liên quan gì đến phà.</p>"
        for at in range(9)
    ]
    found = read(next_data(post={"content": MARKUP}, latest=[{"content": "".join(other)}]))
    assert isinstance(found, Extraction)
    assert found.body == STORY


@pytest.mark.parametrize(
    ("after", "head"),
    [
        (f"<script>var news = '{MARKUP}';</script>", ""),
        (
            "<script>var box = '"
            + "".join(f"<p><a href=/{one}>{one}</a></p>" for one in STORY)
            + "';</script>",
            HEAD,
        ),
        (
            "<script>var cookies = '"
            + "<p>Theo dõi báo trên Google News để nhận tin, theo dõi báo mỗi ngày.</p>" * 7
            + "';</script>",
            HEAD,
        ),
    ],
)
def test_other_strings_are_no_story(after: str, head: str) -> None:
    assert isinstance(read(after, head=head), Refusal)


@given(st.text(alphabet="\"'`\\<p>=({[x u003c\n", max_size=400))
def test_any_script_can_be_looked_through(script: str) -> None:
    list(markup_in(script))
    list(blocks_in(script))


def test_a_hostile_script_costs_little() -> None:
    for script in (
        '="' * 200_000 + "<p>" * 5,
        "<p>" * 300_000,
        "='<p>" * 100_000,
        '"' + "\\" * 500_000 + "<p><p>",
    ):
        assert len(list(markup_in(script))) <= 200
