"""URLs as names: one spelling for each address, and the article ids derived from it."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}

# Where a reader came from, or who the reader is; never which page is meant.
# fmt: off
TRACKING = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid",
    "igshid", "igsh", "zarsrc", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "wt_mc",
    "wt.mc_id", "at_medium", "at_campaign", "ns_source", "ns_mchannel", "ns_campaign", "cmpid", "ncid",
    "spm", "vero_id", "rss_ref", "phpsessid", "jsessionid", "sessionid", "aspsessionid",
))
# fmt: on
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_", "hsa_")

_PLAIN_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,20}")
_PLAIN = re.compile(r"[A-Za-z0-9/._~=&-]*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = _UNRESERVED | frozenset("!$&'()*+,;=:@/?%")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?;]*", re.IGNORECASE)


class _Address(NamedTuple):
    spelling: str
    host: str
    port: int
    local: str


def canonical(url: str) -> str:
    """The one spelling of a web address; ValueError for what is none, or carries a user's name."""
    return _address(url).spelling


def local(url: str) -> str:
    """The canonical path and query: what names a page within its portal."""
    return _address(url).local


def authority(url: str) -> tuple[str, int]:
    """Canonical host and effective port; ValueError where `canonical` refuses."""
    address = _address(url)
    return address.host, address.port


def article_id(slug: str, key: str) -> str:
    return f"{slug}-{sha256(f'{slug} {key}'.encode()).hexdigest()[:16]}"


# One URL is asked about several times in a row, and parsing is most of what each question costs.
@lru_cache(maxsize=4096)
def _address(url: str) -> _Address:
    parts = urlsplit(url.strip())
    if parts.scheme not in PORTS:
        raise ValueError(f"not a web address: {url!r}")
    if "@" in parts.netloc:
        raise ValueError(f"an address with a user name in it: {url!r}")
    host, port = _host(parts), parts.port or PORTS[parts.scheme]
    path = _dotless(_escaped(_SESSION_IN_PATH.sub("", parts.path.replace("\\", "/"))))
    query = _escaped(_untracked(parts.query))
    rest = f"{path}?{query}" if query else path
    at = host if port == PORTS[parts.scheme] else f"{host}:{port}"
    return _Address(f"{parts.scheme}://{at}{rest}", host, port, rest)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host)}]"
    if _PLAIN_HOST.fullmatch(host):
        return host
    spelt = host.encode("idna").decode("ascii").lower().rstrip(".")
    if not spelt or not re.fullmatch(r"[a-z0-9._-]+", spelt):
        raise ValueError(f"no usable host in {parts.netloc!r}")
    return spelt


def _untracked(query: str) -> str:
    if not query:
        return ""
    return "&".join(pair for pair in query.split("&") if pair and not _tracks(pair.partition("=")[0].lower()))


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _escaped(text: str) -> str:
    """Percent-encoding in one form: no escape that is not needed, none missing, hex digits in capitals."""
    if _PLAIN.fullmatch(text):
        return text
    text = _ESCAPE.sub(_unescape, text)
    text = re.sub(r"%(?![0-9A-F]{2})", "%25", text)
    return "".join(c if c in _KEPT else _bytes_escaped(c) for c in text)


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _bytes_escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _dotless(path: str) -> str:
    if "/." not in path:
        return path or "/"
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps and steps[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
