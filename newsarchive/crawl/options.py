"""What a run was asked for: the days, the number of stories, how deep; from the command line or `-a`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newsarchive.errors import UsageError
from newsarchive.extraction.dates.moments import parse
from newsarchive.profile import Profile
from storage.records import Lead


@dataclass(frozen=True)
class Options:
    """`since` and `until` bound the day a lead says it was published; a lead that says none is fetched."""

    since: date | None = None
    until: date | None = None
    limit: int | None = None
    backfill: bool = False

    @classmethod
    def parse(
        cls, since: str | None, until: str | None, limit: str | int | None, backfill: str | bool | None
    ) -> Options:
        options = cls(_date("since", since), _date("until", until), _count(limit), _truth(backfill))
        if options.since and options.until and options.until < options.since:
            raise UsageError(f"until ({options.until}) lies before since ({options.since})")
        return options

    def wants(self, lead: Lead, profile: Profile) -> bool:
        day = day_of(lead.hints.published, profile)
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def day_of(text: str | None, profile: Profile) -> date | None:
    """The portal's local day that a feed, sitemap or listing printed; None if it cannot be read."""
    moment = parse(text, profile.zone, profile.languages) if text else None
    if moment is None:
        return None
    return moment.value.astimezone(profile.zone).date() if moment.value else moment.day


def _date(name: str, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError(f"{name}={value}: write a day as YYYY-MM-DD") from None


def _count(value: str | int | None) -> int | None:
    if value is None or value == "":
        return None
    try:
        count = int(value)
    except ValueError:
        count = 0
    if count < 1:
        raise UsageError(f"limit={value}: write a number of stories, 1 or more")
    return count


def _truth(value: str | bool | None) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    if value.lower() in ("1", "true", "yes", ""):
        return True
    if value.lower() in ("0", "false", "no"):
        return False
    raise UsageError(f"backfill={value}: write yes or no")
