"""Distinct stories of a portal → digests of the blocks that stand in them again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from newsarchive.learning.sightings import Told

FEWEST = 8
"""Distinct stories a block must stand in: more than follow-ups of one event repeat a sentence of it."""
SHARE, SHARE_WITHIN = 0.25, 0.5
"""Of all stories: for what opens or ends them, and for what stands anywhere."""
NARROWEST = 20
"""Shorter lines are labels that stories use too: "Question:", "Conclusion"."""
_OPENING, _CLOSING, _AT_EDGE = 2, 4, 0.8
_MOST = 200


def repeated_blocks(stories: Sequence[Told]) -> frozenset[str]:
    """At most the 200 most frequent."""
    holders: dict[str, int] = defaultdict(int)
    at_edge: dict[str, int] = defaultdict(int)
    for told in stories:
        for block, width in told.widths.items():
            if width >= NARROWEST:
                holders[block] += 1
                at_edge[block] += _stands_at_edge(block, told)
    found = {
        block: count for block, count in holders.items() if _repeats(count, at_edge[block], len(stories))
    }
    return frozenset(sorted(found, key=lambda block: (-found[block], block))[:_MOST])


def _stands_at_edge(block: str, told: Told) -> bool:
    first, last = told.blocks.index(block), len(told.blocks) - 1 - told.blocks[::-1].index(block)
    return first < _OPENING or last >= len(told.blocks) - _CLOSING


def _repeats(count: int, at_edge: int, stories: int) -> bool:
    share = SHARE if at_edge >= _AT_EDGE * count else SHARE_WITHIN
    return count >= FEWEST and count >= share * stories
