"""Two thin steps for every item: read the page in a worker process, keep the capture in the archive."""

from __future__ import annotations

from scrapy.crawler import Crawler

from newsarchive.crawl.exchanges import Fetched
from newsarchive.crawl.further import goes_on
from newsarchive.crawl.spider import PortalSpider


class _Step:
    def __init__(self, spider: PortalSpider) -> None:
        self.spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> _Step:
        return cls(crawler.spider)  # type: ignore[arg-type]


class ReadPage(_Step):
    """Strips what is not the story and extracts its fields, or finds the leads of a list."""

    async def process_item(self, item: Fetched) -> Fetched:
        session = self.spider.session
        item.turn = session.turn(item.portal)
        if item.errand is not None:
            try:
                item.reading = await session.read(item)
                item.then = goes_on(item, self.spider.visit)
            except BaseException:
                item.turn.done.set()
                raise
        return item


class KeepCapture(_Step):
    """Stores bytes and fields; passes the item on when both are safe."""

    async def process_item(self, item: Fetched) -> Fetched:
        done = await self.spider.session.store(item)
        if item.errand is not None:
            self.spider.landed(item.errand, item, done)
        return item
