"""Pages read in worker processes of our own, each under a deadline and a memory limit."""

from newsarchive.workers.batches import map_jobs
from newsarchive.workers.forks import WorkersError
from newsarchive.workers.job import Job
from newsarchive.workers.pool import WorkerPool

__all__ = ["Job", "WorkerPool", "WorkersError", "map_jobs"]
