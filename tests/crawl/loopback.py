"""A portal on loopback whose every byte a test writes, and which notes every byte it was asked with."""

from __future__ import annotations

import json
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.run import crawl
from newsarchive.profile import Profile

HOST = "portal.example"


@dataclass
class Asked:
    """One request as it came in; `at` is when it was complete."""

    at: float
    raw: bytes

    @property
    def path(self) -> str:
        return self.raw.split(b" ", 2)[1].decode()

    def header(self, name: str) -> str | None:
        for line in self.raw.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


Answer = bytes | Callable[[Asked], bytes]


@dataclass
class Server:
    """Paths → whole answers, from the status line on. A list is gone through, its last answer repeated.
    An answer is followed by the end of the connection unless it says how long it is. The connection is
    closed instead of the first answer after `hang_up_after`."""

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    hang_up_after: int = 0
    tls: ssl.SSLContext | None = None
    overlaps: int = 0

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._busy = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Nobody answers here any more."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def count(self, path: str) -> int:
        return self.paths().count(path)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        if self.tls:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                return
        with connection:
            while (raw := _head(connection)) and self._answer(connection, Asked(time.monotonic(), raw)):
                pass

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        """Whether the connection goes on."""
        if self.hang_up_after and len(self.asked) == self.hang_up_after:
            self.hang_up_after = 0
            return False
        with self._lock:
            self._busy += 1
            self.overlaps += self._busy > 1
            self.asked.append(asked)
            answer = self.answers.get(asked.path, NOT_FOUND)
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
        try:
            data = answer if isinstance(answer, bytes) else answer(asked)
            connection.sendall(data)
        except OSError:
            return False
        finally:
            with self._lock:
                self._busy -= 1
        head = data.partition(b"\r\n\r\n")[0].lower()
        return (
            b"content-length" in head or b"chunked" in head or b" 304 " in head
        ) and b"cut: yes" not in head


def _head(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            more = connection.recv(65536)
        except OSError:
            return b""
        if not more:
            return b""
        data += more
    return data


def answer(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer with its length; header names have underscores for hyphens."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Content_Type" not in headers:
        lines.append("Content-Type: text/html; charset=utf-8")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


NOT_FOUND = answer("<h1>not here</h1>", "404 Not Found")


def redirect(target: str, status: str = "302 Found") -> bytes:
    return answer("", status, Location=target)


def story(number: int, text: str = "") -> str:
    """A page that reads as an article, no two alike."""
    words = f"The council of village {number} met on the square and spoke of the {number}th bridge. {text}"
    paragraphs = "".join(
        f"<p>{words} Paragraph {n} of story {number} says a little more.</p>" for n in range(5)
    )
    return (
        f"<html><head><title>Village {number} builds a bridge</title>"
        f'<meta property="article:published_time" content="2026-02-0{1 + number % 9}T08:00:00+07:00"></head>'
        f"<body><article><h1>Village {number} builds a bridge</h1>{paragraphs}</article></body></html>"
    )


def feed(*numbers: int, host: str = HOST) -> str:
    items = "".join(
        f"<item><title>Village {n}</title><link>http://{host}/story-{n}.html</link></item>" for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def listing(*numbers: int, further: str = "") -> str:
    links = "".join(f'<li><a href="/story-{n}.html">Village {n} builds a bridge</a></li>' for n in numbers)
    on = f'<a rel="next" href="{further}">more</a>' if further else ""
    return f"<html><body><ul>{links}</ul>{on}</body></html>"


def profile_of(slug: str = "village", **tables: Any) -> Profile:
    base: dict[str, Any] = {
        "slug": slug,
        "name": "The Village",
        "homepage": f"http://{HOST}/",
        "timezone": "Asia/Bangkok",
        "languages": ["en"],
        "discovery": {"feeds": ["/feed.xml"], "article_url": r"/story-(\d+)\.html$"},
        "politeness": {"seconds_between_requests": 0},
    }
    for name, table in tables.items():
        base[name] = {**base[name], **table} if isinstance(table, dict) and name in base else table
    return Profile.model_validate(base)


@dataclass
class Crawl:
    """A portal served by `server` and crawled into `archive`, as often as a test likes."""

    server: Server
    archive: Path

    def __call__(self, profile: Profile | None = None, **more: Any) -> dict[str, Any]:
        profile = profile or profile_of()
        host_map = HostMap({HOST: ("127.0.0.1", self.server.port)})
        return crawl(self.archive, [profile], host_map=host_map, **more)

    def one(self, profile: Profile | None = None, **more: Any) -> dict[str, Any]:
        """The only portal of the report."""
        (portal,) = self(profile, **more)["portals"]
        return dict(portal)


TOML = """
name = "The Village"
homepage = "http://{host}/"
timezone = "Asia/Bangkok"
languages = ["en"]
{network}
[discovery]
feeds = ["/feed.xml"]
article_url = '/story-(\\d+)\\.html$'
[politeness]
seconds_between_requests = {pace}
"""


@dataclass
class Command:
    """`newsarchive` in a process of its own, with profiles from `folder / "portals"`."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def describe(self, slug: str, host: str = HOST, network: str = "", pace: float = 0) -> None:
        (self.folder / "portals").mkdir(exist_ok=True)
        text = TOML.format(host=host, network=network, pace=pace)
        (self.folder / "portals" / f"{slug}.toml").write_text(text)

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        options = ["--archive", str(self.archive), "--portals", str(self.folder / "portals")]
        program = "from newsarchive.cli.main import run; run()"
        line = [sys.executable, "-c", program, *options, *words]
        return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)

    def __call__(self, *words: str, server: Server | None = None) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        maps = ["--host-map", f"{HOST}=127.0.0.1:{server.port}"] if server else []
        process = self.start(*words, *maps)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def reports(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text()) for file in sorted((self.archive / "runs").glob("*.json"))]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.archive / "newsarchive.db")) as database:
            return list(database.execute(query))
