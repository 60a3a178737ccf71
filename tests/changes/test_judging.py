"""What the publisher changed is classed by the words that changed; silent is what no notice tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.changes import CLASSES, is_notice, judge, told
from newsarchive.ingest.texts import text_digest
from newsarchive.text import exact_layer
from storage.records import Byline, Caption, Evidence, Extraction, Moment

BODY = (
    "Sáng 1-3, hơn hai trăm hộ dân ở thôn Khe Lăng đã nhận giống lúa mới.",
    "Theo cán bộ phụ trách, tổng kinh phí là 18 tỷ đồng.",
    "Bà con được hướng dẫn ngâm ủ, làm đất và chăm sóc cây lúa.",
)
STORY = Extraction(
    url="https://bao.example/1", canonical_url=None, kind="article", title="Giống lúa mới về thôn",
    kicker=None, lead=None, dateline=None, published=Moment(None, "2026-03-01", "day", 0.9), modified=None,
    byline=Byline("AN NHIÊN"), body=BODY, captions=(Caption("Ruộng lúa", "An"), Caption("Kho thóc")),
    section=(), tags=(), language="vi", evidence=(), problems=(), extractor="newsarchive 0",
)  # fmt: skip
NOTICE = "Đính chính: Bài viết trước đây ghi sai kinh phí. Chúng tôi xin lỗi bạn đọc."


def body(*paragraphs: str) -> Extraction:
    return replace(STORY, body=paragraphs)


CASES = {
    "headline": (replace(STORY, title="Giống lúa mới về bản"), ["headline"]),
    "reworded": (body(BODY[0], BODY[1].replace("18", "16"), BODY[2]), ["rewording"]),
    "added paragraph": (body(*BODY, "Dự kiến tháng tới sẽ gieo cấy xong."), ["addition"]),
    "added words": (body(BODY[0], BODY[1] + " Nguồn vốn của tỉnh.", BODY[2]), ["addition"]),
    "dropped paragraph": (body(*BODY[:2]), ["deletion"]),
    "with a notice": (
        body(BODY[0], BODY[1].replace("18", "16"), BODY[2], NOTICE),
        ["correction", "rewording"],
    ),
    "a notice under a heading": (body(*BODY, "Đính chính", "Kinh phí là 16 tỷ đồng."), ["correction"]),
    "a notice above the title": (replace(STORY, kicker="NÓI LẠI CHO RÕ"), ["correction"]),
    "moved paragraph": (body(BODY[1], BODY[0], BODY[2]), ["rewording"]),
    "caption": (replace(STORY, captions=(Caption("Ruộng ngô", "An"), Caption("Kho thóc"))), ["details"]),
    "byline": (replace(STORY, byline=Byline("BÌNH AN")), ["details"]),
    "day": (replace(STORY, published=Moment(None, "2026-03-02", "day", 0.9)), ["details"]),
    "white space": (body(BODY[0].replace(" ", "\u00a0\u00a0"), *BODY[1:]), ["cosmetic"]),
    "quotes and case": (replace(STORY, title="«GIỐNG LÚA MỚI» về thôn"), ["cosmetic"]),
    "split paragraph": (body(BODY[0], *BODY[1].split(","), BODY[2]), ["cosmetic"]),
    "captions in another order": (replace(STORY, captions=STORY.captions[::-1]), ["cosmetic"]),
    "a lead set apart": (replace(STORY, lead=BODY[0]), ["cosmetic"]),
    "several": (
        replace(STORY, title="Thôn nhận giống lúa", body=BODY[:2], byline=Byline("BÌNH AN")),
        ["headline", "deletion", "details"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_change_has_the_classes_of_what_changed(name: str) -> None:
    after, classes = CASES[name]
    change = judge(STORY, after)
    assert list(change.classes) == classes
    assert change.leading == change.classes[0]


def test_tone_placement_is_cosmetic() -> None:
    assert judge(body("Hòa bình, thủy lợi."), body("Hoà bình, thuỷ lợi.")).classes == ("cosmetic",)


def test_a_change_without_a_notice_is_silent() -> None:
    silent = {name: judge(STORY, after).silent for name, (after, _) in CASES.items()}
    assert silent["headline"] and silent["reworded"] and silent["caption"] and silent["dropped paragraph"]
    assert not silent["with a notice"] and not silent["white space"] and not silent["split paragraph"]


def test_a_standing_notice_excuses_no_later_change() -> None:
    before = body(*BODY, NOTICE)
    change = judge(before, body(BODY[0], BODY[1].replace("18", "17"), BODY[2], NOTICE))
    assert (change.classes, change.silent) == (("rewording",), True)


def test_a_notice_taken_away_is_a_deletion() -> None:
    change = judge(body(*BODY, NOTICE), STORY)
    assert (change.classes, change.silent, change.notice) == (("deletion",), True, "removed")


def test_words_and_paragraphs_are_measured() -> None:
    change = judge(STORY, CASES["reworded"][0])
    assert (change.words_added, change.words_removed, change.paragraphs) == (1, 1, {"changed": 1})


def test_it_is_said_whether_the_stated_time_of_change_moved() -> None:
    later = Moment(None, "2026-03-02", "day", 0.9)
    assert judge(STORY, CASES["reworded"][0]).modified_moved is None
    stated = replace(STORY, modified=Moment(None, "2026-03-01", "day", 0.9))
    assert judge(stated, replace(CASES["reworded"][0], modified=stated.modified)).modified_moved is False
    assert judge(stated, replace(stated, title="Khác", modified=later)).modified_moved is True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("An Bình - 1.234 lượt xem", "An Bình - 1.301 lượt xem"),
        ("An Bình | 5 phút trước", "An Bình | 2 giờ trước | 3 bình luận"),
        ("Tác giả: An Bình (Lượt xem: 532)", "Tác giả: An Bình (Lượt xem: 533)"),
        ("An Bình · 1,2K lượt xem · 3 bình luận", "An Bình"),
        ("By Ann Lee | 12 comments | 3 min read", "By Ann Lee | 14 comments | 4 min read"),
        ("von Anna Weiß vor 3 Stunden", "von Anna Weiß vor 4 Stunden"),
    ],
)
def test_what_moves_by_itself_is_no_change(before: str, after: str) -> None:
    one, other = replace(STORY, byline=Byline(before)), replace(STORY, byline=Byline(after))
    assert text_digest(one) == text_digest(other)
    assert judge(one, other).classes == ()


def test_a_line_of_counters_in_the_text_is_no_change() -> None:
    one, other = body(BODY[0], "1.234 lượt xem", *BODY[1:]), body(BODY[0], "2 giờ trước", *BODY[1:])
    assert text_digest(one) == text_digest(other)
    story = "Đoạn phim đã có 1.234 lượt xem sau 2 giờ đăng tải."
    assert judge(body(*BODY, story), body(*BODY, story.replace("1.234", "1.235"))).classes == ("rewording",)


def test_a_day_told_by_its_distance_does_not_shift_the_date() -> None:
    def told_so(day: str, printed: str) -> Extraction:
        chosen = Evidence("published", f"{day} ({printed})", "below_title:text", "time", 0.7, True)
        return replace(STORY, published=Moment(None, day, "day", 0.7), evidence=(chosen,))

    assert not judge(told_so("2026-03-01", "2 ngày trước"), told_so("2026-03-02", "3 ngày trước")).classes
    assert judge(told_so("2026-03-01", "01/03/2026"), told_so("2026-03-02", "02/03/2026")).classes == (
        "details",
    )


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("Đính chính: Tên nhân vật là Bình.", "vi"),
        ("* ĐÍNH CHÍNH", "vi"),
        ("Cải chính - Bài đăng hôm 1-3 ghi nhầm số liệu.", "vi"),
        ("Đính chính bài “Giống lúa mới về thôn”", "vi"),
        ("Nói lại cho rõ (2-3)", "vi"),
        ("Báo Khe Lăng xin đính chính và cáo lỗi cùng bạn đọc.", "vi"),
        ("Do sơ suất, số liệu bị nhầm; chúng tôi xin lỗi bạn đọc.", "vi"),
        ("Correction (Feb. 3): The bridge opened in 1998.", "en"),
        ("An earlier version of this article misstated the year.", "en"),
        ("Berichtigung: Die Brücke wurde 1998 eröffnet.", "de"),
        ("Rectificatif. Le pont date de 1998.", "fr"),
        ("Fe de errores: el puente se abrió en 1998.", "es"),
        ("訂正：橋の開通は1998年でした。", "ja"),
        ("更正：大桥于1998年开通。", "zh"),
        ("Исправление: мост открыли в 1998 году.", "ru"),
    ],
)  # fmt: skip
def test_a_notice_says_of_itself_that_it_is_one(paragraph: str, language: str) -> None:
    assert is_notice(paragraph, language)


@pytest.mark.parametrize(
    ("paragraph", "language"),
    [
        ("Đính chính giấy chứng nhận quyền sử dụng đất: thủ tục ra sao?", "vi"),
        ("Sở yêu cầu báo này cải chính thông tin đã đăng.", "vi"),
        ("Ông nói: “Chúng tôi xin đính chính và xin lỗi bạn đọc”.", "vi"),
        ("Người dân có nhu cầu xin đính chính thông tin trên sổ đỏ.", "vi"),
        ("Ông Bình nói lại cho rõ: việc này đã xong.", "vi"),
        ("Correction officers went on strike on Monday.", "en"),
        ("The paper printed a correction after the minister complained.", "en"),
        ("Market correction wipes out gains.", "en"),
        ("Berichtigungen gab es keine.", "de"),
    ],
)
def test_a_story_about_a_correction_is_no_notice(paragraph: str, language: str) -> None:
    assert not is_notice(paragraph, language)


TEXT = st.text(alphabet="aáb hòoà.,'“\n1", max_size=14)
STORIES = st.builds(
    lambda title, lead, body, captions, byline, day: replace(
        STORY, title=title, lead=lead, body=tuple(body), captions=tuple(map(Caption, captions)),
        byline=Byline(byline), published=Moment(None, day, "day", 0.9),
    ),
    st.none() | TEXT, st.none() | TEXT, st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=2), TEXT,
    st.sampled_from(["2026-03-01", "2026-03-02"]),
)  # fmt: skip


def words(text: str | None) -> list[str]:
    return exact_layer(text or "").split()


def worded(story: Extraction) -> object:
    it = told(story)
    text = [word for paragraph in it.paragraphs for word in words(paragraph)]
    captions = sorted((words(text), words(credit)) for text, credit in it.captions)
    return words(it.title), text, captions, words(it.byline), it.day


@given(STORIES)
def test_a_story_beside_itself_has_not_changed(story: Extraction) -> None:
    change = judge(story, story)
    assert not change.classes and not change.silent and not change.words_added and not change.paragraphs


@given(STORIES, STORIES)
@settings(max_examples=300)
def test_laws_of_judging(one: Extraction, other: Extraction) -> None:
    change = judge(one, other)
    assert bool(change.classes) == (text_digest(one) != text_digest(other))
    assert (change.classes == ("cosmetic",)) == (worded(one) == worded(other) and told(one) != told(other))
    assert len(set(change.classes)) == len(change.classes) and set(change.classes) <= set(CLASSES)
    back = judge(other, one)
    assert (back.words_added, back.words_removed) == (change.words_removed, change.words_added)
    assert judge(one, other) == change


def test_ten_thousand_paragraphs_are_paired() -> None:
    many = tuple(f"Đoạn {n} kể chuyện thứ {n * 7919 % 10007} của làng." for n in range(10_000))
    edited = tuple(text.replace("kể", "thuật") if n % 10 == 0 else text for n, text in enumerate(many))
    change = judge(body(*many), body(*edited[50:], *edited[:50], "Thêm."))
    assert change.classes == ("rewording", "addition")
    assert change.paragraphs == {"changed": 995, "moved": 50, "new": 1}
