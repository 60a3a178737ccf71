"""Bytes as papers served them, in every encoding they used → the text a reader saw."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text import decode
from newsarchive.text.legacy import from_tcvn3, from_viscii, from_vni, from_windows_1258

STORY = (
    "Chiều qua, Hội đồng nhân dân huyện tổ chức kỳ họp thứ năm, thảo luận về việc xây dựng đường liên xã, "
    "sửa chữa trường học và hỗ trợ giống lúa mới cho những hộ nghèo ở vùng cao trước mùa mưa lũ."
)
TCVN3 = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB,
    "ơ": 0xAC, "ư": 0xAD, "đ": 0xAE,
}  # fmt: skip


def page(text: str, charset: str) -> str:
    return f'<html><head><meta charset="{charset}"><title>Tin</title></head><body><p>{text}</p></body></html>'


def in_bytes(text: str, read: object) -> bytes:
    """Encode by turning a decoder's table around."""
    table = {read(bytes([code])): code for code in range(255, 0, -1)}  # type: ignore[operator]
    return bytes(table[character] for character in text)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258", "iso-8859-1", "x-user-defined"])
def test_utf8_is_utf8_whatever_is_declared(charset: str) -> None:
    decoded = decode(page(STORY, charset).encode(), f"text/html; charset={charset}")
    assert STORY in decoded.text
    assert decoded.encoding == "utf-8"


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1258", ""])
@pytest.mark.parametrize("read", [from_tcvn3, from_viscii])
def test_old_vietnamese_encodings_are_told_apart_by_their_syllables(read: object, declared: str) -> None:
    body = in_bytes(page(STORY, declared or "none"), read)
    assert STORY in decode(body, "text/html").text


def test_windows_1258_comes_out_composed() -> None:
    body = "Th\xf4ng tin v\xea\xcc ki\xcc ho\xf2p H\xf4\xf2i \xf0\xf4\xccng".encode("latin-1")
    assert from_windows_1258(body).startswith("Thông tin về kì họp Hội đồng")
    text = decode(body * 4, "text/html; charset=windows-1258").text
    assert "Hội đồng" in text


def test_vni_letters_of_two_characters_become_one() -> None:
    body = "Hoäi ñoàng nhaân daân xaõ höôùng daãn baø con troàng luùa, ngoâ vaø saén".encode("latin-1")
    assert from_vni(body) == "Hội đồng nhân dân xã hướng dẫn bà con trồng lúa, ngô và sắn"
    decoded = decode(body, None)
    assert decoded.text.startswith("Hội đồng")
    assert decoded.encoding == "cp1252+vni"


def test_tcvn3_keeps_the_letter_that_looks_like_a_soft_hyphen() -> None:
    assert from_tcvn3(bytes([ord("t"), TCVN3["ư"]])) == "tư"


def test_utf8_encoded_twice_is_undone() -> None:
    twice = STORY.encode().decode("latin-1").encode()
    decoded = decode(twice, "text/html; charset=utf-8")
    assert decoded.text == STORY
    assert [problem.code for problem in decoded.problems] == ["encoding_repaired"]


@pytest.mark.parametrize(
    "text",
    [
        "Le député a été réélu à Orléans où il résidait déjà, après un été très chaud à Sète",
        "Zażółć gęślą jaźń, powiedział wójt gminy Łękołody na sesji rady powiatu, która była długa",
        "Þórður Guðmundsson á Ísafirði sagði að vegurinn væri lokaður vegna óveðurs og snjóþyngsla",
        "Ê Đê, Ba Na, Gia Rai, Mnông: mnơ̆ng",
    ],
)
def test_text_in_order_is_left_alone(text: str) -> None:
    assert decode(text.encode()).text == text


def test_latin1_is_what_the_header_says() -> None:
    body = "Der Bürgermeister weiß es: „groß“".encode("cp1252")
    assert decode(body, "text/html; charset=ISO-8859-1").text == "Der Bürgermeister weiß es: „groß“"


def test_central_european_page_is_read_as_its_meta_says() -> None:
    text = "Starosta otworzył drogę w Łęcznej"
    assert text in decode(page(text, "iso-8859-2").encode("iso-8859-2")).text


def test_a_meta_far_down_is_still_found() -> None:
    text = (
        "<html><head><!--" + "x" * 20_000 + '--><meta charset="windows-1250"></head><p>Příliš žluťoučký kůň'
    )
    assert "žluťoučký" in decode(text.encode("cp1250")).text


def test_a_page_saved_with_its_gzip_coding_is_unpacked() -> None:
    packed = gzip.compress(page(STORY, "utf-8").encode())
    assert STORY in decode(packed).text
    cut = decode(packed[: len(packed) - 12])
    assert "Chiều qua" in cut.text
    assert "truncated_gzip" in [problem.code for problem in cut.problems]


def test_utf8_cut_in_mid_letter_is_still_utf8() -> None:
    decoded = decode(STORY.encode()[:-2] + b"\xe1", "text/html")
    assert decoded.encoding == "utf-8"
    assert "Hội đồng" in decoded.text


def test_a_bom_wins_over_everything() -> None:
    assert decode("Đường".encode("utf-16"), "text/html; charset=iso-8859-1").text == "Đường"


def test_the_icelandic_letter_becomes_d_in_vietnamese_only() -> None:
    assert "Đường" in decode(STORY.replace("đ", "ð").encode() + "Ðường".encode()).text


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html; charset=viscii", "x; charset=utf-16", "charset="]),
)
def test_any_bytes_give_some_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).text, str)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60).map(lambda text: "đậu mùa " + text))
def test_what_was_utf8_is_decoded_losslessly(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded.encoding != "utf-8" or decoded.text.replace("ð", "đ").replace("Ð", "Đ") == text.replace(
        "ð", "đ"
    ).replace("Ð", "Đ")


def test_long_runs_without_a_space_are_read_in_one_go() -> None:
    script = "<script>" + "A" * 600_000 + "</script><p>Được mùa"
    assert decode(script.encode()).text.endswith("Được mùa")
