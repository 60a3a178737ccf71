from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loopback import Command, Crawl, Server, answer


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


@pytest.fixture
def command(tmp_path: Path) -> Command:
    command = Command(tmp_path)
    command.describe("village")
    return command
