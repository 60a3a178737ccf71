"""Captions → their words, and whose the photo is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.words.credits import split
from newsarchive.text import clean


@pytest.mark.parametrize(
    ("text", "words", "credit"),
    [
        ("Mùa gặt ở vùng cao. Ảnh: Lê Nam", "Mùa gặt ở vùng cao.", "Lê Nam"),
        ("Một góc chợ phiên (Ảnh: TTXVN)", "Một góc chợ phiên", "TTXVN"),
        ("Xe chở cam về xuôi - Ảnh: H.Y.T.", "Xe chở cam về xuôi", "H.Y.T."),
        ("Lớp học trên núi. Ảnh minh họa: Đỗ Sơn", "Lớp học trên núi.", "Đỗ Sơn"),
        ("Lớp học trên núi. Ảnh minh hoạ: Đỗ Sơn", "Lớp học trên núi.", "Đỗ Sơn"),
        ("Cây cầu mới. Nguồn: Ban quản lý", "Cây cầu mới.", "Ban quản lý"),
        ("Der neue Marktplatz. Foto: dpa/Max Muster", "Der neue Marktplatz.", "dpa/Max Muster"),
        ("Town hall at night (Photo by Ann Poe/Agency)", "Town hall at night", "Ann Poe/Agency"),
        ("The market hall © Ann Poe", "The market hall", "Ann Poe"),
        ("Le marché (Photo Anna Lindhof)", "Le marché", "Anna Lindhof"),
        ("Новый мост. Фото Анны Линдовой", "Новый мост.", "Анны Линдовой"),
        ("The mill (Photo courtesy of Ann Poe)", "The mill", "Ann Poe"),
        ("Nowy most. Fot. Jan Lis", "Nowy most.", "Jan Lis"),
        ("Nowy most. Fot.: Jan Lis", "Nowy most.", "Jan Lis"),
        ("最後の渡し船＝北町で（山田太郎撮影）", "最後の渡し船＝北町で", "山田太郎"),
        ("最後の渡し船（Ｃ）北町写真社", "最後の渡し船", "北町写真社"),
        ("마지막 나룻배 [사진=북촌뉴스]", "마지막 나룻배", "북촌뉴스"),
    ],
)
def test_credit(text: str, words: str, credit: str | None) -> None:
    assert split(text) == (words, credit)


@pytest.mark.parametrize(
    "text",
    [
        "Quang cảnh: bà con dự hội",
        "Quang cảnh hội nghị",
        "Triển lãm ảnh nghệ thuật",
        "Hình ảnh: một ngày ở bản",
        "(Ảnh minh hoạ)",
        "The market hall. Photo shows the old gate",
        "Ảnh: cưới của hai người đã treo ở nhà văn hóa. Ai đi qua cũng dừng lại xem thật lâu",
    ],
)
def test_no_credit_where_none_is_printed(text: str) -> None:
    assert split(text) == (text, None)


@given(st.text(max_size=120))
def test_a_caption_never_grows(text: str) -> None:
    words, credit = split(text)
    assert len(words) + len(credit or "") <= len(clean(text))
