"""Who reads a page: our version, the profile's digest, the digest of what was learnt."""

from __future__ import annotations

from hashlib import sha256

from newsarchive import __version__
from newsarchive.profile import Profile
from storage.records import Learnt, Reader

EXTRACTOR = f"newsarchive {__version__}"


def reader_of(profile: Profile | None, learnt: Learnt = Learnt()) -> Reader:
    """Equal readers read equal pages equally. Without profile or learning the digests are empty."""
    return Reader(EXTRACTOR, profile.digest if profile is not None else "", _digest(learnt))


def _digest(learnt: Learnt) -> str:
    if not learnt.blocks and not learnt.clocks:
        return ""
    lines = [
        *(f"block {one}" for one in sorted(learnt.blocks)),
        *(f"clock {one}" for one in sorted(learnt.clocks)),
    ]
    return "sha256:" + sha256("\n".join(lines).encode()).hexdigest()
