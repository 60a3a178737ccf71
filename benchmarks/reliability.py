"""Confidences and whether the answers were right → how far the confidences can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean

EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)
_Z = 1.64  # nine in ten
SURE = 0.5

Said = Sequence[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one confidence: how many, how sure on average, the share that was right, and between
    what shares the true one lies (Wilson, nine in ten)."""

    count: int
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """`ece`: expected calibration error; `false_and_sure`: wrong answers with confidence above one half."""

    count: int
    wrong: int
    false_and_sure: int
    ece: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(said: Said) -> Reliability:
    bins = []
    for low, high in pairwise(EDGES):
        inside = [one for one in said if low <= one[0] < high]
        if inside:
            bins.append(_bin(inside))
    return Reliability(
        count=len(said),
        wrong=sum(not right for _, right in said),
        false_and_sure=sum(not right and sure > SURE for sure, right in said),
        ece=sum(one.count * abs(one.confidence - one.right) for one in bins) / len(said),
        brier=mean((sure - right) ** 2 for sure, right in said),
        bins=tuple(bins),
    )


def _bin(inside: Said) -> Bin:
    count, right = len(inside), mean(float(right) for _, right in inside)
    middle = (right + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    reach = _Z / (1 + _Z**2 / count) * sqrt(right * (1 - right) / count + _Z**2 / (4 * count**2))
    return Bin(
        count, mean(sure for sure, _ in inside), right, max(0.0, middle - reach), min(1.0, middle + reach)
    )
