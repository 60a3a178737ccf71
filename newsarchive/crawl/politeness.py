"""How long a portal is left in peace: its own pace, what it asks for, and when to give up for this run."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from scrapy.exceptions import IgnoreRequest

LONGEST_DELAY = 60.0
"""A portal that asks for more between two requests is left alone."""
LONGEST_PAUSE = 300.0
"""A portal that asks us to come back later than this is left alone for the run."""
ERRORS_IN_A_ROW = 5
TRIES = 3
REDIRECTS = 5
TOO_MANY = 429
ASKS_TO_WAIT = frozenset({TOO_MANY, 503})
TRY_AGAIN = frozenset({TOO_MANY, 500, 502, 503, 504})


class LeftWaiting(IgnoreRequest):
    """A request that was not made and says nothing about its lead, which waits for another run."""


class Stopped(LeftWaiting):
    """The run was told to stop while the request waited for its turn."""


class Resting(LeftWaiting):
    """The portal is left in peace for the rest of this run."""


class Pace:
    """One request after another, `delay` seconds between the end of one and the start of the next."""

    def __init__(self, delay: float, clock: Callable[[], float] = monotonic) -> None:
        self.delay = delay
        self._clock = clock
        self._ended = self._not_before = float("-inf")
        self._stop = asyncio.Event()

    def at_least(self, seconds: float) -> None:
        self.delay = max(self.delay, seconds)

    def rest(self, seconds: float) -> None:
        """Nobody asks before that many seconds have passed."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def ended(self) -> None:
        self._ended = self._clock()

    def stop(self) -> None:
        self._stop.set()

    def wait(self) -> float:
        return max(self._ended + self.delay, self._not_before) - self._clock()

    async def turn(self) -> None:
        while (seconds := self.wait()) > 0 and not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)
        if self._stop.is_set():
            raise Stopped


class Breaker:
    """Counts failures in a row; `open` holds why the portal rests for the remainder of the run."""

    def __init__(self, limit: int = ERRORS_IN_A_ROW) -> None:
        self.limit, self.open = limit, ""
        self._row = 0

    def count(self, failed: bool) -> None:
        self._row = self._row + 1 if failed else 0
        if self._row >= self.limit and not self.open:
            self.open = "errors_in_a_row"

    def trip(self, why: str) -> None:
        self.open = self.open or why


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for; None for no header or one that says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return max(0.0, (when - now).total_seconds())


def backoff(attempt: int, delay: float) -> float:
    """Seconds to wait before try number `attempt` + 1."""
    return float(min(LONGEST_DELAY, max(delay, 0.25) * 4**attempt))
