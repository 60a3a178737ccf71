"""The parent's side of the nursery: start it, ask it for workers, have them ended."""

from __future__ import annotations

import json
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from newsarchive.errors import NewsarchiveError
from newsarchive.workers.job import Job
from newsarchive.workers.nursery import ANSWER, COMMAND, END, SPAWN
from newsarchive.workers.worker import Limits, Reply

START_SECONDS = 60.0
_BOOT = (
    "import json, sys; told = json.loads(sys.argv[1]); sys.path[:] = told.pop('path'); "
    "from newsarchive.workers.nursery import main; main(**told)"
)


class WorkersError(NewsarchiveError):
    """No worker process could be started."""


class LateError(Exception):
    """A worker did not answer within its deadline."""


class Worker:
    """One worker process and the pipe to it. `served`: pages it has answered for."""

    def __init__(self, pid: int, connection: Connection) -> None:
        self.pid, self.connection, self.served = pid, connection, 0

    def send(self, batch: Sequence[Job]) -> None:
        self.connection.send_bytes(pickle.dumps(list(batch), pickle.HIGHEST_PROTOCOL))

    def receive(self, deadline: float) -> Reply:
        """The next reply. LateError, or EOFError or OSError if the worker is dead."""
        if not self.connection.poll(deadline):
            raise LateError
        reply: Reply = pickle.loads(self.connection.recv_bytes())  # noqa: S301 - from our own child
        self.served += 1
        return reply


class Forks:
    """Starts workers, from any thread. The nursery is started with the first of them, and again if lost."""

    def __init__(self, work: str, limits: Limits) -> None:
        self.work, self.limits = work, limits
        self._lock = Lock()
        self._nursery: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def spawn(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                pid = self._ask(SPAWN, 0, theirs)
            except OSError:
                self._lose()
                try:
                    pid = self._ask(SPAWN, 0, theirs)
                except OSError as error:
                    ours.close()
                    raise WorkersError(f"the worker processes cannot be started: {error}") from error
        return Worker(pid, Connection(ours.detach()))

    def end(self, worker: Worker) -> str:
        """Kill a worker. How it had ended by itself, in words; empty if it had not."""
        worker.connection.close()
        try:
            code = self._ask(END, worker.pid)
        except OSError:
            self._lose()
            return "lost with its nursery"
        if code == -signal.SIGKILL:
            return ""
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def close(self) -> None:
        """End the nursery, and with it every worker still there."""
        with self._lock:
            self._stop()

    def _ask(self, command: bytes, pid: int, descriptor: socket.socket | None = None) -> int:
        with self._lock:
            channel = self._channel or self._start()
            descriptors = [descriptor.fileno()] if descriptor else []
            socket.send_fds(channel, [COMMAND.pack(command, pid)], descriptors)
            answer = channel.recv(ANSWER.size, socket.MSG_WAITALL)
        if len(answer) < ANSWER.size:
            raise ConnectionError("the nursery ended")
        return int(ANSWER.unpack(answer)[0])

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        told = {
            "path": [path or str(Path.cwd()) for path in sys.path],
            "control": theirs.fileno(),
            "work": self.work,
            "deadline": self.limits.deadline,
            "memory_bytes": self.limits.memory_bytes,
        }
        with theirs:
            # A session of its own: Ctrl-C at the terminal is the parent's business. What a parser prints
            # must not get between the lines that a command prints.
            self._nursery = subprocess.Popen(  # noqa: S603 - our own interpreter and code
                [sys.executable, "-c", _BOOT, json.dumps(told)],
                stdin=subprocess.DEVNULL,
                stdout=2,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        ours.settimeout(START_SECONDS)
        self._channel = ours
        return ours

    def _lose(self) -> None:
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._channel:
            self._channel.close()
        if self._nursery:
            try:
                self._nursery.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self._nursery.kill()
                self._nursery.wait()
        self._channel = self._nursery = None
