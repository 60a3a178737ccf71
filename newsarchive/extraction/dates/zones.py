"""What is known of a page → the time zone its papers print, and the order of day and month."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from newsarchive.extraction.dates.moments import Order
from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.words.lexicon import primary, zone_of

_GENERIC_TLDS = frozenset(
    ("com", "org", "net", "edu", "gov", "info", "news", "biz", "co", "io", "tv", "press")
)
_WRITES_MONTH_FIRST = frozenset(("en", "en-us", "en-ph"))
_COUNTRY_OF_TLD = {"uk": "GB"}
# Countries whose papers, but for a few islands, keep one time though the zone table lists several.
_MAIN_ZONE = {
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "FR": "Europe/Paris",
    "UA": "Europe/Kyiv", "VN": "Asia/Ho_Chi_Minh", "CN": "Asia/Shanghai", "NZ": "Pacific/Auckland",
    "MY": "Asia/Kuala_Lumpur", "CL": "America/Santiago", "EC": "America/Guayaquil",
    "AR": "America/Argentina/Buenos_Aires", "CY": "Asia/Nicosia",
}  # fmt: skip


def zone_for(url: str, languages: tuple[str, ...]) -> ZoneInfo | None:
    """By the country of the host name, else by a language that lives in one zone; else nobody knows."""
    host = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    if len(host) == 2 and host not in _GENERIC_TLDS:
        name = _zone_of_country(_COUNTRY_OF_TLD.get(host, host.upper()))
    else:
        name = next((found for found in map(zone_of, languages) if found), None)
    return ZoneInfo(name) if name else None


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    """Country → its zones, from the time zone database itself."""
    found: dict[str, list[str]] = {}
    table = files("tzdata") / "zoneinfo" / "zone.tab"
    for line in table.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found.setdefault(country, []).append(name)
    return found


def _zone_of_country(country: str) -> str | None:
    zones = _zones().get(country, [])
    return _MAIN_ZONE.get(country) or (zones[0] if len(zones) == 1 else None)


def order_for(url: str, languages: tuple[str, ...]) -> Order:
    """Month first only where American English is written."""
    tags = [language.lower().replace("_", "-") for language in languages]
    tld = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    if tags and tags[0] == "en-us":
        return "mdy"
    writes = not tags or tags[0] in _WRITES_MONTH_FIRST or (primary(tags[0]) == "en" and len(tags[0]) == 2)
    return "mdy" if writes and tags and (tld in _GENERIC_TLDS or tld == "us") else "dmy"
