"""A portal's profile: TOML, checked and merged with its platform, becomes one frozen value."""

from newsarchive.profile.model import Profile
from newsarchive.profile.reading import merged, profile_from
from newsarchive.profile.rules import Rule
from newsarchive.profile.tables import FIELDS, Discovery, Expectations, Layout, Network, Politeness, Range

__all__ = [
    "FIELDS",
    "Discovery",
    "Expectations",
    "Layout",
    "Network",
    "Politeness",
    "Profile",
    "Range",
    "Rule",
    "merged",
    "profile_from",
]
