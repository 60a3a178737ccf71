from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loopback import Crawl, Server, answer


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def stranger() -> Iterator[Server]:
    """A server that is nobody's portal: whoever connects to it went astray."""
    stranger = Server(answers={"/": answer("secret")})
    yield stranger
    stranger.close()


@pytest.fixture
def crawled(server: Server, tmp_path: Path) -> Crawl:
    return Crawl(server, tmp_path / "archive")
