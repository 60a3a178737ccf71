"""Bytes in the pre-Unicode encodings of Vietnamese → text. Python itself knows only windows-1258."""

from __future__ import annotations

import re

from newsarchive.text.cleaning import nfc

_TCVN_LOW = {
    1: "Ú",
    2: "Ụ",
    4: "Ừ",
    5: "Ử",
    6: "Ữ",
    17: "Ứ",
    18: "Ự",
    19: "Ỳ",
    20: "Ỷ",
    21: "Ỹ",
    22: "Ý",
    23: "Ỵ",
}
_TCVN_HIGH = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII_LOW = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"}
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VNI_MARKS = {
    "aeiouyôö": "ø\u0300 ù\u0301 û\u0309 õ\u0303 ï\u0323",
    "a": "â\u0302 ê\u0306 à\u0302\u0300 á\u0302\u0301 å\u0302\u0309 ã\u0302\u0303 ä\u0302\u0323 "
    "è\u0306\u0300 é\u0306\u0301 ú\u0306\u0309 ü\u0306\u0303 ë\u0306\u0323",
    "eo": "â\u0302 à\u0302\u0300 á\u0302\u0301 å\u0302\u0309 ã\u0302\u0303 ä\u0302\u0323",
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "Ñ": "Đ"}


def _vni_pairs() -> dict[str, str]:
    """Letter and mark, or letter alone, in both cases. A capital may carry a mark of either case."""
    pairs = {}
    for letters, marks in _VNI_MARKS.items():
        for letter in letters:
            for mark in marks.split():
                whole = nfc(_VNI_LETTERS.get(letter, letter) + mark[1:])
                for sign in {mark[0], mark[0].upper()}:
                    pairs[letter + sign] = whole
                    pairs[letter.upper() + sign] = whole.upper()
    for letter, whole in _VNI_LETTERS.items():
        pairs[letter] = whole
        pairs[letter.upper()] = whole.upper()
    return pairs


_VNI = _vni_pairs()
_VNI_UNIT = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def _single_bytes(low: dict[int, str], high: str) -> str:
    return "".join(low.get(code, chr(code)) for code in range(128)) + high


_TCVN = _single_bytes(_TCVN_LOW, _TCVN_HIGH)
_VISCII = _single_bytes(_VISCII_LOW, _VISCII_HIGH)


def from_tcvn3(body: bytes) -> str:
    """Also ABC, .VnTime. Its fonts for capitals reuse the codes of small letters: case may be lost."""
    return nfc("".join(_TCVN[byte] for byte in body))


def from_viscii(body: bytes) -> str:
    return nfc("".join(_VISCII[byte] for byte in body))


def from_vni(body: bytes) -> str:
    return _VNI_UNIT.sub(lambda match: _VNI[match.group()], from_windows(body, "cp1252"))


def from_windows_1258(body: bytes) -> str:
    return nfc(from_windows(body, "cp1258"))


def from_windows(body: bytes, codec: str) -> str:
    """A Windows code page in which the bytes it leaves undefined stay themselves."""
    return "".join(_WINDOWS[codec][byte] for byte in body)


def to_windows_1252(text: str) -> bytes | None:
    """The bytes that text was, if it is windows-1252 or latin-1 text."""
    try:
        return bytes(_TO_1252[character] for character in text)
    except KeyError:
        return None


def _table(codec: str) -> list[str]:
    return [bytes([code]).decode(codec, "replace").replace("\ufffd", chr(code)) for code in range(256)]


_WINDOWS = {"cp1252": _table("cp1252"), "cp1258": _table("cp1258")}
_TO_1252 = {chr(code): code for code in range(256)} | {
    character: code for code, character in enumerate(_WINDOWS["cp1252"])
}
