"""One portal in one run: its wall, its pace, and what the run has to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.politeness import ASKS_TO_WAIT, LONGEST_PAUSE, Breaker, Pace, Resting, retry_after
from newsarchive.crawl.wall import Wall
from newsarchive.profile import Profile

if TYPE_CHECKING:
    from newsarchive.crawl.robots import Rules


@dataclass
class Visit:
    """Shared by the parts of one crawler; `robots` and `problems` go into the run report.

    `outcomes` counts how leads ended; `asked` counts requests that were made, `answered` those with a
    usable answer. `starts` maps each feed, sitemap or section the profile names to whether it could be
    read. `shut`: a robots.txt could not be had, which ended `shut_out` leads. `complete`: discovery came to
    its end; `ended`: all did. `rules` are those of each robots.txt that was asked for, by its address.
    """

    profile: Profile
    run: str
    clock: Callable[[], datetime]
    wall: Wall
    pace: Pace
    breaker: Breaker = field(default_factory=Breaker)
    robots: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    starts: dict[str, bool] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    shut: bool = False
    shut_out: int = 0
    complete: bool = False
    stopped: bool = False
    ended: bool = False
    rules: dict[str, Rules] = field(default_factory=dict)

    @classmethod
    def of(cls, profile: Profile, run: str, clock: Callable[[], datetime], host_map: HostMap) -> Visit:
        pace = Pace(profile.politeness.seconds_between_requests)
        return cls(profile, run, clock, Wall(profile, host_map), pace)

    def problem(self, code: str, detail: str = "") -> None:
        entry = {"code": code, "detail": detail}
        if entry not in self.problems:
            self.problems.append(entry)

    def count(self, failed: bool, what: str) -> None:
        """Note how an errand ended; too many failures in a row and the portal rests."""
        rested = self.breaker.open
        self.breaker.count(failed)
        if self.breaker.open != rested:
            self.problem(self.breaker.open, f"the last of them: {what}")

    def rest(self, why: str, detail: str) -> None:
        """Leave the portal alone for the rest of the run."""
        if not self.breaker.open:
            self.breaker.trip(why)
            self.problem(why, detail)

    def forbids(self, url: str) -> bool:
        """Whether a robots.txt that is known forbids it."""
        rules = self.rules.get(urljoin(url, "/robots.txt"))
        return rules is not None and bool(rules.refusal(url))

    async def turn(self) -> None:
        """Wait until the portal may be asked; raises LeftWaiting when it may not be any more."""
        await self.pace.turn()
        if self.breaker.open:
            raise Resting(self.breaker.open)

    def heed(self, status: int, url: str, printed: str | None) -> bool:
        """Do as a Retry-After header says; False if there is none that could be meant."""
        asked = retry_after(printed, self.clock()) if status in ASKS_TO_WAIT else None
        if asked is None:
            return False
        if asked > LONGEST_PAUSE:
            self.rest("retry_after", f"{url} asks to come back in {asked:.0f} s")
        else:
            self.pace.rest(asked)
        return True

    def stop(self) -> None:
        self.stopped = True
        self.pace.stop()

    @property
    def failed(self) -> bool:
        """Nothing of the portal could be fetched, or nothing that names its stories."""
        return not self.answered or (bool(self.starts) and not any(self.starts.values()))
