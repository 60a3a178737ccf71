"""A profile → a spider: discovery first, then the stories that wait in the database, all as items."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from newsarchive.crawl.answers import Answers
from newsarchive.crawl.errands import Errand, Flight
from newsarchive.crawl.exchanges import Fetched
from newsarchive.crawl.further import onward
from newsarchive.crawl.options import Options
from newsarchive.crawl.session import Session
from newsarchive.crawl.walk import Step, Walk
from newsarchive.errors import UsageError
from newsarchive.ingest import Ingested
from newsarchive.profile import Profile

ERRAND = "newsarchive_errand"
WINDOW = 32
BATCH = 64
SHUT_OUT = 100
"""How many waiting leads are told that robots.txt could not be had; the others just go on waiting."""


class PortalSpider(Spider):
    """One portal. A subclass a profile is made by the loader; nothing in it depends on which."""

    profile: ClassVar[Profile]
    session: Session
    alone: bool
    """Whether the session is this spider's own, as under `scrapy crawl`."""

    def __init__(
        self,
        session: Session | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: str | None = None,
        backfill: str | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            raise ScrapyUsageError(
                f"unknown argument {', '.join(sorted(unknown))}; known: since, until, limit, backfill"
            )
        super().__init__()
        try:
            options = session.options if session else Options.parse(since, until, limit, backfill)
        except UsageError as error:
            raise ScrapyUsageError(str(error)) from error
        self.options = options
        if session:
            self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.alone = not hasattr(spider, "session")
        if spider.alone:
            spider.session = Session.from_settings(crawler.settings, cls.profile, spider.options)
        spider._enter(crawler)
        return spider

    def _enter(self, crawler: Crawler) -> None:
        self.visit = self.session.visits[self.name]
        self.flight = Flight()
        self.answers = Answers(self.visit)
        self.walk = Walk(self.profile, self.options, self.session.complete(self.name))
        self._skipped: set[str] = set()
        self._taken = 0
        self._again: list[Errand] = []
        self._loose: set[asyncio.Future[Ingested]] = set()
        for name, value in self.session.settings_for(self.profile).items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(self._crashed, signals.spider_error)
        crawler.signals.connect(self._unkept, signals.item_error)

    async def start(self) -> AsyncIterator[Any]:
        if self.session.wanted is not None:
            for lead in self.session.wanted.get(self.name, ()):
                yield self._request(Errand(lead, lead.url, self.profile.key(lead.url)))
        else:
            async for request in self._discover():
                yield request
            async for request in self._stories():
                yield request
        while self.flight or self._again:
            for request in self._repeats():
                yield request
            await self.flight.news()
        await asyncio.gather(*self._loose, return_exceptions=True)

    async def _discover(self) -> AsyncIterator[Request]:
        self.walk.begin()
        while not self._over():
            for step in self.walk.steps():
                if (errand := await self._errand_of(step)) and not self._over():
                    yield self._request(errand)
            if not self.flight:
                self.visit.complete = not (self.visit.shut or self.visit.breaker.open or self.visit.stopped)
                return
            await self.flight.news()

    async def _errand_of(self, step: Step) -> Errand | None:
        """Conditional, unless what comes after an unchanged document may never have been read."""
        url = step.lead.url
        known = await self.session.seen(self.name, url)
        seen = known.last_fetched if known else None
        if not self.walk.worth(step, seen):
            return None
        if known is None or self.walk.must_read(seen):
            return Errand(step.lead, url, step=step, seen=seen)
        return Errand(
            step.lead, url, step=step, etag=known.etag, last_modified=known.last_modified, seen=seen
        )

    async def _stories(self) -> AsyncIterator[Request]:
        await self.session.due(self.name)
        while not self._over() and (batch := await self._batch()):
            for errand in batch:
                while len(self.flight) >= WINDOW:
                    await self.flight.news()
                if self._over():
                    return
                self._taken += 1
                yield self._request(errand)
                for request in self._repeats():
                    yield request

    async def _batch(self) -> list[Errand]:
        """The next leads that wait and that this run wants."""
        count = min(BATCH, (self.options.limit or BATCH + self._taken) - self._taken)
        found: list[Errand] = []
        while count > 0 and not found:
            without = self.flight.keys() | self._skipped
            waiting = await self.session.waiting(self.name, count, without)
            if not waiting:
                break
            for each in waiting:
                self._skipped.add(each.key)
                if self.options.wants(each.lead, self.profile):
                    found.append(
                        Errand(each.lead, each.lead.url, each.key, None, (), 0, each.etag, each.last_modified)
                    )
        return found

    def _repeats(self) -> Iterator[Request]:
        while self._again:
            yield self._request(self._again.pop())

    def _over(self) -> bool:
        """Whether this run asks nothing more of the portal."""
        budget = self.profile.politeness.pages_per_run
        if self.visit.asked >= budget:
            self.visit.problem("page_budget", f"{budget} requests were made; the rest waits for the next run")
            return True
        return self.visit.shut_out >= SHUT_OUT or bool(self.visit.breaker.open) or self.visit.stopped

    def _request(self, errand: Errand) -> Request:
        self.visit.asked += 1
        self.flight.off(errand)
        return Request(
            errand.url,
            callback=self.parse,
            errback=self.lost,
            headers=errand.headers(),
            meta={ERRAND: errand},
            priority=1 if errand.hops or errand.attempt else 0,
            dont_filter=True,
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        errand: Errand = response.meta[ERRAND]
        yield from self._passed_on(self.answers.came(errand, response.meta))

    def lost(self, failure: Failure) -> Iterator[Any]:
        request: Request = failure.request  # type: ignore[attr-defined]
        errand: Errand = request.meta[ERRAND]
        assert failure.value is not None
        outcome = self.answers.lost(errand, request.meta, failure.value)
        if not outcome:
            self.landed(errand, None, None)
        yield from self._passed_on(outcome)

    def _passed_on(self, outcome: list[Fetched | Errand]) -> Iterator[Any]:
        for each in outcome:
            yield self._request(each) if isinstance(each, Errand) else each

    def keep(self, item: Fetched) -> None:
        """Keep an exchange that no errand waits for; the run does not end before it is kept."""
        task = asyncio.ensure_future(self.session.store(item))
        self._loose.add(task)
        task.add_done_callback(self._kept)

    def _kept(self, task: asyncio.Future[Ingested]) -> None:
        self._loose.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.visit.problem("not_kept", str(error))

    def landed(self, errand: Errand, item: Fetched | None, done: Ingested | None) -> None:
        """The answer is kept (or, without an item, the lead was left waiting): what follows from it?"""
        if not self.flight.landed(errand) or item is None or done is None:
            return
        if done.outcome:
            self._skipped.discard(errand.key)
            self.visit.outcomes[done.outcome] += 1
        if done.reason == "http_304" and errand.conditional:
            self._again.append(errand.anew())
        if further := onward(item, done):
            self._again.append(further)
            return
        fine = self.answers.judge(item, done)
        if errand.step is not None:
            self._learn(errand, errand.step, item, done, fine)

    def _learn(self, errand: Errand, step: Step, item: Fetched, done: Ingested, fine: bool) -> None:
        if step.depth == 1 and not step.candidate:
            self.visit.starts[step.lead.url] = fine
        if not fine and not step.candidate:
            why = done.reason if item.status in (0, 200) else f"http_{item.status}"
            self.visit.problem("discovery", f"{step.lead.url}: {why}")
        if fine and item.reading:
            self.walk.after(step, item.reading.leads, done.new, errand.seen)

    def _crashed(self, failure: Failure, response: Response | Failure) -> None:
        """A fault of ours in a callback must not leave the run waiting for this errand."""
        request: Request = response.request  # type: ignore[union-attr, assignment]
        self.visit.problem("internal", repr(failure.value))
        self.landed(request.meta[ERRAND], None, None)

    def _unkept(self, item: Fetched, failure: Failure) -> None:
        self.visit.problem("not_kept", f"{item.exchange.url}: {failure.value}")
        if item.errand:
            self.landed(item.errand, None, None)
