"""Pages of one portal and what was read in them → what they have in common: a frozen snapshot, and rules
that a profile could begin with. Pure: nothing is fetched, kept or remembered."""

from newsarchive.learning.proposal import proposed_profile
from newsarchive.learning.sightings import MOST, Sighting
from newsarchive.learning.snapshot import FEWEST_STORIES, learn

__all__ = ["FEWEST_STORIES", "MOST", "Sighting", "learn", "proposed_profile"]
