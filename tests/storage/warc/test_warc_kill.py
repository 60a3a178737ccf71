"""A writer killed at random moments: what it acknowledged is there afterwards, whole, and nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from storage.warc import exchanges, recover

WRITER = """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from storage.records import Exchange
    from storage.warc import WarcWriter
    out = WarcWriter(Path(sys.argv[1]), "bao", "r1", {}, datetime.now(UTC), roll_bytes=200_000)
    number = 0
    while True:
        for _ in range(5):
            number += 1
            body = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + os.urandom(3000)
            out.append(Exchange(f"https://bao.example/{number}", b"GET", body, datetime.now(UTC)))
        out.sync()
        print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_moment(tmp_path: Path, seed: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    assert process.stdout
    told = [process.stdout.readline()]
    time.sleep(random.Random(seed).uniform(0, 0.25))
    process.send_signal(signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    acknowledged = max(int(line) for line in told if line.endswith("\n"))
    for path in sorted(tmp_path.rglob("*.open")):
        recover(path)
    names = sorted(tmp_path.rglob("*.warc.gz"))
    found = [int(one.exchange.url.rpartition("/")[2]) for path in names for one in exchanges(path)]
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= acknowledged > 0
