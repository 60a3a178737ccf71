"""Photos in a story's markup → their captions, credits apart, and nothing that only looks like one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsarchive.extraction import extract
from storage.records import Caption, Extraction, Page

PROSE = (
    "The old ferry between the two banks made its last crossing on Sunday, and hundreds came to see it.",
    "For sixty years it had carried farmers to market, children to school and, twice a year, a brass band.",
    "The new bridge, which opens next week, will bring the journey down from half an hour to two minutes.",
    "“I shall miss the bell most of all,” said the ferryman, who has rung it since he was a boy of twelve.",
)
LOI_KE = (
    "Chuyến phà cuối cùng rời bến sáng chủ nhật, trước sự chứng kiến của hàng trăm người dân hai bờ.",
    "Suốt sáu mươi năm, phà đã chở bà con đi chợ, học sinh đến trường và cả đám cưới của hai xã.",
    "Cây cầu mới sẽ thông xe vào tuần tới, rút ngắn thời gian qua sông từ nửa tiếng xuống hai phút.",
    "“Tôi sẽ nhớ nhất tiếng kẻng”, người lái phà nói, ông đã đánh kẻng ở đây từ năm mười hai tuổi.",
)
PHOTO = '<img src="/anh/pha.jpg" width="600" alt="">'
URL = "https://bensong.example/tin/pha-cuoi.html"


def story(box: str, prose: tuple[str, ...] = PROSE, head: str = "") -> Extraction:
    opening, *rest = prose
    told = f"<p>{opening}</p>\n{box}\n" + "\n".join(f"<p>{one}</p>" for one in rest)
    article = f"<article><h1>The last ferry</h1>{told}</article>"
    html = f"<html><head><title>A ferry</title>{head}</head><body>{article}</body></html>"
    found = extract(
        Page(URL, html.encode(), datetime(2026, 3, 2, tzinfo=UTC), content_type="text/html; charset=utf-8")
    )
    assert isinstance(found, Extraction)
    return found


def captions(box: str, prose: tuple[str, ...] = PROSE, head: str = "") -> list[tuple[str, str | None]]:
    found = story(box, prose, head)
    assert found.body == prose
    return [(one.text, one.credit) for one in found.captions]


def described(caption: str) -> str:
    data = {"@type": "NewsArticle", "image": {"@type": "ImageObject", "caption": caption}}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize(
    "figcaption",
    [
        "The ferry at noon. <span class='credit'>Photo by Ann Poe</span> /<span>Agency</span>",
        "The ferry at noon. <span class='credit'> (<div>Image:</div>Ann Poe/Agency)</span>",
        "The ferry at noon. (Ann Poe/Reuters)",
        "<p>The ferry at noon.</p><p>Ann Poe/Agency</p>",
        "<span><p>The ferry at noon.</p></span><span>Getty Images</span>",
        "The ferry at noon. Ann Poe/Agency",
        "The ferry at noon. Ann Poe | AFP via Getty Images",
        "The ferry at noon.<em class='photo-credit'>Ann Poe</em>",
        "<small class='image-source'>Photo: Ann Poe</small><span>The ferry at noon.</span>",
        "The ferry at noon. © Ann Poe/Agency",
        "The ferry at noon. (Source: Ann Poe)",
        "The ferry at noon. Photograph by Ann Poe",
        "The ferry at noon. Photo: Agency / Ann Poe. Courtesy of the River Museum",
    ],
)
def test_credits_are_set_apart(figcaption: str) -> None:
    [(text, credit)] = captions(f"<figure>{PHOTO}<figcaption>{figcaption}</figcaption></figure>")
    assert text == "The ferry at noon."
    assert credit and ("Ann Poe" in credit or "Getty Images" in credit or "Reuters" in credit)
    assert not credit.startswith(("(", "/", "Photo", "Image", "Source"))


def test_what_goes_beyond_the_words_of_the_image_is_its_credit() -> None:
    photo = '<img src="a.jpg" alt="The ferry as it leaves the bank">'
    figure = f"<figure>{photo}<figcaption>The ferry as it leaves the bank Ann Poe</figcaption></figure>"
    assert captions(figure) == [("The ferry as it leaves the bank", "Ann Poe")]


@pytest.mark.parametrize(
    "text",
    ["Ship (SPD) and town (archive)", "Mayor Poe (Greens/Free List) speaks.", "The ferry. A last look"],
)
def test_words_that_only_look_like_a_credit_stay(text: str) -> None:
    assert captions(f"<figure>{PHOTO}<figcaption>{text}</figcaption></figure>") == [(text, None)]


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ("<figure><blockquote><p>I shall miss the bell most of all, more than the river.</p></blockquote>"
         "<figcaption>Ben Roe, ferryman</figcaption></figure>", False),
        (f"<figure>{PHOTO}<figcaption><address>By Ann Poe</address></figcaption></figure>", False),
        (f"<figure>{PHOTO}<figcaption>By <a rel='author' href='/p'>Ann Poe</a></figcaption></figure>", False),
        ("<div><span class='text-caption'>Ann Poe, staff</span></div>", False),
        (f"<div><div>{PHOTO}</div><span class='text-caption'>The ferry at noon</span></div>", True),
        ("<figure><my-image></my-image><figcaption>The ferry at noon</figcaption></figure>", True),
        (f"<div>{PHOTO}<div class='count'>+6</div></div>", False),
        (f"<figure>{PHOTO}<div class='count'>View 4 images</div></figure>", False),
    ],
)  # fmt: skip
def test_small_print_without_a_photo_is_no_caption(box: str, kept: bool) -> None:
    assert [one.text for one in story(box).captions] == (["The ferry at noon"] if kept else [])


def test_a_line_that_repeats_the_words_of_the_photo_above_is_its_caption() -> None:
    photo = "<picture><source srcset='b.webp'><img src='b.jpg' alt='Found rings'></picture>"
    assert captions(f"<div>{photo}</div><div><span>Found rings</span></div>") == [("Found rings", None)]


def test_the_words_for_an_image_that_cannot_be_shown_are_no_caption() -> None:
    assert captions('<figure><img src="a.jpg" alt="A ferry on a river, seen from above"></figure>') == []


def test_a_heading_in_a_photo_s_own_box_is_its_caption() -> None:
    box = f"<div><div>{PHOTO}</div><h3>The ferry and all who sailed in her</h3><p>Photo: AFP</p></div>"
    assert captions(box) == [("The ferry and all who sailed in her", "AFP")]


def test_a_caption_cut_short_is_completed_from_what_the_page_says_of_the_photo() -> None:
    photo = '<img src="a.jpg" alt="The ferry leaves the northern bank for the last time.">'
    figure = f"<figure>{photo}<figcaption>The ferry leaves the northern…</figcaption></figure>"
    assert captions(figure) == [("The ferry leaves the northern bank for the last time.", None)]
    head = described("The ferry leaves the northern bank at dawn.")
    figure = f"<figure>{PHOTO}<figcaption>The ferry leaves the northern…</figcaption></figure>"
    assert captions(figure, head=head) == [("The ferry leaves the northern bank at dawn.", None)]


def test_metadata_alone_gives_no_caption() -> None:
    assert captions("", head=described("A ferry of the same kind elsewhere")) == []


def test_copies_of_a_photo_give_one_caption() -> None:
    figure = f"<figure>{PHOTO}<figcaption>The ferry at noon</figcaption></figure>"
    lightbox = f'<div class="lightbox" style="display:none">{figure}</div>'
    assert captions(figure + lightbox + figure) == [("The ferry at noon", None)]


def test_captions_of_other_stories_stay_out() -> None:
    figcaption = '<figcaption><a href="/x">Bridge to open</a></figcaption>'
    assert captions(f'<aside class="related"><figure>{PHOTO}{figcaption}</figure></aside>') == []


@pytest.mark.parametrize(
    ("box", "credit"),
    [
        ('<table class="picBox"><tr><td>{photo}</td></tr><tr><td>{text}</td></tr></table>', None),
        ('<table align="center"><tr><td>{photo}<p>{text} Ảnh: Lê Nam</p></td></tr></table>', "Lê Nam"),
        ('<p>{photo}</p><p style="text-align:center"><em>{text} Ảnh: Lê Nam</em></p>', "Lê Nam"),
        ('<p align="center">{photo}<br><em>{text}</em></p>', None),
        ("<p>{photo}</p><p><i>{text} (Ảnh: Lê Nam)</i></p>", "Lê Nam"),
        ("<figure>{photo}<figcaption><p>{text} Ảnh: <b>Lê Nam</b></p></figcaption></figure>", "Lê Nam"),
        ('<figure>{photo}<figcaption><h2>{text} Ảnh: Lê Nam</h2></figcaption></figure>', "Lê Nam"),
        ('<div><div>{photo}</div><div class="PhotoCMS_Caption"><p>{text}</p></div></div>', None),
        ('<div>{photo}</div><div class="PhotoCMS_Caption"><p>{text} Ảnh: Lê Nam</p></div>', "Lê Nam"),
        ('<table><tr><td>{photo}<tr><td class="Image">{text} Nguồn ảnh: Lê Nam</table>', "Lê Nam"),
        ('<p class="Normal">{photo}</p><p class="Image">{text} Ảnh: Lê Nam</p>', "Lê Nam"),
        ('<div class="note ignore"><div>{photo}</div><div>{text}</div></div>', None),
        ('<div>{photo}</div><div style="text-align:center">{text}</div>', None),
        ('<p>{photo}</p><p class="img_chu_thich">{text}</p>', None),
        ('<p>{photo}</p><p class="image_desc">{text} Ảnh: Lê Nam/TTXVN</p>', "Lê Nam/TTXVN"),
        ('<div class="anh">{photo}<div class="title">{text}</div></div>', None),
        ('<p>{photo}<br>{text} Ảnh: Lê Nam</p>', "Lê Nam"),
        ('<p>{photo}</p><p>{text} Ảnh tư liệu: Lê Nam</p>', "Lê Nam"),
    ],
)  # fmt: skip
def test_vietnamese_forms(box: str, credit: str | None) -> None:
    text = "Quang cảnh bến phà trong ngày cuối cùng."
    found = story(box.format(photo=PHOTO, text=text), LOI_KE)
    assert found.captions == (Caption(text, credit, "https://bensong.example/anh/pha.jpg"),)
    assert found.body == LOI_KE


def test_lines_between_pictures_that_are_set_apart_by_margins_alone_are_no_captions() -> None:
    steps = ("Lift the sluice by its left handle until it holds.", "Then turn the wheel against the stream.")
    box = "".join(
        f'<p class="mt-2"><img src="/{n}.jpg"></p><p class="mt-5">{one}</p>' for n, one in enumerate(steps)
    )
    found = story(box, tuple(PROSE))
    assert all(one in found.body for one in steps)
    assert not found.captions


def test_a_line_beside_an_icon_is_no_caption() -> None:
    box = '<div><img src="/img/appIcon.png"><div>Our paper fits into every pocket</div></div>'
    assert not story(box).captions
