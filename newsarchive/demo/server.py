"""All papers on one loopback port, told apart by the Host header, in one of two editions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from types import TracebackType

from newsarchive.demo.markup import Visit
from newsarchive.demo.site import Answer, Site
from newsarchive.demo.stories import Edition, Paper, papers

LOOPBACK = "127.0.0.1"
CHUNK = 4096


class DemoServer:
    """Serves until its context ends. `turn` puts another edition on show."""

    def __init__(self, shown: Sequence[Paper] | None = None) -> None:
        self.papers = tuple(shown or papers())
        self._visits = count(1)
        self._http = _Http((LOOPBACK, 0), self)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.turn("before")

    @property
    def port(self) -> int:
        return self._http.server_port

    @property
    def host_map(self) -> list[str]:
        """What `crawl --host-map` needs to find the papers here."""
        return [f"{paper.host}={LOOPBACK}:{self.port}" for paper in self.papers]

    def turn(self, edition: Edition) -> None:
        self._sites = {paper.host: Site(paper, edition) for paper in self.papers}

    def answer(self, host: str, target: str, asked: dict[str, str]) -> Answer:
        site = self._sites.get(host.partition(":")[0].lower())
        if site is None:
            return Answer(421, b"no paper of this name here\n", {"Content-Type": "text/plain"})
        return site.answer(target, asked, Visit(datetime.now(UTC), next(self._visits)))

    def sends_chunks(self, host: str) -> bool:
        site = self._sites.get(host.partition(":")[0].lower())
        return site is not None and site.paper.family == "wordpress"

    def __enter__(self) -> DemoServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    # Connections that a crawl keeps open must not hold up the end.
    block_on_close = False

    def __init__(self, address: tuple[str, int], demo: DemoServer) -> None:
        super().__init__(address, _Handler)
        self.demo = demo


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    server: _Http
    # Small answers in two writes would otherwise wait for each other's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        host = self.headers.get("Host", "")
        asked = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.demo.answer(host, self.path, asked)
        chunked = bool(answer.body) and self.server.demo.sends_chunks(host)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(_chunks(answer.body) if chunked else answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """The terminal belongs to the demonstration's own words."""


def _chunks(body: bytes) -> bytes:
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
