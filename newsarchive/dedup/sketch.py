"""A story's body → its sketch: the keys under which copies of it are looked for, and samples of its
phrases, figures and names by which two stories are compared.

The same text gives the same sketch on every machine: hashes are CRC-32 of folded words, nothing is seeded.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import pairwise
from zlib import crc32

from newsarchive.text import fold_layer, words

PHRASE, RUN = 3, 5
"""Words in a phrase that is compared, and in a run that is a key: five in a row are rarely met by chance."""
FEWEST = 40
"""Stories of fewer phrases (photo notes, price lists) share them by chance and are not compared."""
KEYS, MOST_KEYS, RUNS_PER_KEY = 16, 48, 28
SAMPLED = 2
"""One phrase in so many is kept, the same ones in every story."""
MOST = 4_000
"""Phrases kept of the longest texts."""

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x2000)) if letter.isupper())
_CAPITALS = re.compile(f"[{_UPPER}]\\w*(?: [{_UPPER}]\\w*)+")
_HEAD = struct.Struct("<HHH")


@dataclass(frozen=True, slots=True)
class Sketch:
    """`phrases` in the order of the text; `figures` are numbers and dates, `names` pairs of capitalised
    words."""

    keys: frozenset[int]
    phrases: tuple[int, ...]
    figures: frozenset[int]
    names: frozenset[int]


def sketch(text: str) -> Sketch | None:
    """The sketch of a story's body; None for one too short to be compared."""
    codes = b"".join(map(_code, words(fold_layer(text))))
    phrases = dict.fromkeys(_hashes(codes, PHRASE))
    if len(phrases) < FEWEST:
        return None
    runs = set(_hashes(codes, RUN))
    wanted = min(max(KEYS, len(runs) // RUNS_PER_KEY), MOST_KEYS)
    sampled = dict.fromkeys(one >> 16 for one in phrases if one % SAMPLED == 0)
    figures = _FIGURE.findall(text)
    return Sketch(
        # Signed, as both databases keep integers of four bytes.
        frozenset(one - 0x8000_0000 for one in nsmallest(wanted, runs)),
        tuple(sampled)[:MOST],
        frozenset(crc32(figure.encode()) >> 16 for figure in figures),
        frozenset(_names(text)),
    )


def packed(one: Sketch) -> bytes:
    """What is compared, as the store keeps it; two bytes a number."""
    parts = one.phrases, sorted(one.figures)[:MOST], sorted(one.names)[:MOST]
    numbers = array("H", [number for part in parts for number in part])
    if sys.byteorder == "big":
        numbers.byteswap()
    return _HEAD.pack(*map(len, parts)) + numbers.tobytes()


def unpacked(kept: bytes, keys: Sequence[int] = ()) -> Sketch:
    phrases, figures, names = _HEAD.unpack_from(kept)
    numbers = array("H", kept[_HEAD.size :])
    if sys.byteorder == "big":
        numbers.byteswap()
    return Sketch(
        frozenset(keys),
        tuple(numbers[:phrases]),
        frozenset(numbers[phrases : phrases + figures]),
        frozenset(numbers[phrases + figures : phrases + figures + names]),
    )


def _hashes(codes: bytes, size: int) -> list[int]:
    width = size * 4
    return [crc32(codes[at : at + width]) for at in range(0, len(codes) - width + 1, 4)]


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> bytes:
    return crc32(word.encode()).to_bytes(4, "little")


def _names(text: str) -> list[int]:
    """Hashes of neighbours that both begin with a capital: most pairs of them belong to a name."""
    found = []
    for run in _CAPITALS.findall(text):
        parts = [_capital(word) for word in run.split(" ")]
        pairs = pairwise(parts)
        found += [crc32(f"{one} {two}".encode()) >> 16 for one, two in pairs if one and two]
    return found


@lru_cache(maxsize=1 << 16)
def _capital(word: str) -> str:
    """The word folded, where it is written as names are; empty for acronyms."""
    return "" if word.isupper() else fold_layer(word)
