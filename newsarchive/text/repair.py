"""Text that was decoded wrongly somewhere on its way → the text it was, and what was done to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from newsarchive.text.legacy import (
    from_tcvn3,
    from_viscii,
    from_vni,
    from_windows_1258,
    to_windows_1252,
)
from newsarchive.text.syllables import vietnamese_share

LEGACY: dict[str, Callable[[bytes], str]] = {
    "windows-1258": from_windows_1258,
    "tcvn3": from_tcvn3,
    "vni": from_vni,
    "viscii": from_viscii,
}
_AS_1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\x80-\xbf"
_TWICE = re.compile(f"[\xc2-\xdf][{_AS_1252}]|[\xe0-\xef][{_AS_1252}]{{2}}|[\xf0-\xf4][{_AS_1252}]{{3}}")
# What such sequences look like in UTF-8: a first byte for the search of the C library to jump to.
_TWICE_IN_BYTES = re.compile(
    rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xe2[\x80-\x84]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c])"
)
# The letters of windows-1252 share it in UTF-8.
_WESTERN_BYTE = b"\xc3"
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FROM_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\s<>][^\s<>]{0,20}")
_BREAKS = frozenset(" \t\r\n<>\xa0")
_LONGEST_START = 12
_ASCII = bytes(range(128))
_WESTERN_LETTER = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xff]")
_OTHER_LETTER = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u0180-\u0191\u0193-\u02ba\u0370-\u1fff\u2c00-\ud7ff]"
)
# Dashes and quotation marks are letters of the old encodings too, but prove nothing by themselves.
_OLD_LETTER = re.compile("[\xa1-\xa8\xaa\xac-\xad\xaf\xb1-\xb6\xb8-\xba\xbc-\xff]")
# What đ and Đ of the old encodings look like when they are read as windows-1252.
_OLD_D = re.compile("[®ñðÑÐ§]")
_FEWEST_LETTERS, _FEW_OTHERS = 16, 0.03
_MOST_MARKS = 20_000
_FIRST_WORDS, _MOST_WORDS, _WORTH_A_LOOK = 40, 500, 0.4
_FEWEST_SEQUENCES = 3
_FEWEST_WORDS = 8
_SURE, _BETTER_BY = 0.7, 0.25
_VIETNAMESE = 0.85
_TO_D = {0xD0: "Đ", 0xF0: "đ"}


def repair(text: str, utf8: bytes | None = None) -> tuple[str, str | None]:
    """The text and the name of the damage undone: `utf-8-twice`, an encoding of `LEGACY`, or None.

    `utf8` is the text in that encoding, where the caller has it.
    """
    if text.isascii():
        return text, None
    body = text.encode("utf-8", "replace") if utf8 is None else utf8
    beyond_ascii = body.translate(None, _ASCII)
    western = beyond_ascii.count(_WESTERN_BYTE)
    if western >= _FEWEST_SEQUENCES and _TWICE_IN_BYTES.search(body):
        once = undo_double_utf8(text)
        if once != text:
            return once, "utf-8-twice"
    may_be = western >= _FEWEST_LETTERS and _may_be_legacy(beyond_ascii[:_MOST_MARKS])
    encoding = legacy_encoding(text) if may_be else None
    if encoding is None:
        return _with_d(text), None
    return _each_run(text, LEGACY[encoding]), encoding


def _may_be_legacy(beyond_ascii: bytes) -> bool:
    """Whether letters of windows-1252 are many and any other letter is rare: an old encoding read as it.

    No text in Vietnamese is without the letter đ.
    """
    marks = beyond_ascii.decode("utf-8", "replace")
    if not _OLD_D.search(marks):
        return False
    western = len(_WESTERN_LETTER.findall(marks))
    return western >= _FEWEST_LETTERS and len(_OTHER_LETTER.findall(marks)) <= _FEW_OTHERS * western


def _with_d(text: str) -> str:
    """The Icelandic letter that old converters left for Đ, in Vietnamese text only."""
    if "\u00d0" not in text and "\u00f0" not in text:
        return text
    share, words = vietnamese_share(text.translate(_TO_D))
    return text.translate(_TO_D) if share >= _VIETNAMESE and words >= _FEWEST_WORDS else text


def undo_double_utf8(text: str) -> str:
    """UTF-8 that was read as windows-1252 and encoded again, where most of the text is like that."""
    sequences = _TWICE.findall(text)
    if len(sequences) < _FEWEST_SEQUENCES:
        return text
    covered = sum(map(len, sequences))
    if covered < 0.5 * len(_BEYOND_ASCII.findall(text)):
        return text
    return _TWICE.sub(lambda match: _decoded_once_more(match.group()), text)


def _decoded_once_more(sequence: str) -> str:
    body = to_windows_1252(sequence)
    if body is None:
        return sequence
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return sequence


def legacy_encoding(text: str) -> str | None:
    """The old Vietnamese encoding that text in Latin letters really is, by its words beyond ASCII."""
    found = (word for word in _words_beyond_ascii(text) if _OLD_LETTER.search(word))
    words = list(islice(found, _FIRST_WORDS))
    if _best_of(words)[1] < _WORTH_A_LOOK:
        return None
    words += islice(found, _MOST_WORDS)
    as_is, looked_at = vietnamese_share(" ".join(words))
    if len(words) < _FEWEST_WORDS or (looked_at and as_is > 1 - _BETTER_BY):
        return None
    name, share = _best_of(words)
    return name if share >= _SURE and share - as_is >= _BETTER_BY else None


def _best_of(words: list[str]) -> tuple[str, float]:
    """The old encoding that makes most of these words Vietnamese."""
    bodies = [body for body in map(to_windows_1252, words) if body is not None]
    return best_legacy(b" ".join(bodies)) if bodies else ("", 0.0)


def _words_beyond_ascii(text: str) -> Iterator[str]:
    """Searched from their first letter beyond ASCII, then widened to the left: linear in long ASCII runs."""
    for match in _FROM_BEYOND_ASCII.finditer(text):
        start = match.start()
        earliest = max(0, start - _LONGEST_START)
        while start > earliest and text[start - 1] not in _BREAKS:
            start -= 1
        yield text[start : match.end()]


def best_legacy(body: bytes) -> tuple[str, float]:
    """The old encoding under which the most accented words are syllables."""
    shares = {name: vietnamese_share(read(body)) for name, read in LEGACY.items()}
    name = max(shares, key=lambda one: shares[one])
    share, words = shares[name]
    return name, share if words >= _FEWEST_WORDS else 0.0


def _each_run(text: str, read: Callable[[bytes], str]) -> str:
    """Every run of characters that have a byte is read again; others stand as they are."""
    pieces: list[str] = []
    run: list[str] = []
    for character in text:
        if to_windows_1252(character) is None:
            pieces += [_reread(run, read), character]
            run = []
        else:
            run.append(character)
    return "".join([*pieces, _reread(run, read)])


def _reread(run: list[str], read: Callable[[bytes], str]) -> str:
    return read(to_windows_1252("".join(run)) or b"")
