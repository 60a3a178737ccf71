"""The words of a story → a MinHash signature, the bands to look it up by, and overlap of two signatures."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from rensa import RMinHash

PERMUTATIONS = 128
BANDS, ROWS = 32, 4
"""32 bands of 4: pairs with half of their shingles in common meet in a band with a chance of 0.87."""
SHINGLE = 3
"""Words in a shingle: a Vietnamese word is one to three written syllables."""
FEWEST_SHINGLES = 40
"""Shorter stories (photo notes, price lists) share phrases by chance and are not compared."""
SEED = 20210721
"""Fixed for ever: signatures of different runs must be comparable."""


@dataclass(frozen=True, slots=True)
class Signature:
    """`values` holds PERMUTATIONS unsigned 32-bit numbers, little-endian."""

    shingles: int
    values: bytes

    def bands(self) -> list[bytes]:
        """One 8-byte digest a band, different for different bands with equal values."""
        width = ROWS * 4
        cuts = [self.values[at : at + width] for at in range(0, BANDS * width, width)]
        return [
            hashlib.blake2b(cut, digest_size=8, salt=band.to_bytes(2, "big")).digest()
            for band, cut in enumerate(cuts)
        ]


def signature(words: list[str]) -> Signature | None:
    """The signature of a story given as folded words; None where it is too short to compare."""
    shingles = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    if len(shingles) < FEWEST_SHINGLES:
        return None
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(shingles))
    return Signature(len(shingles), struct.pack(f"<{PERMUTATIONS}I", *minhash.digest()))


def overlap(left: bytes, right: bytes) -> float:
    """Estimated share of common shingles (Jaccard), 0..1, of two signatures' values."""
    unpack = struct.Struct(f"<{PERMUTATIONS}I").unpack
    same: int = sum(a == b for a, b in zip(unpack(left), unpack(right), strict=True))
    return same / PERMUTATIONS
