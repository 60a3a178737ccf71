"""A time as a feed or sitemap printed it → an aware time, or None where it says none."""

from __future__ import annotations

from datetime import datetime, tzinfo
from email.utils import parsedate_to_datetime


def moment(printed: str | None, zone: tzinfo) -> datetime | None:
    """ISO 8601 (sitemaps, Atom) or RFC 822 (RSS); without an offset it is local to the portal."""
    if not printed:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(printed.strip())
        except (ValueError, TypeError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    return None
