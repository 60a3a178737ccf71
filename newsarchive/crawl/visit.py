"""One portal in one run: its wall, its pace, and what the run has to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.crawl.hostmap import HostMap
from newsarchive.crawl.politeness import Breaker, Pace
from newsarchive.crawl.wall import Wall
from newsarchive.profile import Profile


@dataclass
class Visit:
    """Shared by the parts of one crawler; `robots` and `problems` go into the run report.

    `outcomes` counts how leads ended; `asked` counts requests that were made, `answered` those with a
    usable answer. `starts` maps each feed, sitemap or section the profile names to whether it could be
    read. `shut`: robots.txt could not be had. `complete`: discovery came to its end; `ended`: all did.
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
    complete: bool = False
    stopped: bool = False
    ended: bool = False

    @classmethod
    def of(cls, profile: Profile, run: str, clock: Callable[[], datetime], host_map: HostMap) -> Visit:
        pace = Pace(profile.politeness.seconds_between_requests)
        return cls(profile, run, clock, Wall(profile, host_map), pace)

    def problem(self, code: str, detail: str = "") -> None:
        entry = {"code": code, "detail": detail}
        if entry not in self.problems:
            self.problems.append(entry)

    def rest(self, why: str, detail: str) -> None:
        """Leave the portal alone for the rest of the run."""
        if not self.breaker.open:
            self.breaker.trip(why)
            self.problem(why, detail)

    def stop(self) -> None:
        self.stopped = True
        self.pace.stop()

    @property
    def failed(self) -> bool:
        """Nothing of the portal could be fetched, or nothing that names its stories."""
        return not self.answered or (bool(self.starts) and not any(self.starts.values()))
