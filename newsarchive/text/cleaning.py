"""Text as it came out of markup → the text a reader saw: composed, without what nobody can see.

Tone placement (hoà, hòa) and no-break spaces stay as printed: they are the publisher's spelling.
Only the search layers level them.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_TONE_BEFORE_SHAPE = re.compile(f"([{_TONES}]+)([{_SHAPES}]+)")
_MARK = re.compile("[\u0300-\u036f]")
# Putting marks in order takes the square of their number; UAX #15 allows 30 in a row (stream-safe text).
_MOST_MARKS = 30
_MANY_SIGNS = re.compile(r"[^\w\s\x00-\u02ff]{100,}")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_JOINER = "\u034f"
_JOINERS_THAT_SPELL = re.compile(
    "(?<=[\u0600-\u0dff\u1000-\u109f\u1780-\u17ff\u200d\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BULLETS = re.compile("[\uf0a7\uf0b7\uf0d8\uf0fc]")
_WHITE = re.compile("[ \t\r\n\x0b\x0c\u0085\u2028\u2029]+")


def nfc(text: str) -> str:
    """NFC that also mends a tone mark typed before the circumflex, breve or horn."""
    if text.isascii():
        return text
    if _MANY_SIGNS.search(text):
        text = _MANY_SIGNS.sub(_with_few_marks, text)
    if not _MARK.search(text):
        return unicodedata.normalize("NFC", text)
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _TONE_BEFORE_SHAPE.sub(r"\2\1", apart))


def _with_few_marks(signs: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for one in signs.group():
        marks = marks + 1 if unicodedata.combining(one) else 0
        if marks <= _MOST_MARKS:
            kept.append(one)
    return "".join(kept)


def clean(text: str) -> str:
    """One line of text: junk gone, composed, HTML white space collapsed, ends trimmed."""
    # What can be printed holds nothing unseen but the grapheme joiner, and no white space but blanks.
    if not text.isprintable() or _JOINER in text:
        text = _BULLETS.sub("•", text)
        text = _PRIVATE.sub("", _without_unseen(text))
        text = _WHITE.sub(" ", text)
    elif "  " in text:
        text = _WHITE.sub(" ", text)
    return nfc(text).strip()


def _without_unseen(text: str) -> str:
    """Zero-width joiners spell words in Arabic and Indic scripts and join emoji: those stay."""
    if "\u200c" not in text and "\u200d" not in text:
        return _UNSEEN.sub("", text)
    kept = [match.group() for match in _JOINERS_THAT_SPELL.finditer(text)]
    if not kept:
        return _UNSEEN.sub("", text)
    pieces = [_UNSEEN.sub("", piece) for piece in _JOINERS_THAT_SPELL.split(text)]
    return "".join(piece + joiner for piece, joiner in zip(pieces, [*kept, ""], strict=True))
