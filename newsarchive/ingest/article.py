"""One answer to a story's URL → the article, its version or none, its aliases and events.

`address` says whom it concerns, `identity` whose it is, `outcome` what it means when it is the latest known,
`timeline` puts it where it belongs when it is not, and `upkeep` keeps in step what hangs on texts and
versions."""

from __future__ import annotations

from newsarchive.ingest.address import is_late, keys_of, looked_up
from newsarchive.ingest.outcome import Answer
from newsarchive.ingest.rereading import Reread
from newsarchive.ingest.timeline import Timeline
from newsarchive.ingest.upkeep import add_reading
from newsarchive.ingest.work import Ingested, Work
from newsarchive.profile import Profile
from storage.records import Capture
from storage.repositories import Unit

__all__ = ["add_reading", "keep_story"]


def keep_story(unit: Unit, profile: Profile, work: Work, capture: Capture, reread: Reread) -> Ingested:
    """Store the reading of a capture that was kept before, without a line in the ledger."""
    address, known = looked_up(unit, profile, work, capture)
    if is_late(unit, work.portal, capture, address, known):
        keys = keys_of(address, known)
        return Timeline(unit, profile, work, capture, reread).told(known.articles, keys)
    return Answer(unit, profile, work, capture, reread, address, known).kept()
