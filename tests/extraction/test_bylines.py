"""Bylines as papers print them → people, what they did, agencies and sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extraction.byline.bylines import parse
from newsarchive.extraction.byline.names import could_be_person, normal_capitals
from newsarchive.extraction.byline.parts import split_names

VI, EN, DE, PL = ("vi",), ("en",), ("de",), ("pl",)


@pytest.mark.parametrize(
    ("text", "languages", "people"),
    [
        ("MAI LÂM", VI, [("Mai Lâm", "author")]),
        ("Tin, ảnh: KHÁNH AN", VI, [("Khánh An", "author, photographer")]),
        ("Tin và ảnh: L.TH", VI, [("L.TH", "author, photographer")]),
        ("Bài: Vân Hà. Ảnh: Đỗ Sơn", VI, [("Vân Hà", "author"), ("Đỗ Sơn", "photographer")]),
        ("Ảnh: Việt Hà, Minh Sơn", VI, [("Việt Hà", "photographer"), ("Minh Sơn", "photographer")]),
        ("Hồng Quý - Hải Sơn (CTV)", VI, [("Hồng Quý", "author"), ("Hải Sơn", "author")]),
        ("H'LAN - Y NGUYÊN", VI, [("H'Lan", "author"), ("Y Nguyên", "author")]),
        ("Thu Hà (tổng hợp)", VI, [("Thu Hà", "compiler")]),
        ("ThS. Lê Văn Bình - Sở Nông nghiệp", VI, [("ThS. Lê Văn Bình", "author")]),
        ("NGỌC MAI và 1 tác giả khác", VI, [("Ngọc Mai", "author")]),
        ("Par Sophie d'Arbois", ("fr",), [("Sophie d'Arbois", "author")]),
        ("By ANN POE and Joe Doe, Staff Writer", EN, [("Ann Poe", "author"), ("Joe Doe", "author")]),
        ("ByAnn Poe", EN, [("Ann Poe", "author")]),
        ("By Ann Poe for Hill Star", EN, [("Ann Poe", "author")]),
        ("By Ann Poe Special to the Hill Star", EN, [("Ann Poe", "author")]),
        ("BY ANN POE IN RIVERTON", EN, [("Ann Poe", "author")]),
        ("Analysis by Ann Poe, Hill Star Editor-at-large", EN, [("Ann Poe", "author")]),
        ("JD, By Joe Doe", EN, [("Joe Doe", "author")]),
        ("प्रेमलता विश्वनाथन कुमारी", ("hi",), [("प्रेमलता विश्वनाथन कुमारी", "author")]),
        ("Kim In Hyuk", EN, [("Kim In Hyuk", "author")]),
        ("Ann Poe | 21 July 2021, 14:30", EN, [("Ann Poe", "author")]),
        ("July 21, 2021 2:30 pm by Ann Poe", EN, [("Ann Poe", "author")]),
        ("Von Max Muster und Eva Muster", DE, [("Max Muster", "author"), ("Eva Muster", "author")]),
        ("Oprac. Jan Lis", PL, [("Jan Lis", "author")]),
    ],
)  # fmt: skip
def test_people(text: str, languages: tuple[str, ...], people: list[tuple[str, str]]) -> None:
    byline = parse(text, languages)
    assert byline is not None
    assert byline.raw == text
    assert [(person.name, person.role) for person in byline.people] == people


@pytest.mark.parametrize(
    ("text", "agencies", "sources"),
    [
        ("Nhóm PV", ("Nhóm PV",), ()),
        ("P.V", ("P.V",), ()),
        ("(Theo TTXVN)", (), ("TTXVN",)),
        ("Theo Hồ Mai", (), ("Hồ Mai",)),
        ("Nguồn: Báo Biên giới", (), ("Báo Biên giới",)),
        ("Reuters", ("Reuters",), ()),
        ("Redakcja", ("Redakcja",), ()),
        ("Quelle: dpa/sid", (), ("dpa", "sid")),
        ("Hill Star Staff", ("Hill Star Staff",), ()),
        ("Artikel Redaktion Hill Star", ("Artikel Redaktion Hill Star",), ()),
        ("Hill Star Publishing GmbH", ("Hill Star Publishing GmbH",), ()),
        ("The Hill Star", ("The Hill Star",), ()),
    ],
)
def test_agencies_and_sources_are_no_people(
    text: str, agencies: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    byline = parse(text, VI)
    assert byline is not None
    assert (byline.people, byline.agencies, byline.sources) == ((), agencies, sources)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quang cảnh buổi họp sáng nay tại hội trường",
        "https://portal.example/tac-gia/1",
        "Chia sẻ",
        "3 phút đọc",
        "Uppdaterad",
        "转载】",
        "Bà con trong xã rất vui. Ai cũng mong có đường mới.",
        "x" * 300,
    ],
)
def test_what_names_nobody_is_no_byline(text: str) -> None:
    assert parse(text, VI) is None


@pytest.mark.parametrize(
    "text", ["Ann Poe | apoe@news.example", "Ann Poe (apoe@news.example)", "apoe@news.example Ann Poe"]
)
def test_addresses_of_people_are_not_kept(text: str) -> None:
    byline = parse(text, EN)
    assert byline is not None
    assert ([person.name for person in byline.people], "@" in byline.raw) == (["Ann Poe"], False)


def test_printed_names_stay_as_printed() -> None:
    byline = parse("TIN, ẢNH: TRẦN MAI", VI)
    assert byline is not None
    assert byline.people[0].printed == "TRẦN MAI"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ĐỖ VĂN AN", "Đỗ Văn An"),
        ("X.T", "X.T"),
        ("B.NG", "B.NG"),
        ("H’LAN", "H’Lan"),
        ("MC", "MC"),
        ("HSW編集部", "HSW編集部"),
        ("ann de la poe", "Ann de la Poe"),
        ("Lê Hà", "Lê Hà"),
        ("ANNA NOWAK-LIS", "Anna Nowak-Lis"),
        ("J. R. POE", "J. R. Poe"),
    ],
)
def test_capitals_become_normal_and_initials_stay(printed: str, name: str) -> None:
    assert normal_capitals(printed) == name


def test_the_apostrophe_stays_the_one_that_was_printed() -> None:
    assert normal_capitals("H'LAN NIÊ") == "H'Lan Niê"


NAMES = st.lists(
    st.sampled_from(["Mai Lâm", "Đỗ Sơn", "Thu Hà", "Ann Poe", "Lê Văn Bình", "Y Nguyên"]),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(NAMES, st.sampled_from([" - ", ", ", " và ", " – ", "; ", " / "]))
def test_names_joined_come_apart_again(names: list[str], joint: str) -> None:
    assert split_names(joint.join(names), VI) == names


@given(NAMES)
def test_a_parenthesis_keeps_its_commas(names: list[str]) -> None:
    text = " - ".join(f"{name} (Trung tâm Văn hóa, Thông tin)" for name in names)
    byline = parse(text[:200], VI)
    if len(text) <= 200:
        assert byline is not None
        assert [person.name for person in byline.people] == names


@given(st.text(max_size=80))
def test_normal_capitals_settle_at_once(text: str) -> None:
    assert isinstance(could_be_person(text), bool)
    assert isinstance(normal_capitals(text), str)


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("Ludwig van der Vaart", True),
        ("Ana de la Torre", True),
        ("Sam Poe Fox jr", True),
        ("Die Brücke zu schmal", False),
        ("Viele Wege von gestern", False),
    ],
)
def test_a_name_of_several_words_ends_in_no_small_one(text: str, possible: bool) -> None:
    """Small words that stand in names stand in sentences too, and there they go on."""
    assert could_be_person(text) is possible
