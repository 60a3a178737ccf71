"""Jobs in, readings out, read in processes of our own: a page that hangs or crashes costs itself only.

One thread, one pipe and one process a slot, so that ending one worker touches no other. Workers are
started with the first jobs and replaced when they die, when they are late, and after a while anyway.
"""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from newsarchive.workers.forks import Forks, LateError, Worker
from newsarchive.workers.job import Job
from newsarchive.workers.reading import unread
from newsarchive.workers.worker import Limits, Reply
from storage.records import Reading

PAGES_A_LIFE = 2000
"""A worker is replaced after so many pages: parsers leave a little memory behind with each."""


class _Task:
    __slots__ = ("future", "job")

    def __init__(self, job: Job) -> None:
        self.job = job
        self.future: Future[Reading] = Future()


class WorkerPool:
    """`size` defaults to the number of processors this process may use. `work` names the function that
    reads a job in the worker, as "module:function"."""

    def __init__(
        self,
        size: int | None = None,
        deadline: float = 5.0,
        memory_bytes: int = 1024**3,
        work: str = "newsarchive.workers.reading:read",
    ) -> None:
        self.size = size or len(os.sched_getaffinity(0))
        self.deadline = deadline
        self._forks = Forks(work, Limits(deadline, memory_bytes))
        self._queue: queue.SimpleQueue[list[_Task] | None] = queue.SimpleQueue()
        self._closed = False
        self._slots = [
            threading.Thread(target=self._slot, daemon=True, name="worker slot") for _ in range(self.size)
        ]
        for slot in self._slots:
            slot.start()

    def submit(self, job: Job) -> Future[Reading]:
        """The reading to come. It is a Refusal where the page was late ("timeout") or deadly ("crashed");
        an exception only if no worker process can be started."""
        return self.submit_batch([job])[0]

    def submit_batch(self, jobs: Sequence[Job]) -> list[Future[Reading]]:
        """Several pages in one message to one worker, for many small ones. Each still stands for itself."""
        if self._closed:
            raise RuntimeError("the worker pool is closed")
        tasks = [_Task(job) for job in jobs]
        self._queue.put(tasks)
        return [task.future for task in tasks]

    def read(self, job: Job) -> Reading:
        return self.submit(job).result()

    def close(self, *, cancel: bool = False) -> None:
        """Wait for what was submitted (`cancel`: only for what has begun), then end every process."""
        self._closed = True
        if cancel:
            self._cancel_waiting()
        for _ in self._slots:
            self._queue.put(None)
        for slot in self._slots:
            slot.join()
        self._forks.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(cancel=kind is not None)

    def _cancel_waiting(self) -> None:
        while True:
            try:
                tasks = self._queue.get_nowait()
            except queue.Empty:
                return
            for task in tasks or ():
                task.future.cancel()

    def _slot(self) -> None:
        worker: Worker | None = None
        while (tasks := self._queue.get()) is not None:
            waiting = deque(task for task in tasks if task.future.set_running_or_notify_cancel())
            try:
                while waiting:
                    worker = worker or self._forks.spawn()
                    worker = self._serve(worker, waiting)
            except Exception as error:  # noqa: BLE001 - whoever waits for these pages must hear of it
                if worker:
                    self._forks.end(worker)
                worker = None
                for task in waiting:
                    task.future.set_exception(error)
        if worker:
            self._forks.end(worker)

    def _serve(self, worker: Worker, waiting: deque[_Task]) -> Worker | None:
        """Let `worker` read until nothing waits or it is no more. What got an answer waits no longer.

        A page is blamed only for the death of a worker that had read no other, because one may die of what
        earlier pages left in its memory. Else the page is the first that the next worker gets.
        """
        try:
            worker.send([task.job for task in waiting])
        except OSError:
            # It died while it was idle.
            self._forks.end(worker)
            return None
        while waiting:
            job, fresh = waiting[0].job, worker.served == 0
            try:
                reply = worker.receive(self.deadline)
            except LateError:
                self._forks.end(worker)
                reading = unread(job, "timeout", f"not read within {self.deadline:g} seconds")
                waiting.popleft().future.set_result(reading)
                return None
            except (EOFError, OSError):
                reply = Reply("spent")
            if reply.outcome == "spent":
                ended = self._forks.end(worker)
                if fresh:
                    reading = unread(job, "crashed", reply.detail or ended)
                    waiting.popleft().future.set_result(reading)
                return None
            reading = reply.reading or unread(job, "crashed", reply.detail)
            waiting.popleft().future.set_result(reading)
        if worker.served < PAGES_A_LIFE:
            return worker
        self._forks.end(worker)
        return None
