"""Many jobs → their readings in the same order, all processors busy, memory flat."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from newsarchive.workers.job import Job
from newsarchive.workers.pool import WorkerPool
from storage.records import Reading

BATCH_PAGES = 8
BATCH_BYTES = 1024 * 1024
BATCHES_AHEAD = 3
"""Batches begun or waiting for each worker: enough that none is ever idle, few enough to hold in memory."""


def map_jobs(pool: WorkerPool, jobs: Iterable[Job]) -> Iterator[Reading]:
    """Read all `jobs`, taking them from the iterable only as fast as readings are taken from here."""
    ahead: deque[list[Future[Reading]]] = deque()
    try:
        for batch in _batches(jobs, pool.size):
            ahead.append(pool.submit_batch(batch))
            if len(ahead) >= pool.size * BATCHES_AHEAD:
                yield from _results(ahead.popleft())
        while ahead:
            yield from _results(ahead.popleft())
    finally:
        for futures in ahead:
            for future in futures:
                future.cancel()


def _results(futures: list[Future[Reading]]) -> Iterator[Reading]:
    for future in futures:
        yield future.result()


def _batches(jobs: Iterable[Job], size: int) -> Iterator[list[Job]]:
    """Single pages first, so that a few of them use every worker, then more and more in one message."""
    batch: list[Job] = []
    weight = count = 0
    for job in jobs:
        batch.append(job)
        weight += len(job.page.body)
        if len(batch) >= min(BATCH_PAGES, 1 + count // size) or weight >= BATCH_BYTES:
            yield batch
            batch, weight, count = [], 0, count + 1
    if batch:
        yield batch
