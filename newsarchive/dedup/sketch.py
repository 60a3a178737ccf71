"""A story's body → its sketch: the keys under which copies of it are looked for, and samples of its
phrases, figures and names by which two stories are compared.

The same text gives the same sketch on every machine: hashes are of folded words, and nothing is seeded.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import compress, pairwise
from zlib import crc32

from newsarchive.text import fold_layer, words

PHRASE, RUN = 3, 5
"""Words in a phrase that is compared, and in a run that is a key: five in a row are rarely met by chance."""
FEWEST = 40
"""Stories of fewer phrases (photo notes, price lists) share them by chance and are not compared."""
KEYS, MOST_KEYS, RUNS_PER_KEY = 16, 48, 28
LATELY = 1 << 16
MOST = 4_000
"""Phrases kept of the longest texts; of others every second one, the same ones in every story."""

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x2000)) if letter.isupper())
_CAPITALS = re.compile(f"[{_UPPER}]\\w*(?: [{_UPPER}]\\w*)+")
_HEAD = struct.Struct("<HHH")


@dataclass(frozen=True)
class Sketch:
    """`phrases` in the order of the text, each once; `figures` are numbers and dates, `names` pairs of
    capitalised words."""

    keys: frozenset[int]
    phrases: tuple[int, ...]
    figures: frozenset[int]
    names: frozenset[int]

    @cached_property
    def held(self) -> frozenset[int]:
        return frozenset(self.phrases)


def sketch(text: str) -> Sketch | None:
    """The sketch of a story's body; None for one too short to be compared."""
    codes = array("I", b"".join(map(_CODES.__getitem__, text.split())))
    columns = [codes[place::RUN] for place in range(RUN)]
    phrases, runs = _hashes(columns[:PHRASE]), set(_hashes(columns))
    if len(phrases) < FEWEST or len(set(phrases)) < FEWEST:
        return None
    return Sketch(
        # Signed, as both databases keep integers of four bytes.
        frozenset(one - 0x8000_0000 for one in _smallest(runs, _wanted(len(runs)))),
        tuple(dict.fromkeys(_sampled(phrases)))[:MOST],
        _fewest(crc32(figure.encode()) >> 16 for figure in _FIGURE.findall(text)),
        _fewest(_names(text)),
    )


def packed(one: Sketch) -> bytes:
    """What is compared, as the store keeps it; two bytes a number."""
    parts = one.phrases, sorted(one.figures), sorted(one.names)
    numbers = array("H", [number for part in parts for number in part])
    if sys.byteorder == "big":
        numbers.byteswap()
    return _HEAD.pack(*map(len, parts)) + numbers.tobytes()


def unpacked(kept: bytes, keys: Sequence[int] = ()) -> Sketch:
    phrases, figures, names = _HEAD.unpack_from(kept)
    numbers = array("H", kept[_HEAD.size :])
    if sys.byteorder == "big":
        numbers.byteswap()
    of_figures, of_names = phrases + figures, phrases + figures + names
    return Sketch(
        frozenset(keys),
        tuple(numbers[:phrases]),
        frozenset(numbers[phrases:of_figures]),
        frozenset(numbers[of_figures:of_names]),
    )


def _fewest(numbers: Iterable[int]) -> frozenset[int]:
    found = frozenset(numbers)
    return found if len(found) <= MOST else frozenset(sorted(found)[:MOST])


def _hashes(columns: Sequence[array[int]]) -> array[int]:
    """The hash of each run of as many words as there are columns: its words' codes, each of its place, in
    one exclusive or. For all runs at once, as long numbers."""
    count = max(len(columns[0]) - len(columns) + 1, 0)
    mixed = 0
    for place, column in enumerate(columns):
        mixed ^= int.from_bytes(column[place : place + count].tobytes(), sys.byteorder)
    return array("I", mixed.to_bytes(count * 4, sys.byteorder))


def _sampled(phrases: array[int]) -> Iterable[int]:
    """The upper half of every hash that is even."""
    halves = array("H", phrases.tobytes())
    upper, lower = (1, 0) if sys.byteorder == "little" else (0, 3)
    return compress(halves[upper::2], phrases.tobytes()[lower::4].translate(_EVEN))


_EVEN = bytes(1 - byte % 2 for byte in range(256))


def _wanted(runs: int) -> int:
    return min(max(KEYS, runs // RUNS_PER_KEY), MOST_KEYS)


def _smallest(hashes: Set[int], count: int) -> list[int]:
    """Hashes are even: most of the larger ones need not be sorted."""
    bound = 3 * count * 2**32 // max(len(hashes), 1)
    small = [one for one in hashes if one < bound]
    return sorted(small if len(small) >= count else hashes)[:count]


class _Codes(dict[str, bytes]):
    """What stands between two spaces → its words' codes, four bytes for each place that a word has in a
    run; those met lately."""

    def __missing__(self, printed: str) -> bytes:
        if len(self) >= LATELY:
            self.clear()
        codes = array("I", b"".join(_code(word) for word in words(fold_layer(printed))))
        if sys.byteorder == "big":
            codes.byteswap()
        self[printed] = found = codes.tobytes()
        return found


_CODES = _Codes()


def _code(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=4 * RUN).digest()


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
