"""What the pool's tests have their workers do: the page's body is the order."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

from newsarchive.workers import Job
from storage.records import Reader, Reading, Refusal

READER = Reader("test 1", "", "")
KEPT: list[bytes] = []
MEBIBYTE = 1024 * 1024


def hang(_: str) -> None:
    while True:
        time.sleep(60)


def hang_in_c(_: str) -> None:
    sum(range(10**12))


def hog(_: str) -> None:
    hoard = []
    while True:
        hoard.append(bytes(16 * MEBIBYTE))


def keep(mebibytes: str) -> None:
    KEPT.append(b"x" * int(mebibytes) * MEBIBYTE)


def fail(detail: str) -> None:
    raise ValueError(detail)


ORDERS: dict[str, Callable[[str], object]] = {
    "hang": hang,
    "hang-in-c": hang_in_c,
    "hog": hog,
    "keep": keep,
    "raise": fail,
    "abort": lambda _: os.abort(),
    "segfault": lambda _: os.kill(os.getpid(), signal.SIGSEGV),
    "exit": lambda _: os._exit(3),
    "print": lambda text: sys.stdout.write(f"{text}\n"),
    "sleep": lambda seconds: time.sleep(float(seconds)),
}


def obey(job: Job) -> Reading:
    text = job.page.body.decode("latin-1")
    order, _, argument = text.partition(" ")
    if order == "unpicklable":
        return Reading(lambda: None, (), READER)  # type: ignore[arg-type]
    ORDERS.get(order, str)(argument)
    sys.stdout.flush()
    return Reading(Refusal("obeyed", f"{text} {os.getpid()}"), (), READER)
