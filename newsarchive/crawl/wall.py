"""What a crawl may touch: URL → scope, name → addresses, address → connection; all else is refused.

Three layers, each enough on its own for what it sees: the URL's host and port before anything is asked,
the addresses a name stands for before a socket is opened, the peer of a connection before a byte is sent.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP6ClientEndpoint, wrapClientTLS
from twisted.internet.error import ConnectError, DNSLookupError
from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer  # type: ignore[import-untyped]

from newsarchive.crawl.hostmap import HostMap
from newsarchive.ingest.barred import WITHDRAWN
from newsarchive.profile import Profile
from newsarchive.urls import authority
from storage.repositories.withdrawals import Closed

LOOKUP_TIMEOUT = 20.0
CONNECT_TIMEOUT = 15.0

OFFSITE = "offsite"
FORBIDDEN_ADDRESS = "forbidden_address"

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
Lookup = Callable[[str], Awaitable[list[str]]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(IgnoreRequest):
    """A request that was not made, or an answer not taken; `reason` is a stable code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def is_public(address: IPAddress) -> bool:
    """Whether an address, or the IPv4 one inside it, belongs to the public internet."""
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inner(address: IPAddress) -> IPAddress:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


async def lookup(host: str) -> list[str]:
    """Every address of a name, in the order the system prefers."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Wall:
    """The scope of one portal in one run."""

    def __init__(self, profile: Profile, host_map: HostMap, lookup: Lookup = lookup) -> None:
        self.profile, self.host_map = profile, host_map
        self._private: tuple[IPNetwork, ...] = tuple(
            ipaddress.ip_network(network) for network in profile.network.allow_private
        )
        self._lookup = lookup
        self._known: dict[str, list[str]] = {}
        self.closed = Closed(profile.slug)

    def check(self, url: str) -> None:
        """Raises Refused for a URL outside the portal's hosts and ports, whoever asks for it, and for the
        addresses of withdrawn stories."""
        if not self.profile.allows(url):
            raise Refused(OFFSITE, url)
        if self.closed.marks and self.closed.holds(self.profile.key(url), url):
            raise Refused(WITHDRAWN, url)

    def allows_peer(self, address: str) -> bool:
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return is_public(peer) or any(_inner(peer) in network for network in self._private)

    async def addresses(self, host: str) -> list[str]:
        """The permitted addresses of a name, asked once a run, so that the answer cannot turn."""
        if host not in self._known:
            try:
                found = await asyncio.wait_for(self._lookup(host), LOOKUP_TIMEOUT)
            except (OSError, UnicodeError, TimeoutError) as error:
                raise DNSLookupError(f"{host}: {error or 'no answer'}") from error
            self._known[host] = [address for address in found if self.allows_peer(address)]
            if found and not self._known[host]:
                self._known.pop(host)
                raise Refused(FORBIDDEN_ADDRESS, f"{host} -> {', '.join(found)}")
        return self._known[host]


class ScopeGuard:
    """Downloader middleware nearest the wire: sees redirects, robots.txt and retries as well.

    It also puts every request of a portal into one queue, whichever of its hosts is asked.
    """

    def __init__(self, wall: Wall) -> None:
        self.wall = wall

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ScopeGuard:
        return cls(crawler.spider.visit.wall)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        self.wall.check(request.url)
        request.meta["download_slot"] = self.wall.profile.slug


@implementer(IAgentEndpointFactory)
class Doors:
    """URL → the endpoint that may be opened for it."""

    def __init__(self, reactor: Any, wall: Wall, tls: Any) -> None:
        self._reactor, self._wall, self._tls = reactor, wall, tls

    def endpointForURI(self, uri: URI) -> Any:  # noqa: N802 (Twisted's name)
        url: bytes = uri.toBytes()  # type: ignore[no-untyped-call]
        host, port = authority(url.decode("ascii"))
        if host in self._wall.host_map:
            return _tcp(self._reactor, *self._wall.host_map[host])
        door: Any = Door(self._reactor, self._wall, host.strip("[]"), port)
        if uri.scheme == b"https":
            return wrapClientTLS(self._tls.creatorForNetloc(host.encode("ascii"), port), door)
        return door


@implementer(IStreamClientEndpoint)
class Door:
    """Opens a connection to one of a name's permitted addresses, if the peer is one."""

    def __init__(self, reactor: Any, wall: Wall, host: str, port: int) -> None:
        self._reactor, self._wall, self._host, self._port = reactor, wall, host, port

    def connect(self, factory: Any) -> Deferred[Any]:
        return deferred_from_coro(self._connect(Watched(factory, self._wall)))

    async def _connect(self, factory: Any) -> Any:
        failed: Exception = DNSLookupError(f"{self._host}: no address")
        for address in await self._wall.addresses(self._host):
            try:
                return await maybe_deferred_to_future(
                    _tcp(self._reactor, address, self._port).connect(factory)
                )
            except ConnectError as error:
                failed = error
        raise failed


class Watched(Factory):
    """Builds no protocol for a peer outside the wall, so that not even a TLS greeting leaves."""

    noisy = False

    def __init__(self, factory: Any, wall: Wall) -> None:
        self._factory, self._wall = factory, wall

    def doStart(self) -> None:  # noqa: N802
        self._factory.doStart()

    def doStop(self) -> None:  # noqa: N802
        self._factory.doStop()

    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802
        peer = str(getattr(addr, "host", ""))
        if not self._wall.allows_peer(peer):
            raise Refused(FORBIDDEN_ADDRESS, peer)
        return self._factory.buildProtocol(addr)


def _tcp(reactor: Any, address: str, port: int) -> Any:
    kind = TCP6ClientEndpoint if ":" in address else TCP4ClientEndpoint
    return kind(reactor, address, port, CONNECT_TIMEOUT)
