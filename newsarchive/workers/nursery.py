"""The process that forks workers: small, single-threaded, with everything imported that a worker needs.

Forking from here takes milliseconds, where a fresh interpreter takes half a second. It is no child of a
process pool of the standard library's because those import the program's main module again in each worker.
Commands come over a socket: spawn (with the worker's end of its pipe) and end. When that socket closes, for
whatever reason, all workers are killed.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
from importlib import import_module
from multiprocessing.connection import Connection

from newsarchive.workers.worker import Limits, Work, serve

COMMAND = struct.Struct("!cq")
ANSWER = struct.Struct("!q")
SPAWN, END = b"s", b"e"


def main(control: int, work: str, deadline: float, memory_bytes: int) -> None:
    """Run the nursery. `work` is "module:function"; the module's `prepare()` is called, if it has one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module_name, _, name = work.partition(":")
    module = import_module(module_name)
    getattr(module, "prepare", lambda: None)()
    gc.collect()
    gc.freeze()
    channel = socket.socket(fileno=control)
    _Nursery(channel, getattr(module, name), Limits(deadline, memory_bytes)).run()


class _Nursery:
    def __init__(self, channel: socket.socket, work: Work, limits: Limits) -> None:
        self.channel, self.work, self.limits = channel, work, limits
        self.workers: set[int] = set()

    def run(self) -> None:
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(
                    self.channel, COMMAND.size, 1, flags=socket.MSG_WAITALL
                )
                if len(message) < COMMAND.size:
                    return
                command, pid = COMMAND.unpack(message)
                answer = self._spawn(descriptors[0]) if command == SPAWN else self._end(pid)
                self.channel.sendall(ANSWER.pack(answer))
        except ConnectionError:
            return
        finally:
            for pid in list(self.workers):
                self._end(pid)

    def _spawn(self, descriptor: int) -> int:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self.channel.close()
                serve(Connection(descriptor), self.work, self.limits)
                status = 0
            finally:
                # Nothing of the nursery's own may run in the child, not even its way out.
                os._exit(status)
        os.close(descriptor)
        self.workers.add(pid)
        return pid

    def _end(self, pid: int) -> int:
        """Kill and reap; how the worker had ended, if it was dead already."""
        if pid not in self.workers:
            return 0
        self.workers.discard(pid)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status)
