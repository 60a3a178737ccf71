"""Moments as papers print them, in several languages, and what is no moment at all."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.dates.moments import find, parse

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FETCHED = datetime(2024, 3, 9, 10, 20, tzinfo=HANOI)

MINUTES = {
    "Cập nhật lúc: 14:30 08/03/2024": "vi",
    "14h30, ngày 8/3/2024": "vi",
    "14h30' 08/03/2024": "vi",
    "08/03/2024 14h30": "vi",
    "T6, 08/03/2024 14:30": "vi",
    "08/03/2024 02:30 chiều": "vi",
    "14:30 GMT+7 ngày 08/03/2024": "vi",
    "14 giờ 30 phút ngày 8/3/2024": "vi",
    "Thứ sáu: 14:30 ngày 08/03/2024": "vi",
    "NGÀY 08 THÁNG 3, 2024 | 14:30": "vi",
    "2024-03-08T14:30:00+0700": "vi",
    "2024-03-08 14:30:00": "vi",
    "2024-03-08T07:30:00Z": "vi",
    "20240308T143000": "vi",
    "1709883000": "vi",
    "1709883000000": "vi",
    "08-03-2024 - 14:30 PM": "vi",
    "8 marca 2024, 14:30": "pl",
    "Piątek, 8 marca 2024 r., godz. 14.30": "pl",
    "Freitag, 8. März 2024, 14.30 Uhr": "de",
    "March 8, 2024 2:30 p.m.": "en",
    "Fri, 08 Mar 2024 14:30:00 +0700": "en",
    "Friday 8th March 2024 at 14:30": "en",
    "8 mars 2024 à 14h30": "fr",
    "8 de marzo de 2024 a las 14:30": "es",
    "2024年3月8日 14時30分": "ja",
    "2024. 3. 8. 14:30": "ko",
}
DAYS = {
    "Thứ sáu,  08/03/2024": "vi",
    "Đăng ngày: 08/03/2024": "vi",
    "Ngày 8 tháng 3 năm 2024": "vi",
    "8 Tháng Ba, 2024": "vi",
    "Tháng Ba 8, 2024": "vi",
    "20240308": "vi",
    "8 marca 2024 r.": "pl",
    "8. März 2024": "de",
    "Mar 8th, 2024": "en",
    "8 марта 2024": "ru",
    "08.03.24": "de",
}
NONE = [
    "Lượt xem: 1234",
    "5",
    "12:30",
    "31/02/2024",
    "21/7",
    "8/3 năm nay",
    "Nam 5/7",
    "0912345678",
    "",
    "v2.4.10",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "language"), MINUTES.items())
def test_a_printed_minute_is_that_minute(text: str, language: str, form: str) -> None:
    decomposed = unicodedata.normalize(form, text)
    moment = parse(unicodedata.normalize("NFC", decomposed), HANOI, (language,))
    assert moment is not None
    assert moment.value == datetime(2024, 3, 8, 14, 30, tzinfo=HANOI)
    assert (moment.date, moment.precision) == ("2024-03-08", "minute")


@pytest.mark.parametrize(("text", "language"), DAYS.items())
def test_a_day_stays_a_day(text: str, language: str) -> None:
    moment = parse(text, HANOI, (language,))
    assert moment is not None
    assert (moment.date, moment.precision, moment.value) == ("2024-03-08", "day", None)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert parse(text, HANOI, ("vi",), now=FETCHED) is None


def test_a_month_is_not_filled_up_to_a_day() -> None:
    for text in ("Tháng 7/2021", "Tháng 7 năm 2021", "lipiec 2021", "2021-07"):
        moment = parse(text, HANOI, ("vi",))
        assert moment is not None
        assert (moment.date, moment.precision) == ("2021-07", "month")


def test_the_day_is_the_local_one() -> None:
    moment = parse("2021-07-21T20:30Z", HANOI)
    assert moment is not None
    assert moment.date == "2021-07-22"


def test_without_a_zone_a_time_is_kept_but_no_instant_claimed() -> None:
    moment = parse("21/07/2021 14:30")
    assert moment is not None
    assert (moment.precision, moment.value) == ("day", None)
    assert moment.clock == datetime(2021, 7, 21, 14, 30)


def test_a_weekday_settles_the_order_of_day_and_month() -> None:
    moment = parse("Wednesday, 07/05/2023", order="dmy", languages=("en",))
    assert moment is not None
    assert (moment.date, moment.weekday_ok) == ("2023-07-05", True)


def test_a_weekday_that_contradicts_is_noticed() -> None:
    moment = parse("Thứ Ba, 21/07/2021", HANOI, ("vi",))
    assert moment is not None
    assert moment.weekday_ok is False


def test_full_stops_never_put_the_month_first() -> None:
    moment = parse("01.11.2023", order="mdy")
    assert moment is not None
    assert moment.date == "2023-11-01"


@pytest.mark.parametrize(
    ("text", "hours", "minute_known"),
    [
        ("3 giờ trước", 3, False),
        ("3 hours ago", 3, False),
        ("vor 3 Stunden", 3, False),
        ("il y a 3 heures", 3, False),
        ("3 godziny temu", 3, False),
        ("120 phút trước", 2, True),
        ("vừa xong", 0, True),
    ],
)
def test_distances_count_from_the_fetch(text: str, hours: int, minute_known: bool) -> None:
    moment = parse(text, HANOI, ("vi",), now=FETCHED)
    assert moment is not None
    assert moment.date == (FETCHED - timedelta(hours=hours)).date().isoformat()
    assert (moment.precision == "minute") is minute_known
    assert parse(text, HANOI, ("vi",)) is None


def test_yesterday_with_a_time() -> None:
    moment = parse("Hôm qua 14:30", HANOI, ("vi",), now=FETCHED)
    assert moment is not None
    assert moment.value == datetime(2024, 3, 8, 14, 30, tzinfo=HANOI)


def test_several_moments_come_in_their_order() -> None:
    text = "Published 8 March 2024 09:00, updated 9 March 2024 10:15 GMT"
    moments = list(find(text, UTC, ("en",)))
    assert [moment.value and moment.value.hour for moment in moments] == [9, 10]
    assert [text[slice(*moment.span)] for moment in moments] == ["8 March 2024", "9 March 2024"]


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)), st.times(), st.sampled_from(["vi", "en", "pl", "de"]))
def test_iso_comes_back_whatever_the_language(day: date, time: object, language: str) -> None:
    text = f"{day.isoformat()}T{str(time)[:5]}:00+07:00"
    moment = parse(text, HANOI, (language,))
    assert moment is not None
    assert moment.value == datetime.fromisoformat(text)


@given(st.dates(date(1991, 1, 1), date(2099, 12, 31)))
def test_day_first_numbers_come_back(day: date) -> None:
    moment = parse(f"{day:%d/%m/%Y}", HANOI, ("vi",))
    assert moment is not None
    assert moment.date == day.isoformat()


@given(st.text(max_size=120))
def test_any_text_gives_a_moment_or_none(text: str) -> None:
    moment = parse(text, HANOI, ("vi",), now=FETCHED)
    assert moment is None or moment.date[:4].isdigit()
