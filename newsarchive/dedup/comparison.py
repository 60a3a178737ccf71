"""Two sketches → how much the stories share, and whether one is a copy of the other.

A copy shares phrases all along the shorter text, and where it does, its figures and names are the same. A
report from the same template has other figures; a follow-up shares some paragraphs and no others.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.dedup.sketch import PHRASE, Sketch

CONTAINED, OVERLAP, SPREAD = 0.38, 0.2, 0.72
"""Share of the shorter story's phrases, of both stories' phrases, and of the stretches of the shorter one
that a copy must have in common with the other."""
NEIGHBOURS = 4
"""A stretch is common where a phrase within so many sampled ones is."""
FIGURES_OFF, NAMES_OFF = 0.25, 0.25
"""How many more of the figures and names than of the words may be others, beside one that always may; of
names only where figures are the same."""
KIN_CONTAINED, KIN_FIGURES_OFF, KIN_NAMES_OFF = 0.15, 0.6, 0.75
"""The same for two copies of one story, each of which may have been edited."""


@dataclass(frozen=True, slots=True)
class Shared:
    """`overlap` is the share of both stories' phrases (Jaccard), `contained` that of the shorter one's."""

    overlap: float
    contained: float


def shared(left: Sketch, right: Sketch) -> Shared:
    """Quickest where `left` is the one that is compared with many."""
    common = len(left.held.intersection(right.phrases))
    fewer, every = min(len(left.phrases), len(right.phrases)), len(left.phrases) + len(right.phrases) - common
    return Shared(common / every if every else 0.0, common / fewer if fewer else 0.0)


def copies(left: Sketch, right: Sketch) -> Shared | None:
    """What the two share, if one is a copy of the other; a function of the two texts and of nothing else."""
    found = shared(left, right)
    if found.contained < CONTAINED or found.overlap < OVERLAP:
        return None
    kept = found.contained ** (1 / PHRASE)
    figures_off, names_off = 1 - kept + FIGURES_OFF, 1 - kept**2 + NAMES_OFF
    if not _agree(left.figures, right.figures, figures_off):
        return None
    # Greetings, condolences and notices have no figures: there a name is all that tells two apart.
    beside = 0 if left.figures.isdisjoint(right.figures) else 1
    if not _agree(left.names, right.names, names_off, beside):
        return None
    return found if _spread(left, right) >= SPREAD else None


def kin(left: Sketch, right: Sketch) -> bool:
    """Whether both may be copies of the same story, be they ever so edited."""
    return (
        shared(left, right).contained >= KIN_CONTAINED
        and _agree(left.figures, right.figures, KIN_FIGURES_OFF)
        and _agree(left.names, right.names, KIN_NAMES_OFF)
    )


def _agree(left: frozenset[int], right: frozenset[int], off: float, beside: int = 1) -> bool:
    fewer = min(len(left), len(right))
    return fewer - len(left & right) <= beside + off * fewer


def _spread(left: Sketch, right: Sketch) -> float:
    """The share of the shorter story's stretches that the other has too."""
    short, other = sorted((left, right), key=lambda one: (len(one.phrases), one.phrases))
    # A byte for each phrase, 1 where it is common; then 1 in the bytes beside it, too.
    common = int.from_bytes(bytes(map(other.held.__contains__, short.phrases)), "little")
    near = common
    for away in range(1, NEIGHBOURS + 1):
        near |= common << 8 * away | common >> 8 * away
    within = (1 << 8 * len(short.phrases)) - 1
    return (near & within).bit_count() / len(short.phrases)
