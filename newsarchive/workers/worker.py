"""What a worker process does: batches of jobs in, one reply a job out, under a memory limit and an alarm."""

from __future__ import annotations

import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

from newsarchive.workers.job import Job
from storage.records import Reading

Work = Callable[[Job], Reading]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that one page may cost."""

    deadline: float
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """`spent`: the worker has no memory left and ends after this reply."""

    outcome: Literal["read", "failed", "spent"]
    reading: Reading | None = None
    detail: str = ""


def serve(connection: Connection, work: Work, limits: Limits) -> None:
    """Answer batches until the other side is gone. Whoever dies of a page takes no other page along."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    while True:
        try:
            batch: list[Job] = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own parent
        except (EOFError, ConnectionError):
            return
        for job in batch:
            # The parent keeps the deadline. The alarm is for a worker whose parent is gone: its default
            # action ends the process even inside a parser that never comes back to Python.
            signal.setitimer(signal.ITIMER_REAL, limits.deadline * 2)
            outcome, reply = _attempt(work, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send_bytes(reply)
            if outcome == "spent":
                return


def _attempt(work: Work, job: Job) -> tuple[str, bytes]:
    """The one place where any error at all may be met: it costs its own page, and says what it was."""
    try:
        reply = Reply("read", work(job))
        return reply.outcome, pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        reply = Reply("spent", detail="out of memory")
    except Exception as error:  # noqa: BLE001 - the boundary named above
        reply = Reply("failed", detail=repr(error)[:500])
    return reply.outcome, pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
