"""A profile's rules, run on a page: where they look, and what follows if they find another number."""

from __future__ import annotations

from datetime import UTC, date, datetime

from newsarchive.extraction import extract
from newsarchive.profile import Layout, Profile
from storage.records import Extraction, Page

PROSE = (
    "Cánh đồng dưới chân núi vào vụ gặt, tiếng máy tuốt lúa rộn từ sáng sớm đến tối mịt suốt cả tuần nay. "
)
HTML = f"""<html lang="vi"><head>
<title>Chuyên trang</title>
<meta name="section-name" content="Nông nghiệp"><meta name="pub" content="2026-02-03T08:15:00+07:00">
<script type="application/ld+json">
{{"@type":"NewsArticle","headline":"Vụ gặt sớm","author":{{"name":"Lê Hạ"}}}}</script>
</head><body>
<div class="bar"><b id="now">Thứ tư, 04/02/2026</b></div>
<h1>Trang nông nghiệp</h1>
<div class="t">Vụ gặt sớm dưới chân núi</div>
<div class="open">Lúa chín sớm mười ngày.</div>
<div class="words"><p>{PROSE}</p>
<p class="odd">Mua máy gặt ở đâu rẻ nhất vùng, gọi ngay cho đại lý gần nhà bạn.</p>
<p>{PROSE[10:]}</p>
<div class="pic"><img src="/a.jpg"><div class="under">Gặt lúa ở bản Nưa. Ảnh: Lê Hạ</div></div>
<p>{PROSE[20:]}</p></div>
<ul class="who"><li>Lê Hạ</li><li>Trần Mây</li></ul></body></html>"""


def read(when: datetime = datetime(2026, 2, 4, tzinfo=UTC), **rules: object) -> Extraction:
    profile = Profile.model_validate(
        {
            "slug": "dong",
            "name": "Báo Đồng",
            "homepage": "https://dong.example/",
            "timezone": "Asia/Ho_Chi_Minh",
            "languages": ("vi",),
            "layouts": {"now": Layout.model_validate(rules)},
        }
    )
    found = extract(Page("https://dong.example/gat-1.html", HTML.encode(), when), profile)
    assert isinstance(found, Extraction)
    return found


def rule_of(found: Extraction, name: str) -> str:
    return next(one.rule for one in found.evidence if one.field == name and one.chosen)


def test_each_kind_of_rule_answers_before_the_general_ones() -> None:
    found = read(
        title=["css:div.t"],
        lead=["xpath://div[@class='open']"],
        body=["css:div.words"],
        captions=["css:.under *"],
        section=["meta:section-name"],
        published=["meta:pub"],
        byline=["jsonld:author.name"],
    )
    assert found.title == "Vụ gặt sớm dưới chân núi"
    assert found.lead == found.body[0] == "Lúa chín sớm mười ngày."
    assert [(one.text, one.credit, one.image_url) for one in found.captions] == [
        ("Gặt lúa ở bản Nưa.", "Lê Hạ", "https://dong.example/a.jpg")
    ]
    assert not any("bản Nưa" in paragraph for paragraph in found.body)
    assert found.section == ("Nông nghiệp",)
    assert found.published is not None and found.published.date == "2026-02-03"
    assert [person.name for person in found.byline.people] == ["Lê Hạ"]
    assert rule_of(found, "title") == "profile css:div.t"
    assert rule_of(found, "published").startswith("profile")


def test_what_the_profile_drops_is_nowhere() -> None:
    kept, dropped = read(body=["css:div.words"]), read(body=["css:div.words"], drop=["p.odd"])
    assert any("máy gặt" in paragraph for paragraph in kept.body)
    assert not any("máy gặt" in paragraph for paragraph in dropped.body)


def test_a_rule_that_finds_another_number_is_passed_over_and_told() -> None:
    found = read(byline=["css:.who li"], title=["css:h2", "css:div.t"])
    assert ("rule_count", "byline") in {(one.code, one.field) for one in found.problems}
    assert found.title == "Vụ gặt sớm dưới chân núi"
    several = read(byline=["css:.who li *"])
    assert [person.name for person in several.byline.people] == ["Lê Hạ", "Trần Mây"]
    assert ("rule_count", "byline") not in {(one.code, one.field) for one in several.problems}


def test_the_page_clock_is_in_evidence_as_refused() -> None:
    found = read(page_clock=["css:#now"])
    refused = [one for one in found.evidence if one.field == "published" and "2026-02-04" in one.value]
    assert refused and not any(one.chosen for one in refused)
    assert found.published is None or found.published.date != "2026-02-04"


def test_the_layout_of_the_page_s_own_time_is_used() -> None:
    profile = Profile.model_validate(
        {
            "slug": "dong",
            "name": "Báo Đồng",
            "homepage": "https://dong.example/",
            "layouts": {
                "old": Layout.model_validate({"until": date(2025, 12, 31), "title": ["css:h1"]}),
                "new": Layout.model_validate({"since": date(2026, 1, 1), "title": ["css:div.t"]}),
            },
        }
    )
    page = Page("https://dong.example/gat-1.html", HTML.encode(), datetime(2025, 6, 1, tzinfo=UTC))
    before = extract(page, profile)
    after = extract(Page(page.url, page.body, datetime(2026, 6, 1, tzinfo=UTC)), profile)
    assert isinstance(before, Extraction) and isinstance(after, Extraction)
    assert (before.title, after.title) == ("Trang nông nghiệp", "Vụ gặt sớm dưới chân núi")
