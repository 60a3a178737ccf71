"""The bare text of a page, as somebody copied it from a browser."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.extraction import extract
from storage.records import Extraction, Page, Refusal

TEXT = """Thứ ba,  03/03/2026

Chợ nổi họp lại sau mùa nước

– Sáng nay (12/2), chợ nổi ngã ba sông họp lại sau hơn hai tháng vắng ghe vì nước lớn.


Ghe chở dưa hấu cập bến trong buổi sáng đầu tiên của chợ

Theo ban quản lý, phiên đầu có hơn bốn mươi ghe, nhiều nhất là ghe dưa hấu và khoai lang.

Bà Sáu Mận, bán hàng ở chợ đã ba chục năm, nói rằng khách năm nay đến đông hơn mọi năm.

HOÀI THU
"""


def read(text: str) -> Extraction:
    page = Page("https://song.example/cho-noi-5.html", text.encode(), datetime(2026, 3, 3, tzinfo=UTC))
    found = extract(page)
    assert isinstance(found, Extraction)
    return found


def test_the_same_fields_as_from_markup() -> None:
    found = read(TEXT)
    assert found.title == "Chợ nổi họp lại sau mùa nước"
    assert [one.text for one in found.captions] == [
        "Ghe chở dưa hấu cập bến trong buổi sáng đầu tiên của chợ"
    ]
    assert [person.name for person in found.byline.people] == ["Hoài Thu"]
    assert [paragraph[:9] for paragraph in found.body] == ["– Sáng na", "Theo ban ", "Bà Sáu Mậ"]
    assert found.language == "vi"


def test_the_clock_above_the_headline_is_not_the_date() -> None:
    found = read(TEXT)
    assert found.published is not None and found.published.date == "2026-02-12"
    clock = [one for one in found.evidence if one.field == "published" and "2026-03-03" in one.value]
    assert clock and not clock[0].chosen


def test_text_sent_as_a_web_page_is_none() -> None:
    found = extract(Page("https://song.example/a", TEXT.encode(), content_type="text/html"))
    assert isinstance(found, Refusal) and found.reason == "not_html"
