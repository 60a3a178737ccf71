"""A hang, a crash, a memory hog: each costs its own page, and nothing is left running."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.workers import Job, WorkerPool, WorkersError, map_jobs
from storage.records import Page, Reading, Refusal

HERE = Path(__file__).parent
DEADLY = {
    "hang": "timeout",
    "hang-in-c": "timeout",
    "abort": "crashed",
    "segfault": "crashed",
    "exit": "crashed",
    "hog": "crashed",
    "raise it": "crashed",
    "unpicklable": "crashed",
}


@pytest.fixture(autouse=True)
def _own_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HERE)


def pool(size: int = 2, deadline: float = 1.0, memory_bytes: int = 400 * 1024**2) -> WorkerPool:
    return WorkerPool(size, deadline, memory_bytes, work="pool_jobs:obey")


def job(order: str) -> Job:
    return Job(Page("https://bao.example/", order.encode()), "article")


def said(reading: Reading) -> str:
    assert isinstance(reading.result, Refusal)
    return (
        reading.result.reason
        if reading.result.reason != "obeyed"
        else reading.result.detail.rpartition(" ")[0]
    )


def pid(reading: Reading) -> int:
    assert isinstance(reading.result, Refusal)
    return int(reading.result.detail.rpartition(" ")[2])


def detail(reading: Reading) -> str:
    assert isinstance(reading.result, Refusal)
    return reading.result.detail


@pytest.mark.parametrize("order", DEADLY)
def test_a_deadly_page_costs_itself_and_the_pool_goes_on(order: str) -> None:
    with pool() as workers:
        futures = [workers.submit(job(name)) for name in ("a", order, "b", order, "c")]
        assert [said(future.result()) for future in futures] == ["a", DEADLY[order], "b", DEADLY[order], "c"]


def test_many_deadly_pages_among_innocent_ones_in_order() -> None:
    """As `extract --jsonl` sends them: several pages in a message."""
    deadly = {30: "hang", 31: "abort", 60: "hog", 77: "segfault", 78: "segfault", 110: "raise x", 119: "exit"}
    orders = [deadly.get(n, f"page {n}") for n in range(120)]
    with pool() as workers:
        found = [said(reading) for reading in map_jobs(workers, map(job, orders))]
    assert found == [DEADLY.get(order.replace(" x", " it"), order) for order in orders]


def test_what_killed_a_worker_is_told() -> None:
    with pool(1) as workers:
        assert "SIGABRT" in detail(workers.read(job("abort")))
        assert "code 3" in detail(workers.read(job("exit")))
        assert "ValueError('it')" in detail(workers.read(job("raise it")))
        assert "memory" in detail(workers.read(job("hog")))
        assert "1 seconds" in detail(workers.read(job("hang")))


def test_a_page_is_not_blamed_for_what_earlier_pages_left_in_memory() -> None:
    with pool(1) as workers:
        orders = ["keep 60"] * 12
        assert [said(reading) for reading in map_jobs(workers, map(job, orders))] == orders


def test_an_error_of_a_page_does_not_cost_the_worker() -> None:
    with pool(1) as workers:
        before = pid(workers.read(job("a")))
        workers.read(job("raise it"))
        assert pid(workers.read(job("b"))) == before


def test_a_worker_that_died_while_idle_costs_no_page() -> None:
    with pool(1) as workers:
        first = pid(workers.read(job("a")))
        os.kill(first, signal.SIGKILL)
        assert said(workers.read(job("b"))) == "b"


def test_a_lost_nursery_is_replaced() -> None:
    with pool(1) as workers:
        first = pid(workers.read(job("a")))
        parent = int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(parent, signal.SIGKILL)
        os.kill(first, signal.SIGKILL)
        assert said(workers.read(job("b"))) == "b"


def test_no_slow_page_holds_up_the_other_worker() -> None:
    with pool(2, deadline=20) as workers:
        slow = workers.submit(job("sleep 2"))
        assert [said(workers.read(job(f"p{n}"))) for n in range(20)] == [f"p{n}" for n in range(20)]
        assert not slow.done()
        slow.result()


def test_jobs_are_taken_no_faster_than_readings() -> None:
    taken = 0

    def endless() -> Iterator[Job]:
        nonlocal taken
        while True:
            taken += 1
            yield job(f"n {taken}")

    with pool(2) as workers:
        readings = map_jobs(workers, endless())
        for number in range(1, 101):
            assert said(next(readings)) == f"n {number}"
        assert taken < 100 + 60
        readings.close()  # type: ignore[attr-defined]


def test_a_few_jobs_use_every_worker() -> None:
    with pool(2, deadline=20) as workers:
        readings = list(map_jobs(workers, [job("sleep 0.3")] * 4))
        assert len({pid(reading) for reading in readings}) == 2


def test_a_future_can_be_awaited() -> None:
    async def ask(workers: WorkerPool) -> Reading:
        return await asyncio.wrap_future(workers.submit(job("a")))

    with pool(1) as workers:
        assert said(asyncio.run(ask(workers))) == "a"


def test_closing_waits_for_what_was_submitted_and_ends_every_process() -> None:
    workers = pool(2, deadline=20)
    futures = [workers.submit(job("sleep 0.1")) for _ in range(6)]
    workers.close()
    readings = [future.result(timeout=0) for future in futures]
    assert all(_gone(pid(reading)) for reading in readings)
    with pytest.raises(RuntimeError, match="closed"):
        workers.submit(job("a"))


def test_an_error_in_the_block_drops_what_has_not_begun() -> None:
    futures = []
    with pytest.raises(KeyboardInterrupt), pool(1, deadline=20) as workers:
        futures = [workers.submit(job("sleep 0.2")) for _ in range(50)]
        raise KeyboardInterrupt
    assert futures[-1].cancelled()


def test_workers_that_cannot_start_say_so(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        WorkerPool(1, work="no_such_module:read") as workers,
        pytest.raises(WorkersError, match="cannot be started"),
    ):
        workers.read(job("a"))
    assert "no_such_module" in capfd.readouterr().err


def test_what_a_worker_prints_stays_off_standard_output(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pool(1) as workers:
        workers.read(job("print noise"))
    captured = capfd.readouterr()
    assert captured.out == "" and "noise" in captured.err


UNGUARDED = """
    import sys, time
    sys.path.insert(0, {here!r})
    from newsarchive.workers import Job, WorkerPool
    from storage.records import Page
    print("main", flush=True)
    workers = WorkerPool(2, 30.0, work="pool_jobs:obey")
    def job(order): return Job(Page("https://bao.example/", order.encode()), "article")
    for future in [workers.submit(job("sleep 0.2")) for _ in range(2)]:
        print(future.result().result.detail.split()[-1], flush=True)
    for order in ("hang", "hang-in-c"):
        workers.submit(job(order))
    time.sleep(0.3)
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM])
def test_no_worker_outlives_its_parent_whose_main_module_runs_once(tmp_path: Path, kill: int) -> None:
    script = tmp_path / "main.py"
    script.write_text(textwrap.dedent(UNGUARDED.format(here=str(HERE))))
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    assert parent.stdout
    lines = []
    while (line := parent.stdout.readline().strip()) != "ready":
        assert line, "the script ended early"
        lines.append(line)
    parent.send_signal(kill)
    parent.wait()
    parent.stdout.close()
    assert lines[0] == "main" and lines.count("main") == 1
    pids = [int(line) for line in lines[1:]]
    until = time.monotonic() + 10
    while time.monotonic() < until and not all(map(_gone, pids)):
        time.sleep(0.02)
    assert all(map(_gone, pids))


def _gone(process: int) -> bool:
    """True also for a dead process that nobody has reaped yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
