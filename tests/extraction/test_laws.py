"""What holds of every answer, whatever the page: composed pages, whole and with their bytes torn, swapped and
doubled, are read without an error, the same each time, into answers that keep the documented form."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random

import jsonschema

from newsarchive.extraction import extract
from newsarchive.extraction.lines import to_json
from storage.records import Extraction, Page, Refusal

from .page_forms import FETCHED, compose

WHOLE, TORN = 120, 240
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'\b[a-z-]+="[^"]*"')
_CODE = re.compile(r"`(\w+)`")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ODD = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"&#xD800;",
    b"&#0;",
    b"&#x110000;",
    "\u202e\u200b".encode(),
    b"<svg>",
    b"<template>",
    b"</body>",
    b"<frameset><frame src=x>",
    b'<base href="http://[">',
    b'<a href="http://[x">x</a>',
    b'<img src="http://[::x">',
    b'<link rel=canonical href="http://[x">',
    b"<table><tr>",
    b"<!--",
    b"<![CDATA[",
    b"<title></title>",
    b"<textarea>",
    b"<script>",
    b"<meta name=author>",
    b"<x:y z:w=q>",
    b"<plaintext>",
    b"<H1>",
    b'<meta property="article:published_time" content="0001-01-01T00:00:00+14:00">',
    b'<meta property="article:modified_time" content="9999-12-31T23:59:59-12:00">',
    b'<time datetime="2024-02-30T25:61:00+99:99">x</time>',
    '<p class="date">31/02/2024 ²³:¹⁵</p>'.encode(),
    b'<p class="author">a@b.example</p>',
    "<h1>😀</h1>".encode(),
)
_VALUES = (
    None,
    1,
    -1.5,
    True,
    [],
    {},
    "",
    [None],
    [[]],
    {"@id": "x"},
    {"@value": 5},
    {"name": ["a", {"name": 5}]},
    10**18,
    "\ud83d",
    "0001-01-01T00:00:00+14:00",
    "http://[",
    ["http://[", 5],
    {"url": ["http://["]},
    {"@id": ["x"]},
    "x",
)
_KEYS = (
    "headline",
    "author",
    "datePublished",
    "dateModified",
    "image",
    "caption",
    "articleBody",
    "publisher",
    "url",
    "mainEntityOfPage",
    "@type",
    "@id",
    "name",
    "keywords",
    "articleSection",
    "inLanguage",
    "@graph",
    "video",
)


@cache
def validator() -> jsonschema.Draft202012Validator:
    schema = files("newsarchive.extraction") / "extraction.schema.json"
    return jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))


@cache
def documented() -> frozenset[str]:
    fields = Path(__file__).parents[2] / "docs" / "fields.md"
    return frozenset(_CODE.findall(fields.read_text("utf-8")))


def linked(random: Random) -> bytes:
    """JSON-LD with values of any type under any key."""
    thing = {"@type": "NewsArticle", **{key: random.choice(_VALUES) for key in random.sample(_KEYS, 6)}}
    return b'<script type="application/ld+json">' + json.dumps(thing).encode() + b"</script>"


def torn(page: bytes, random: Random) -> bytes:
    """A page with a few of its parts lost, doubled, swapped, or replaced by what no page should hold."""
    found = bytearray(page)
    for _ in range(random.randint(1, 5)):
        tags = list(_TAG.finditer(bytes(found)))
        if len(tags) < 2:
            break
        one, other = sorted(random.sample(tags, 2), key=lambda tag: tag.start())
        match random.randrange(7):
            case 0:
                del found[one.start() : one.end()]
            case 1:
                at = random.randrange(len(found) + 1)
                del found[at : at + random.randrange(400)]
            case 2:
                copied = found[one.start() : min(other.end(), one.start() + 2_000)]
                found[other.end() : other.end()] = copied * random.choice((1, 8))
            case 3:
                found[one.end() : one.end()] = random.choice(_ODD)
            case 4:
                found[one.end() : one.end()] = linked(random)
            case 5:
                pairs = list(_ATTRIBUTE.finditer(bytes(found)))
                if len(pairs) > 1:
                    first, second = sorted(random.sample(pairs, 2), key=lambda pair: pair.start())
                    found[second.start() : second.end()] = first[0]
                    found[first.start() : first.end()] = second[0]
            case _:
                if random.random() < 0.3:
                    del found[random.randrange(len(found) + 1) :]
    return bytes(found)


def broken_laws(result: Extraction | Refusal) -> list[str]:
    line = json.loads(json.dumps(to_json("x", "u", result), ensure_ascii=False).encode())
    broken = [error.message[:80] for error in validator().iter_errors(line)]
    if isinstance(result, Refusal):
        return broken + [result.reason] * (result.reason not in documented())
    published, body = result.published, list(result.body)
    texts = [result.title or "", result.kicker or "", result.lead or "", result.byline.raw, *body]
    texts += [one.text for one in result.captions]
    names = [person.name for person in result.byline.people]
    laws = {
        "documented problems": {one.code for one in result.problems} <= documented(),
        "no caption in body": not ({one.text for one in result.captions} - {result.lead}) & set(body),
        "no byline in body": not result.byline.raw or result.byline.raw not in body,
        "title not repeated": not body or body[0] != result.title,
        "no addresses of people": not _MAIL.search(json.dumps(line["byline"], ensure_ascii=False)),
        "no blank paragraph": all(one == one.strip() and one for one in body),
        "composed": all(unicodedata.is_normalized("NFC", one) for one in texts),
        "storable": not any(_UNSTORABLE.search(one) for one in texts),
        "a minute has a value": not published or (published.precision == "minute") == bool(published.value),
        "a day of papers online": not published or "1990" <= published.date <= "2026-03-15",
        "date_missing": (published is None) == ("date_missing" in {one.code for one in result.problems}),
        "title_missing": (result.title is None) == ("title_missing" in {one.code for one in result.problems}),
        "lead opens body": not result.lead or result.lead in " ".join(body),
        "everybody once": len(set(names)) == len(names),
        "evidence bounded": len(result.evidence) < 150
        and all(len(one.value) <= 1_000 for one in result.evidence),
    }
    chosen = [one.field for one in result.evidence if one.chosen]
    changed = "date_from_modified" in {one.code for one in result.problems}
    for field, value in (("title", result.title), ("byline", result.byline.raw), ("published", published)):
        laws[f"one winner for {field}"] = not value or chosen.count(field) == (
            0 if field == "published" and changed else 1
        )
    return broken + [law for law, holds in laws.items() if not holds]


def read(body: bytes, url: str) -> Extraction | Refusal:
    return extract(Page(url, body, FETCHED))


def test_laws_hold_of_composed_pages() -> None:
    for seed in range(WHOLE):
        form = compose(seed)
        assert broken_laws(read(form.html, form.url)) == [], (seed, form.forms)


def test_laws_hold_of_torn_pages() -> None:
    for seed in range(TORN):
        form, random = compose(seed), Random(seed)
        page = torn(form.html, random)
        url = random.choice((form.url, form.url, "", "http://[x", "a b", "http://x.example:port/2024/13/45/"))
        found = read(page, url)
        assert broken_laws(found) == [], seed
        if not seed % 8:
            assert read(page, url) == found, seed


def story(body: str, head: str = "") -> Extraction:
    page = f"<html><head>{head}</head><body><h1>Bản Nà Lầu giữ nghề dệt</h1>{body}</body></html>"
    found = read(page.encode(), "https://baonalau.example/1")
    assert isinstance(found, Extraction)
    return found


PROSE = "Bà con trong bản cùng nhau giữ nghề dệt, mỗi năm bán ra hàng trăm tấm vải cho khách phương xa."
PARAGRAPHS = f"<p>{PROSE}</p>" * 4


def test_a_caption_printed_a_second_time_stands_in_no_body() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>Khung dệt cũ của bà Sao</figcaption></figure>"
    found = story(f"{PARAGRAPHS}{figure}{PARAGRAPHS}<p>Khung dệt cũ của bà Sao</p>{PARAGRAPHS}")
    assert [one.text for one in found.captions] == ["Khung dệt cũ của bà Sao"]
    assert set(found.body) == {PROSE}


def test_a_month_after_the_fetch_is_no_month_of_the_story() -> None:
    found = story(PARAGRAPHS, '<meta property="article:published_time" content="2026-07">')
    assert found.published is None
    same = story(PARAGRAPHS, '<meta property="article:published_time" content="2026-03">')
    assert same.published is not None and same.published.date == "2026-03"


def test_a_line_that_signs_the_story_is_not_its_lead() -> None:
    found = story(
        f"<p><strong>Ein Bericht von Nils Palm</strong></p>{PARAGRAPHS}",
        "<meta name=author content='Nils Palm'>",
    )
    assert found.byline.raw not in found.body and found.lead != found.byline.raw


def test_halves_of_characters_in_linked_data_are_not_passed_on() -> None:
    thing = {"@type": ["NewsArticle", "\ud83d"], "author": "Mỹ Hạnh \ud83d", "datePublished": "2024-03-12"}
    found = story(PARAGRAPHS, f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    assert found.published is not None and found.published.date == "2024-03-12"
    json.dumps(to_json("x", "u", found), ensure_ascii=False).encode()
