"""One HTTP exchange → the very bytes that were sent and received, also where it was cut short or failed.

Middlewares see too little: by then Twisted has undone chunking and header case, and truncated bodies never
reach them. This leans on names that Scrapy and Twisted do not promise; the pinned versions and the tests
that compare bytes guard it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
from twisted.web.client import Agent, HTTPConnectionPool, _RetryingHTTP11ClientProtocol
from twisted.web.iweb import IResponse

from newsarchive.crawl.wall import FORBIDDEN_ADDRESS, Doors, Refused, Wall

WIRE = "newsarchive_wire"
HEAD_ROOM = 256 * 1024
"""What headers and chunk sizes may take beyond the permitted body."""


class Wire:
    """What one exchange left on the wire. `cut` says that we stopped it for being too long."""

    __slots__ = ("_got", "_limit", "_sent", "_size", "closed", "cut", "peer")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.peer: str | None = None
        self.cut = self.closed = False
        self._start()

    def _start(self) -> None:
        self._sent: list[bytes] = []
        self._got: list[bytes] = []
        self._size = 0

    def begin(self, peer: str) -> None:
        """A request goes out now; what an earlier try left is forgotten, for nobody answered it."""
        self._start()
        self.peer = peer

    def sent(self, data: bytes) -> None:
        self._sent.append(bytes(data))

    def got(self, data: bytes) -> bool:
        """Note what came in; False when it is more than anybody will read."""
        if self.closed or self.cut:
            return not self.cut
        self._size += len(data)
        self.cut = self._size > self._limit
        self._got.append(data)
        return not self.cut

    @property
    def request(self) -> bytes:
        return b"".join(self._sent)

    @property
    def response(self) -> bytes:
        return b"".join(self._got)


class _Tap:
    """A transport that notes what is written through it."""

    def __init__(self, transport: Any, wire: Wire) -> None:
        self._transport, self._wire = transport, wire

    def write(self, data: bytes) -> None:
        self._wire.sent(data)
        self._transport.write(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:  # noqa: N802 (Twisted's name)
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _WireProtocol(_LenientHTTP11ClientProtocol):
    wire: Wire | None = None

    def request(self, request: Any) -> Deferred[IResponse]:
        assert self.wire is not None
        assert self.transport is not None
        transport: Any = self.transport
        self.wire.begin(str(transport.getPeer().host))
        self.transport = _Tap(transport, self.wire)  # type: ignore[assignment]
        try:
            return super().request(request)
        finally:
            self.transport = transport

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self.wire is not None and not self.wire.got(data):
            assert self.transport is not None
            self.transport.abortConnection()
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _WireFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _WireProtocol:  # noqa: ARG002, N802
        return _WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _WirePool:
    """The handler's connections, each handed out with the wire of the exchange it will carry."""

    persistent = True

    def __init__(self, pool: HTTPConnectionPool, wire: Wire) -> None:
        self._pool, self._wire = pool, wire

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[Any]:  # noqa: N802
        return self._pool.getConnection(key, endpoint).addCallback(self._attach)

    def _attach(self, connection: Any) -> Any:
        if isinstance(connection, _RetryingHTTP11ClientProtocol):
            fresh = connection._newConnection
            connection._newConnection = lambda: fresh().addCallback(self._attach)
            connection._clientProtocol.wire = self._wire
        else:
            connection.wire = self._wire
        return connection


class _WireAgent(_ScrapyAgent):
    def __init__(self, wire: Wire, wall: Wall, **settings: Any) -> None:
        super().__init__(**settings)
        self._wire, self._wall = wire, wall

    def _get_agent(self, request: Request, timeout: float) -> Agent:  # noqa: ARG002 (one agent for all)
        from twisted.internet import reactor

        doors = Doors(reactor, self._wall, self._contextFactory)
        return Agent.usingEndpointFactory(reactor, doors, _WirePool(self._pool, self._wire))  # type: ignore


class WireHandler(HTTP11DownloadHandler):
    """Downloads at the portal's pace, behind its wall; the request's meta holds the Wire, come what may."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._visit = crawler.spider.visit  # type: ignore[union-attr]
        self._pool._factory = _WireFactory

    async def download_request(self, request: Request) -> Response:
        await self._visit.turn()
        wire = request.meta[WIRE] = Wire(self._default_maxsize + HEAD_ROOM)
        agent = _WireAgent(
            wire,
            self._visit.wall,
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        try:
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        finally:
            wire.closed = True
            self._visit.pace.ended()
        self._check(wire, request)
        # Here and not where answers are judged: by then the next request may be on its way.
        printed = response.headers.get("Retry-After", b"")
        self._visit.heed(response.status, request.url, (printed or b"").decode("latin-1"))
        return response

    def _check(self, wire: Wire, request: Request) -> None:
        """The third look at the peer, when all is done: nothing from outside the wall is kept or parsed."""
        mapped = self._visit.wall.host_map
        if wire.peer in {address for address, _ in mapped.values()} or self._visit.wall.allows_peer(
            str(wire.peer)
        ):
            return
        request.meta.pop(WIRE)
        raise Refused(FORBIDDEN_ADDRESS, str(wire.peer))
