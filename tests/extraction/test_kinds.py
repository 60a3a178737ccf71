"""Invented pages of every kind → the kind, and the story that such a page tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page

SENTENCES = (
    "The old ferry between the two banks made its last crossing on Sunday, and hundreds came to see it.",
    "For sixty years it had carried farmers to market, children to school and, twice a year, a brass band.",
    "The new bridge, which opens next week, will bring the journey down from half an hour to two minutes.",
    "“I shall miss the bell most of all,” said the ferryman, who has rung it since he was a boy of twelve.",
    "The council has not decided what will become of the boat, and asks the people of both towns for ideas.",
    "A museum in the north has offered to take her, if somebody pays for the lorry and for a police escort.",
)
PROSE = "".join(f"<p>{one}</p>" for one in SENTENCES)
OPENING = f"<p>{SENTENCES[0]}</p>"


def read(
    body: str, title: str = "The last ferry", head: str = "", path: str = "/news/last-ferry-1.html"
) -> Extraction:
    heading = f"<title>{title}</title>{head}"
    html = f"<html><head>{heading}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    page = Page(
        "https://bank.example" + path,
        html.encode(),
        datetime(2026, 3, 2, tzinfo=UTC),
        200,
        "text/html; charset=utf-8",
    )
    found = extract(page)
    assert isinstance(found, Extraction), found
    return found


def data(**thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def photos(count: int, words: str = "The ferry, as somebody saw her at") -> str:
    figure = "<figure><img src='{0}.jpg'><figcaption>{1} {0} o'clock.</figcaption></figure>"
    return "".join(figure.format(at, words) for at in range(1, count + 1))


def entries(count: int, clock: str = "<time datetime='2026-03-01T{0:02}:15:00Z'>{0}:15</time>") -> str:
    box = "<div class='entry'><div>{0}</div><h3>Crossing number {1}</h3><p>{2}</p></div>"
    return "".join(
        box.format(clock.format(20 - at), 20 - at, SENTENCES[at % len(SENTENCES)]) for at in range(count)
    )


def test_an_article() -> None:
    assert read(PROSE).kind == "article"
    assert read(PROSE + PROSE + photos(7)).kind == "article"


@pytest.mark.parametrize(
    ("title", "head", "path"),
    [
        ("The last ferry", data(**{"@type": "LiveBlogPosting", "headline": "The last ferry"}), "/news/1"),
        ("Liveticker: the last ferry", "", "/news/1"),
        ("Trực tiếp: chuyến phà cuối cùng", "", "/tin/1"),
        ("The last ferry", "", "/live/last-ferry-1"),
        ("The last ferry", "", "/tin-tuc/truc-tiep-chuyen-pha-cuoi-1.html"),
        ("The last ferry – live updates", "", "/news/1"),
    ],
)  # fmt: skip
def test_a_running_report(title: str, head: str, path: str) -> None:
    found = read(entries(5), title, head, path)
    assert found.kind == "live"
    assert found.body == tuple(
        line for at in range(5) for line in (f"Crossing number {20 - at}", SENTENCES[at])
    )


def test_many_entries_with_times_make_a_running_report_by_themselves() -> None:
    assert read(entries(9)).kind == "live"
    assert read(entries(4)).kind == "article"


@pytest.mark.parametrize(
    "clock", ["<span class='time'>{0}:15</span>", "<b>{0}h15</b>", "<p>{0}:15 Uhr</p>", "<p>lúc {0}:15</p>"]
)
def test_times_of_entries_are_no_paragraphs(clock: str) -> None:
    found = read(entries(4, clock), "Live updates: the last ferry")
    assert [one for one in found.body if not one.startswith("Crossing")] == list(SENTENCES[:4])


def test_words_in_the_address_alone_make_no_running_report() -> None:
    head = data(**{"@type": "NewsArticle", "headline": "The last ferry"})
    assert read(PROSE, head=head, path="/news/lively-days").kind == "article"


@pytest.mark.parametrize(
    ("body", "title", "head", "path"),
    [
        (photos(6), "The last ferry", "", "/news/1"),
        (OPENING + photos(3), "In pictures: the last ferry", "", "/news/1"),
        (OPENING + photos(3), "Chùm ảnh: chuyến phà cuối", "", "/tin/1"),
        (OPENING + photos(3), "The last ferry", "", "/fotostrecke/1"),
        (OPENING + photos(2), "The last ferry", data(**{"@type": "ImageGallery"}), "/news/1"),
        (f"{PROSE}{PROSE}" + photos(9, SENTENCES[2] + " " + SENTENCES[3]), "The last ferry", "", "/news/1"),
    ],
)  # fmt: skip
def test_a_story_told_by_its_photos(body: str, title: str, head: str, path: str) -> None:
    found = read(body, title, head, path)
    assert found.kind == "gallery"
    assert not any("somebody saw her" in one for one in found.body)


def test_a_gallery_beside_many_links_is_no_listing() -> None:
    links = "".join(
        f"<h3><a href='/n/{at}'>Another story with a long headline {at}</a></h3>" for at in range(12)
    )
    figures = photos(
        6, "The ferry, with half of the brass band aboard, as somebody saw her from the northern bank at"
    )
    found = read(f"{figures}</article><section class='more-news'>{links}</section><article>")
    assert (found.kind, len(found.captions)) == ("gallery", 6)


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ('<meta property="og:type" content="video.other">', "/news/1"),
        (data(**{"@type": "VideoObject", "name": "The last ferry"}), "/news/1"),
        (
            data(**{"@type": "VideoObject", "name": "The last ferry"}) + data(**{"@type": "NewsArticle"}),
            "/video/1",
        ),
    ],
)
def test_a_video(head: str, path: str) -> None:
    assert read(f"<p>{SENTENCES[0]}</p>", head=head, path=path).kind == "video"
    assert read(PROSE, head=head, path=path).kind == "article"


@pytest.mark.parametrize("title", ["Correction: the last ferry", "Đính chính", "Richtigstellung"])
def test_a_notice(title: str) -> None:
    assert read(f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>", title).kind == "notice"


def test_a_long_story_in_many_blocks_is_whole() -> None:
    """Long-form pages lay each few paragraphs out in a section of their own, between large photos."""
    block = "<section class='block'><div class='row'><div class='col'>{}</div></div></section>"
    told = [f"{one} {number}." for number in ("One", "Two", "Three") for one in SENTENCES]
    blocks = [
        block.format(f"<p>{one}</p><p>{two}</p>") for one, two in zip(told[::2], told[1::2], strict=True)
    ]
    photo = (
        "<div class='wide'><figure><img src='{0}.jpg'><figcaption>At {0} o'clock.</figcaption></figure></div>"
    )
    body = "".join(one + photo.format(at) for at, one in enumerate(blocks, 1))
    found = read(f"<div class='emagazine'>{body}</div>")
    assert found.body == tuple(told)
    assert len(found.captions) == len(blocks)
    assert found.kind == "article"
