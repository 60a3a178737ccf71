"""robots.txt by RFC 9309: an answer's status and bytes → what may be fetched, how often, and what to note."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler

from newsarchive.crawl.exchanges import Fetched, fetched, not_asked, redirect_of
from newsarchive.crawl.failures import DOWNLOAD_ERRORS, PASSING, broken
from newsarchive.crawl.politeness import LONGEST_DELAY, TOO_MANY, TRY_AGAIN, LeftWaiting, Resting, backoff
from newsarchive.crawl.wall import Refused
from newsarchive.crawl.wire import WIRE
from storage.records import Lead
from storage.warc import Parsed, parse_response

if TYPE_CHECKING:
    from newsarchive.crawl.spider import PortalSpider

AGENT = "newsarchive"
CAP = 500 * 1024
REDIRECTS = 5
TRIES = 2

DISALLOWED = "robots"
UNREACHABLE = "robots_unreachable"
RATE_LIMITED = "robots_rate_limited"
DELAY_TOO_LONG = "crawl_delay_too_long"

_ASKING = "newsarchive_robots"


@dataclass(frozen=True)
class Rules:
    """What one host's robots.txt says to us.

    `shut` is a reason for which nothing at all is fetched; `note` says what was odd, for the run report.
    """

    parser: Protego | None = None
    shut: str = ""
    delay: float | None = None
    note: str = ""

    def refusal(self, url: str) -> str:
        """Why a URL may not be fetched; empty if it may."""
        if self.shut or self.parser is None:
            return self.shut
        return "" if self.parser.can_fetch(url, AGENT) else DISALLOWED


def rules_of(status: int, content_type: str, body: bytes) -> Rules:
    """Redirects are followed before this; whatever is left of them counts as unreachable."""
    if status == TOO_MANY:
        return Rules(shut=RATE_LIMITED, note="robots.txt answered 429: the host is left alone")
    if 400 <= status < 500:
        return Rules(note=f"robots.txt answered {status}: everything allowed")
    if not 200 <= status < 300:
        return Rules(shut=UNREACHABLE, note=f"robots.txt answered {status}: nothing is fetched")
    return _parsed(content_type, body)


def _parsed(content_type: str, body: bytes) -> Rules:
    note = "" if len(body) <= CAP else f"robots.txt is longer than {CAP} bytes: the rest is not read"
    text = body[:CAP].removeprefix(b"\xef\xbb\xbf")
    if b"\0" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Rules(shut=UNREACHABLE, note="robots.txt is not UTF-8 text: nothing is fetched")
    if "html" in content_type.lower() or text.lstrip()[:1] == b"<":
        return Rules(note="robots.txt is an HTML page: no rules in it")
    parser = Protego.parse(text.decode("utf-8", "replace"))
    delay = parser.crawl_delay(AGENT)
    if delay is None or not math.isfinite(delay) or delay < 0:
        return Rules(parser, note=note)
    if delay > LONGEST_DELAY:
        return Rules(parser, DELAY_TOO_LONG, delay, f"robots.txt asks for {delay:g} s between requests")
    return Rules(parser, delay=delay, note=note)


class RobotsGuard:
    """Downloader middleware: asks each host's robots.txt first, once a run, and keeps its answer."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.spider: PortalSpider = crawler.spider  # type: ignore[assignment]
        self.visit = self.spider.visit
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsGuard:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(_ASKING):
            return
        self.visit.wall.check(request.url)
        rules = await self._rules_for(request.url)
        if self.visit.breaker.open:
            raise Resting(self.visit.breaker.open)
        if reason := rules.refusal(request.url):
            raise Refused(reason, request.url)

    async def _rules_for(self, url: str) -> Rules:
        where = urljoin(url, "/robots.txt")
        if where not in self._rules:
            self._rules[where] = asyncio.ensure_future(self._ask(where))
        return await asyncio.shield(self._rules[where])

    async def _ask(self, url: str) -> Rules:
        """The rules of one host, told to the visit."""
        rules = self.visit.rules[url] = await self._follow(url)
        if rules.note:
            self.visit.robots.append({"url": url, "note": rules.note})
        if rules.shut in (RATE_LIMITED, DELAY_TOO_LONG):
            self.visit.rest(rules.shut, rules.note)
        elif rules.shut:
            self.visit.shut = True
            self.visit.problem(rules.shut, rules.note)
        elif rules.delay is not None:
            self.visit.pace.at_least(rules.delay)
        return rules

    async def _follow(self, url: str) -> Rules:
        asked = url
        for _ in range(REDIRECTS + 1):
            answer = await self._fetch(asked, Lead(url, "section", "robots"))
            if isinstance(answer, str):
                return Rules(shut=answer, note="robots.txt could not be fetched: nothing is fetched")
            target = redirect_of(answer, asked)
            if target is None:
                return rules_of(answer.status, answer.header("content-type") or "", answer.body)
            asked = target
            if not self.visit.wall.profile.allows(asked):
                break
        return Rules(shut=UNREACHABLE, note=f"robots.txt redirects to {asked}: nothing is fetched")

    async def _fetch(self, url: str, lead: Lead) -> Parsed | str:
        """One answer, or why there is none; asked for again where the first try failed in passing.
        Every try is kept."""
        for attempt in range(TRIES):
            request = Request(url, meta={_ASKING: True}, dont_filter=True)
            item, again = await self._once(request, lead)
            self.spider.keep(item)
            if not again:
                break
            self.visit.pace.rest(backoff(attempt, self.visit.pace.delay))
        if not item.exchange.response or item.failure:
            return str(item.exchange.note.get("refused", UNREACHABLE))
        return parse_response(item.exchange.response, CAP + 1)

    async def _once(self, request: Request, lead: Lead) -> tuple[Fetched, bool]:
        """One try and whether another may go better. A LeftWaiting error is no answer: it goes on up."""
        try:
            await self.crawler.engine.download_async(request)
        except LeftWaiting:
            raise
        except Refused as refused:
            return not_asked(self.visit, lead, "robots", request.url, refused=refused.reason), False
        except DOWNLOAD_ERRORS as error:
            item, code = broken(self.visit, lead, "robots", request.url, request.meta.get(WIRE), error)
            return item, code in PASSING
        item = fetched(self.visit, lead, "robots", request.url, request.meta[WIRE])
        return item, item.status in TRY_AGAIN and item.status != TOO_MANY
