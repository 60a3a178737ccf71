"""`scrapy crawl SLUG -a since=…`: Scrapy's command, with errors in one line and an exit code that tells."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import crawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newsarchive.crawl.options import Options
from newsarchive.crawl.session import Session
from newsarchive.crawl.spider import PortalSpider
from newsarchive.errors import NewsarchiveError

ARGUMENTS = ("since", "until", "limit", "backfill")


class Command(crawl.Command):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise ScrapyUsageError("name one portal; `scrapy list` has them all")
        if unknown := sorted(set(opts.spargs) - set(ARGUMENTS)):
            raise ScrapyUsageError(
                f"unknown argument {', '.join(unknown)}; known: {', '.join(ARGUMENTS)}", print_help=False
            )
        assert self.crawler_process
        crawler = self._create_crawler(args[0])
        assert issubclass(crawler.spidercls, PortalSpider)
        try:
            options = Options.parse(*(opts.spargs.get(name) for name in ARGUMENTS))
            session = Session.from_settings(crawler.settings, crawler.spidercls.profile, options)
        except NewsarchiveError as error:
            sys.stderr.write(f"newsarchive: {error}\n")
            self.exitcode = int(error.exit)
            return
        try:
            self.crawler_process.crawl(crawler, session=session)
            self.crawler_process.start()
        finally:
            self.exitcode = session.close()["exit"]
