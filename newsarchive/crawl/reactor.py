"""A coroutine → run on Twisted's reactor, as often as a process likes, stopped gently by a signal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from scrapy.utils.reactor import install_reactor, is_reactor_installed

from newsarchive.crawl.settings import TWISTED_REACTOR

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T], interrupt: Callable[[], None] = lambda: None) -> T | None:
    """The coroutine's result. The first SIGINT or SIGTERM calls `interrupt`; a second one ends the wait.

    A reactor can be started but once; ours is never stopped, only its loop rests between two calls.
    """
    if not is_reactor_installed():
        install_reactor(TWISTED_REACTOR)
    from twisted.internet import reactor

    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    asyncio.set_event_loop(loop)
    if not reactor.running:
        reactor.startRunning(False)
    task = loop.create_task(work)
    with suppress(asyncio.CancelledError), _signals(loop, interrupt, task):
        return loop.run_until_complete(task)
    return None


@contextmanager
def _signals(
    loop: asyncio.AbstractEventLoop, interrupt: Callable[[], None], task: asyncio.Task[Any]
) -> Iterator[None]:
    told = 0

    def heard() -> None:
        nonlocal told
        told += 1
        if told == 1:
            interrupt()
        else:
            task.cancel()

    handled: list[tuple[signal.Signals, Any]] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        with suppress(ValueError, RuntimeError):  # only a main thread hears signals
            loop.add_signal_handler(number, heard)
            handled.append((number, before))
    try:
        yield
    finally:
        for number, before in handled:
            loop.remove_signal_handler(number)
            signal.signal(number, before)
