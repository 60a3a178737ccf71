"""Whole invented pages, in the forms that news pages take, and what a reader would call their parts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from storage.records import Caption, Extraction, Page

PAGES = Path(__file__).parent / "pages"
FETCHED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def story(name: str, url: str = "https://nuixa.example/xa-hoi/cau-treo-post101.html") -> Extraction:
    found = extract(Page(url, (PAGES / name).read_bytes(), FETCHED))
    assert isinstance(found, Extraction)
    return found


@pytest.fixture(scope="module")
def local() -> Extraction:
    return story("local_story.html")


def test_the_headline_is_the_story_s_and_its_kicker_apart(local: Extraction) -> None:
    assert local.title == "Bản Nà Hin khánh thành cầu treo"
    assert local.kicker == "Niềm vui cuối năm"


def test_the_lead_outside_the_body_element_opens_the_story(local: Extraction) -> None:
    assert local.lead is not None and local.lead.startswith("(BNX) - Sau tám tháng thi công")
    assert local.body[0] == local.lead
    assert local.dateline == "(BNX)"


def test_the_body_is_the_story_in_reading_order_and_nothing_else(local: Extraction) -> None:
    assert [paragraph[:14] for paragraph in local.body] == [
        "(BNX) - Sau tá",
        "Cây cầu có mặt",
        "Tổng kinh phí ",
        "Không còn phải",
        "Cô giáo điểm t",
        "Số liệu về cây",
        "Chiều dài: 62 ",
        "Tải trọng thiế",
        "Ông Lò Văn Sươ",
    ]


def test_captions_in_a_table_and_below_a_photo(local: Extraction) -> None:
    assert local.captions == (
        Caption(
            "Bà con đi qua cầu mới trong ngày khánh thành.", "Vi Lan", "https://nuixa.example/upload/cau1.jpg"
        ),
        Caption("Học sinh điểm trường Nà Hin trên cầu", None, "https://nuixa.example/upload/cau2.jpg"),
    )


def test_byline_date_section_tags_and_language(local: Extraction) -> None:
    assert [(person.name, person.printed) for person in local.byline.people] == [("Vi Lan", "VI LAN")]
    assert local.published is not None and local.published.date == "2026-02-21"
    assert local.published.value == datetime.fromisoformat("2026-02-21T09:30:00+07:00")
    assert local.section == ("Xã hội", "Giao thông")
    assert local.tags == ("cầu treo", "Nà Hin")
    assert local.language == "vi"
    assert local.canonical_url == "https://nuixa.example/xa-hoi/cau-treo-post101.html"


def test_every_field_says_why(local: Extraction) -> None:
    chosen = {one.field for one in local.evidence if one.chosen}
    assert chosen >= {
        "title",
        "lead",
        "body",
        "captions",
        "byline",
        "published",
        "section",
        "tags",
        "language",
    }
    assert all(one.rule and 0 <= one.confidence <= 1 for one in local.evidence)
    assert any(one.field == "title" and not one.chosen for one in local.evidence)


def test_paragraphs_of_divs_and_line_breaks() -> None:
    found = story("div_story.html")
    assert found.title == "Mùa cá về trên sông Lặng"
    assert [paragraph.split()[0] for paragraph in found.body] == ["Nước", "Anh", "Giá", "Các", "Theo"]


def test_another_country_s_page_is_read_by_the_same_rules() -> None:
    found = story("foreign_story.html", "https://glos.example/most")
    assert found.title == "Nowy most w Zalesiu otwarty"
    assert found.lead == "Po dwóch latach budowy kierowcy pojechali nową przeprawą przez rzekę Wilgę."
    assert [paragraph.split()[0] for paragraph in found.body] == [
        "Po", "Przeprawa", "Budowa", "To", "Autobusy",
    ]  # fmt: skip
    assert [(one.text, one.image_url) for one in found.captions] == [
        ("Pierwsze samochody na moście", "https://glos.example/img/most.jpg"),
        ("Wójt przecina wstęgę", "https://glos.example/img/wojt.jpg"),
    ]
    assert found.captions[0].credit is not None and "Jan Kos" in found.captions[0].credit
    assert found.section == ("Powiat",)
    assert found.tags == ("most", "Zalesie")
    assert found.language == "pl"


def test_the_story_is_the_same_however_often_it_is_read(local: Extraction) -> None:
    assert story("local_story.html") == local


def test_blocks_known_from_every_page_are_left_out() -> None:
    from newsarchive.extraction.body.usual_places import block_digest
    from storage.records import Learnt

    page = Page("https://nuixa.example/1", (PAGES / "div_story.html").read_bytes(), FETCHED)
    whole = extract(page)
    assert isinstance(whole, Extraction)
    shorter = extract(page, learnt=Learnt(blocks=frozenset({block_digest(whole.body[-1])})))
    assert isinstance(shorter, Extraction)
    assert shorter.body == whole.body[:-1]
