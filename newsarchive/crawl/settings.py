"""The Scrapy project's settings: polite, behind the wall, nothing listening, nothing guessed.

NEWSARCHIVE_ARCHIVE (the archive's directory) and NEWSARCHIVE_PORTALS (directories of further profiles) may
be set here, with -s, or in the environment.
"""

from __future__ import annotations

import os

BOT_NAME = "newsarchive"
COMMANDS_MODULE = "newsarchive.crawl.commands"
SPIDER_LOADER_CLASS = "newsarchive.crawl.loader.ProfileLoader"
NEWSARCHIVE_ARCHIVE = os.environ.get("NEWSARCHIVE_ARCHIVE", "archive")
NEWSARCHIVE_PORTALS = os.environ.get("NEWSARCHIVE_PORTALS", "")

# Nothing listens, nothing is remembered outside the archive.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
HTTPCACHE_ENABLED = False
STATS_DUMP = False

# What may be fetched, and how much of it.
DOWNLOAD_HANDLERS = {
    "http": "newsarchive.crawl.wire.WireHandler",
    "https": "newsarchive.crawl.wire.WireHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_FAIL_ON_DATALOSS = True
MEMUSAGE_ENABLED = False

# One request after another. How long between two is the Visit's to say: Scrapy's own delay is halved by
# its jitter, counts from the wrong end and knows no Retry-After.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 2  # of one answer; Scrapy starts so many tasks for each
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = False
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Redirects, retries, robots.txt and codings are ours: each hop and each try is an exchange to be kept, and
# bytes are decoded where a bomb harms nobody.
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
COMPRESSION_ENABLED = False
REFERER_ENABLED = False
HTTPERROR_ALLOW_ALL = True
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "newsarchive.crawl.robots.RobotsGuard": 100,
    "newsarchive.crawl.wall.ScopeGuard": 990,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
ITEM_PIPELINES = {
    "newsarchive.crawl.pipelines.ReadPage": 100,
    "newsarchive.crawl.pipelines.KeepCapture": 200,
}
EXTENSIONS = {
    "newsarchive.crawl.report.RunReport": 100,
    "scrapy.extensions.feedexport.FeedExporter": None,
}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
LOG_LEVEL = "INFO"
