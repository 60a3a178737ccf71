"""What the store remembers of a portal: its profile, cut down to a row."""

from __future__ import annotations

from newsarchive.profile import Profile
from storage.records import PortalRecord


def portal_record(profile: Profile) -> PortalRecord:
    return PortalRecord(
        slug=profile.slug,
        name=profile.name,
        homepage=profile.homepage,
        place=profile.place,
        status=profile.status,
        platform=profile.platform,
        languages=profile.languages,
        timezone=profile.timezone,
        domains=profile.hosts,
        verified=profile.verified,
        profile_digest=profile.digest,
    )
