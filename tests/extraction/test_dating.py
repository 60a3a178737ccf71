"""Pages with clocks, datelines, lists of other stories and metadata that disagree → the story's own day."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from storage.records import Evidence, Extraction, Hints, Page

URL = "https://bao.example/xa-hoi/duong-moi-432.html"
HANOI = timezone(timedelta(hours=7))
FETCHED = datetime(2022, 5, 18, 8, 30, tzinfo=HANOI)
CLOCK = '<div class="today">Thứ tư, 18/05/2022</div>'
PARAGRAPH = (
    "Con đường dài gần bốn cây số nối bản Nà Hin với trung tâm xã được bà con góp công làm suốt mùa khô, "
    "nay xe máy đã lên được tận nương, việc chở ngô và lúa về nhà nhờ vậy mà đỡ vất vả hơn trước rất nhiều."
)


def page(
    *,
    head: str = "",
    top: str = CLOCK,
    meta: str = "",
    opening: str = "",
    after: str = "",
    title: str = "Đường mới về bản Nà Hin",
) -> str:
    return (
        f'<html lang="vi"><head><title>{title}</title>{head}</head><body><div id="top">{top}<ul class="menu">'
        '<li><a href="/">Trang chủ</a></li><li><a href="/xa-hoi/">Xã hội</a></li></ul></div>'
        f'<div class="main"><h1>{title}</h1>{meta}<div class="content"><p>{opening}{PARAGRAPH}</p>'
        f"<p>{PARAGRAPH[30:]}</p><p>Ông Lò Văn Páo, trưởng bản, cho biết bà con rất phấn khởi khi đường làm "
        f"xong trước mùa mưa.</p></div>{after}</div></body></html>"
    )  # fmt: skip


def read(
    html: str, *, url: str = URL, fetched: datetime | None = FETCHED, hints: Hints = Hints()
) -> Extraction:
    found = extract(Page(url, html.encode(), fetched), hints=hints)
    assert isinstance(found, Extraction)
    return found


def dates(found: Extraction) -> list[Evidence]:
    return [one for one in found.evidence if one.field == "published"]


def day(found: Extraction) -> str | None:
    return found.published.date if found.published else None


def test_a_page_clock_is_refused_and_kept_in_evidence() -> None:
    found = read(page())
    assert found.published is None
    clock = next(one for one in dates(found) if one.rule == "page_clock")
    assert "18/05/2022" in clock.value
    assert not clock.chosen
    assert any(one.code == "date_missing" for one in found.problems)


@pytest.mark.parametrize(
    "clock",
    [
        '<span id="datenow">18/05/2022</span>',
        '<div class="current-date">Thứ Tư, 18/05/2022</div>',
        '<span class="time-now">Thứ tư, 18/5/2022</span>',
        "<header><p>Thứ Tư, ngày 18 tháng 05 năm 2022</p></header>",
        '<div class="clock">Thứ tư, 18/05/2022 08:30</div>',
    ],
)
def test_clocks_of_all_kinds_are_refused(clock: str) -> None:
    found = read(page(top=clock))
    assert found.published is None
    assert any(one.rule == "page_clock" for one in dates(found))


def test_a_clock_is_known_without_the_time_of_the_fetch() -> None:
    assert read(page(), fetched=None).published is None


def test_the_opening_tells_the_day_and_images_the_year() -> None:
    image = '<p><img src="/uploads/2021/07/duong.jpg" width="800" height="500"></p>'
    found = read(page(opening="– Hôm nay (21/7), ", after="").replace("</p>", "</p>" + image, 1))
    assert found.published is not None
    assert (found.published.date, found.published.precision, found.published.value) == (
        "2021-07-21",
        "day",
        None,
    )


def test_the_year_is_never_after_the_fetch() -> None:
    assert day(read(page(opening="Hôm nay (21/7), "))) == "2021-07-21"
    assert day(read(page(opening="Hôm nay (17/5), "))) == "2022-05-17"


def test_years_the_story_speaks_of_settle_its_own() -> None:
    opening = "Hôm nay (21/7), sau 6 tháng đầu năm 2019, thực hiện kế hoạch 2016 – 2020, "
    assert day(read(page(opening=opening))) == "2019-07-21"


def test_an_agency_tag_of_the_story_does_not_hide_the_day() -> None:
    assert day(read(page(opening="(BNH) - Sáng 12/5, "))) == "2022-05-12"


def test_a_day_of_an_event_far_down_is_not_the_day_of_the_story() -> None:
    html = page(meta='<span class="date">12/05/2022 - 18:21</span>', opening="Sau trận lũ ngày 20/10/2020, ")
    found = read(html)
    assert found.published is not None
    assert found.published.value == datetime(2022, 5, 12, 18, 21, tzinfo=HANOI)


def test_dates_of_other_stories_are_not_taken() -> None:
    after = (
        '<div class="related"><h3>Tin liên quan</h3><ul>'
        + "".join(
            f'<li><a href="/x/{at}.html">Một chuyện khác ở một bản khác số {at}</a> '
            f'<span class="date">1{at}/05/2022</span></li>'
            for at in range(5)
        )
        + "</ul></div>"
    )
    found = read(page(after=after))
    assert found.published is None
    assert any(one.rule == "other_story" for one in dates(found))


def test_metadata_give_the_minute_in_local_time() -> None:
    linked = {
        "@type": "NewsArticle",
        "headline": "Đường mới về bản Nà Hin",
        "datePublished": "2022-05-16T17:05:00Z",
    }
    found = read(page(head=f'<script type="application/ld+json">{json.dumps(linked)}</script>'))
    assert found.published is not None
    assert found.published.date == "2022-05-17"
    assert found.published.value == datetime(2022, 5, 17, 0, 5, tzinfo=HANOI)


def test_modified_beside_published() -> None:
    head = (
        '<meta property="article:published_time" content="2022-05-16T08:06:00+0700">'
        '<meta property="article:modified_time" content="2022-05-16T08:40:59+0700">'
    )
    found = read(page(head=head))
    assert found.published is not None
    assert found.modified is not None
    assert found.modified.value == datetime(2022, 5, 16, 8, 40, 59, tzinfo=HANOI)


def test_the_same_moment_twice_is_no_modification() -> None:
    head = "".join(
        f'<meta property="article:{name}_time" content="2022-05-16T08:06:00+07:00">'
        for name in ("published", "modified")
    )
    assert read(page(head=head)).modified is None


def test_only_an_update_is_printed() -> None:
    found = read(page(meta="<p>Cập nhật: 09:15 16/05/2022</p>"))
    assert day(found) == "2022-05-16"
    assert any(one.code == "date_from_modified" for one in found.problems)


def test_a_conflict_is_said_and_lowers_confidence() -> None:
    head = '<meta property="article:published_time" content="2022-05-16T08:06:00+07:00">'
    sure = read(page(head=head))
    torn = read(page(head=head, meta='<span class="date">11/04/2022 09:00</span>'))
    assert sure.published is not None
    assert torn.published is not None
    assert torn.published.confidence < sure.published.confidence
    assert any(one.code == "date_conflict" for one in torn.problems)


def test_agreement_raises_confidence() -> None:
    printed = read(page(meta='<span class="date">16/05/2022</span>'))
    both = read(
        page(meta='<span class="date">16/05/2022</span>'), url="https://bao.example/2022/05/16/duong-moi.html"
    )
    assert printed.published is not None
    assert both.published is not None
    assert both.published.confidence > printed.published.confidence


def test_a_day_after_the_fetch_is_refused() -> None:
    found = read(page(meta='<span class="date">16/08/2023</span>'))
    assert found.published is None
    assert any(one.rule == "after_fetch" for one in dates(found))


def test_american_order_is_undone_where_the_day_would_be_in_the_future() -> None:
    assert day(read(page(meta='<span class="date">4/12/2022 2:30 PM</span>'))) == "2022-04-12"


def test_a_lead_date_counts_where_the_page_is_silent() -> None:
    found = read(page(), hints=Hints(published="Mon, 16 May 2022 08:06:00 +0700"))
    assert day(found) == "2022-05-16"


def test_the_month_of_the_address_stays_a_month() -> None:
    found = read(page(), url="https://bao.example/xa-hoi/202205/duong-moi-1a2b3c4/")
    assert found.published is not None
    assert (found.published.date, found.published.precision) == ("2022-05", "month")


def test_a_contradicting_weekday_is_a_problem() -> None:
    found = read(page(meta='<span class="date">Thứ Ba, 16/05/2022 09:00</span>'))
    assert any(one.code == "weekday_mismatch" for one in found.problems)


def test_a_polish_page_needs_no_vietnam() -> None:
    prose = "Nowa droga do pól ma prawie cztery kilometry i została zbudowana przez mieszkańców wsi. " * 3
    html = (
        '<html lang="pl"><head><title>Nowa droga</title></head><body>'
        '<div id="header">środa, 18 maja 2022</div><article><h1>Nowa droga we wsi</h1>'
        f'<p class="data">Opublikowano: 16 maja 2022, 14:30</p><p>{prose}</p>'
        f"<p>{prose}</p></article></body></html>"
    )
    found = read(html, url="https://gazeta.example/nowa-droga")
    assert found.published is not None
    assert found.published.value is not None
    assert found.published.value.isoformat() == "2022-05-16T14:30:00+02:00"


@pytest.mark.shared
def test_the_seed(shared: Path) -> None:
    expected = json.loads((shared / "seed" / "expected.json").read_text())
    fetched = datetime.fromisoformat(expected["fetched_at"])
    for name in ("page.html", "article.txt"):
        found = extract(Page(expected["url"], (shared / "seed" / name).read_bytes(), fetched))
        assert isinstance(found, Extraction)
        assert found.published is not None
        assert found.published.date == expected["published"]["date"]
        assert found.published.precision == expected["published"]["precision"]
        refused = [one for one in dates(found) if expected["not_the_date"] in one.value]
        assert refused
        assert not any(one.chosen for one in refused)
