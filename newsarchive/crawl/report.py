"""A finished session → the run report and its exit code; an extension writes it under plain Scrapy."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.crawler import Crawler

from newsarchive.archive import storage_trouble
from newsarchive.crawl.visit import Visit
from newsarchive.errors import EXIT_ORDER, Exit, StorageTrouble
from newsarchive.extraction.learnt.snapshot import digest_of
from newsarchive.ingest.reports import counts
from storage.records import Learnt, Tally

if TYPE_CHECKING:
    from newsarchive.crawl.session import Session
    from newsarchive.crawl.spider import PortalSpider


class RunReport:
    """Scrapy extension: notes how a spider ended, and ends the session that the spider opened itself."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunReport:
        return cls(crawler)

    async def spider_closed(self, spider: PortalSpider, reason: str) -> None:
        spider.visit.ended = reason == "finished" and not spider.visit.stopped
        spider.session.interrupted |= reason == "shutdown" and not spider.session.broken
        if spider.alone:
            await asyncio.to_thread(spider.session.close)


def report_of(session: Session) -> dict[str, Any]:
    """The report as the contract has it, with robots.txt's notes, problems and the host map beside."""
    portals = [_portal(session, session.visits[slug]) for slug in session.profiles if slug in session.visits]
    portals += [
        _left_alone(slug, "locked", "another run is at work on this portal", Exit.LOCKED)
        for slug in session.locked
    ]
    portals += [
        _left_alone(slug, "damaged", str(trouble), Exit.STORAGE) for slug, trouble in session.damaged.items()
    ]
    report: dict[str, Any] = {
        "run": session.run.id,
        "command": session.run.command,
        "software": session.run.software,
        "started": session.run.started.isoformat(),
        "finished": session.clock().isoformat(),
        "portals": portals,
        "exit": int(run_exit(session)),
    }
    if session.host_map:
        report["host_map"] = session.host_map.to_json()
    if session.broken:
        report["trouble"] = str(session.broken)
    return report


def run_exit(session: Session) -> Exit:
    """The first code, in the order of all commands, that is true of the run."""
    asked = len(session.profiles)
    failed = sum(visit.failed for visit in session.visits.values()) if not session.interrupted else 0
    true = {Exit.DONE}
    if session.interrupted:
        true.add(Exit.INTERRUPTED)
    if session.broken or session.damaged:
        true.add(Exit.STORAGE)
    if len(session.locked) == asked:
        true.add(Exit.LOCKED)
    elif failed + len(session.locked) == asked:
        true.add(Exit.FAILED)
    elif failed or session.locked:
        true.add(Exit.PARTLY)
    return next((code for code in EXIT_ORDER if code in true), Exit.DONE)


def _portal(session: Session, visit: Visit) -> dict[str, Any]:
    tally = _tally(session, visit.profile.slug)
    done = Exit.INTERRUPTED if session.interrupted and not visit.ended else Exit(int(visit.failed))
    return {
        "slug": visit.profile.slug,
        **counts(tally),
        "alarms": [],
        "problems": visit.problems,
        "robots": visit.robots,
        "requests": visit.asked,
        "complete": visit.complete,
        "learnt": digest_of(session.learnt.get(visit.profile.slug, Learnt())) or None,
        "verify_tls": visit.profile.network.verify_tls,
        "exit": int(Exit.STORAGE if session.broken else done),
    }


def _left_alone(slug: str, code: str, detail: str, exit_code: Exit) -> dict[str, Any]:
    problem = {"code": code, "detail": detail}
    rest = {"alarms": [], "problems": [problem], "robots": [], "requests": 0, "complete": False}
    return {"slug": slug, **counts(Tally()), **rest, "exit": int(exit_code)}


def _tally(session: Session, slug: str) -> Tally:
    try:
        with storage_trouble(), session.archive.database.reading() as unit:
            return unit.ledger.tally(session.run.id, slug)
    except StorageTrouble as trouble:
        session.broken = session.broken or trouble
        return Tally()


def completed(runs: Path, portal: str) -> datetime | None:
    """When a run last got to the end of the portal's discovery; None if no report says so."""
    for file in sorted(runs.glob("*.json"), reverse=True):
        try:
            report = json.loads(file.read_text("utf-8"))
            if any(each["slug"] == portal and each.get("complete") for each in report["portals"]):
                return datetime.fromisoformat(report["finished"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None
