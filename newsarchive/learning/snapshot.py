"""Captures of one portal and their readings → the snapshot for its next runs.

The readings must have been made with nothing learnt: a snapshot is a function of pages, profile and rules
alone, and never of the snapshot before it. The order of the captures does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from newsarchive.learning.blocks import repeated_blocks
from newsarchive.learning.clocks import page_clocks
from newsarchive.learning.orders import day_month_order
from newsarchive.learning.places import habits_in, layouts_in
from newsarchive.learning.sightings import Sighting, distinct, newest
from storage.records import Learnt

FEWEST_STORIES = 12
"""Distinct stories below which nothing is said of a portal."""


def learn(sightings: Iterable[Sighting], zone: tzinfo | None = None) -> Learnt:
    """`zone` is the portal's, where known; it says which day it was for a fetch."""
    seen = newest(sightings)
    told = distinct(seen)
    if len(told) < FEWEST_STORIES:
        return Learnt()
    stories = [one.sighting for one in told]
    return Learnt(
        blocks=repeated_blocks(told),
        clocks=page_clocks(seen, zone),
        order=day_month_order(stories),
        habits=habits_in(stories),
        layouts=layouts_in(seen),
        stories=len(stories),
    )
