"""Two readings → whether they tell one story. An address that leads to another proves little by itself:
removed stories are led to whatever is new, and a broken template names one canonical address everywhere."""

from __future__ import annotations

from newsarchive.text import fold_layer
from storage.records import Extraction

ENOUGH = 0.5
"""Share of the shorter text's phrases that the other one has too."""
PHRASE = 3


def one_story(one: Extraction, other: Extraction) -> bool:
    """Whether the shorter of the two is for the greater part in the longer one."""
    first, second = _phrases(one), _phrases(other)
    shorter = min(len(first), len(second))
    if not shorter:
        return one.title == other.title
    return len(first & second) >= ENOUGH * shorter


def same_day(one: Extraction, other: Extraction) -> bool:
    """False where both days are known and differ."""
    return not one.published or not other.published or one.published.date == other.published.date


def _phrases(story: Extraction) -> set[tuple[str, ...]]:
    words = fold_layer(" ".join(story.body)).split()
    return {tuple(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)}
