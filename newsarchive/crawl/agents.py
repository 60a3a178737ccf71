"""Who we say we are: the User-Agent and From headers, and who may be asked without a contact."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from pathlib import Path

from newsarchive import __version__
from newsarchive.crawl.hostmap import HostMap, host_of
from newsarchive.errors import UsageError
from newsarchive.profile import Profile
from newsarchive.settings import Settings

ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
}


def identity(contact: str, profile: Profile, host_map: HostMap) -> dict[str, object]:
    """Scrapy settings for one portal. Raises UsageError where a publisher could not find out who we are."""
    contact = contact.strip()
    if not contact and not on_loopback(profile, host_map):
        raise UsageError(
            f"{profile.slug}: a crawl says who it is; "
            'put contact = "an address or page" into newsarchive.toml'
        )
    if not contact.isascii() or not contact.isprintable():
        raise UsageError(f"contact = {contact!r}: it stands in a header; write it in ASCII, on one line")
    headers = dict(ACCEPT)
    if "@" in contact and "/" not in contact:
        headers["From"] = contact
    agent = f"newsarchive/{__version__} (+{contact or 'on loopback'})"
    return {"USER_AGENT": agent, "DEFAULT_REQUEST_HEADERS": headers}


def check_identity(archive: Path, profiles: Iterable[Profile], host_map: HostMap) -> None:
    """Raises UsageError, before anything is made or asked, where `identity` would."""
    contact = Settings.load(archive).contact
    for profile in profiles:
        identity(contact, profile, host_map)


def on_loopback(profile: Profile, host_map: HostMap) -> bool:
    """Whether every host of the portal is this machine."""
    return all(_is_loopback(host_of(f"http://{host}/"), host_map) for host in profile.hosts)


def _is_loopback(host: str, host_map: HostMap) -> bool:
    if host in host_map or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
