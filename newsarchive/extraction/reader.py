"""Who reads a page: our version, the profile's digest, the digest of what was learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive import __version__
from newsarchive.extraction.learnt.snapshot import digest_of
from storage.records import Learnt, Reader

if TYPE_CHECKING:
    from newsarchive.profile import Profile

EXTRACTOR = f"newsarchive {__version__}"


def reader_of(profile: Profile | None, learnt: Learnt = Learnt()) -> Reader:
    """Equal readers read equal pages equally. Without profile or learning the digests are empty."""
    return Reader(EXTRACTOR, profile.digest if profile is not None else "", digest_of(learnt))
