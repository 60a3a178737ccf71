"""An address as a page or its caller writes it → its parts; what is no address has none."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin
from urllib.parse import urlsplit as _urlsplit

_NOWHERE = SplitResult("", "", "", "", "")


def urlsplit(url: str) -> SplitResult:
    """As in the standard library; empty parts instead of an error."""
    try:
        return _urlsplit(url)
    except ValueError:
        return _NOWHERE


def absolute(base: str, address: str) -> str | None:
    """None for what is no address; an address of its own is one whatever the base is."""
    try:
        return urljoin(base, address)
    except ValueError:
        pass
    try:
        return urljoin("", address) if _urlsplit(address).scheme else None
    except ValueError:
        return None
