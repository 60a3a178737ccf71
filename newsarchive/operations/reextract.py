"""Stored pages through today's rules: what changed, was gained or lost in each field, and kept if asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.archive import Archive
from newsarchive.ingest import lessons
from newsarchive.ingest.article import add_reading, keep_story
from newsarchive.ingest.conveyor import drain
from newsarchive.ingest.rereading import Rereader
from newsarchive.ingest.texts import text_digest
from newsarchive.ingest.work import Work
from newsarchive.profile import Profile
from newsarchive.workers import WorkerPool, map_jobs
from storage.records import Capture, Exchange, Extraction, Lead, Learnt, Reading
from storage.repositories import Unit
from storage.repositories.stories import VersionRecord

FIELDS = (
    "kind", "title", "kicker", "lead", "dateline", "published", "modified", "byline",
    "body", "captions", "section", "tags", "language",
)  # fmt: skip


@dataclass(slots=True)
class Comparison:
    """Pages read, and for each field how many read the same, differently, newly or no longer.

    `articles` and `refusals`: pages that became an article, and articles today's rules refuse.
    """

    pages: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in FIELDS})
    articles: int = 0
    refusals: int = 0

    def count(self, before: Extraction, after: Extraction) -> None:
        for name in FIELDS:
            self.fields[name][_verdict(getattr(before, name), getattr(after, name))] += 1

    def to_json(self) -> dict[str, object]:
        words = ("same", "changed", "gained", "lost")
        fields = {name: {word: counts[word] for word in words} for name, counts in self.fields.items()}
        return {
            "pages": self.pages,
            "fields": fields,
            "refused_to_article": self.articles,
            "article_to_refused": self.refusals,
        }


def _verdict(before: object, after: object) -> str:
    if before == after:
        return "same"
    if not _there(before):
        return "gained"
    return "changed" if _there(after) else "lost"


def _there(value: object) -> bool:
    return bool(value.raw) if hasattr(value, "raw") else bool(value)


def reextract(
    archive: Archive,
    profiles: Mapping[str, Profile],
    pool: WorkerPool,
    *,
    portals: Sequence[str] = (),
    since: datetime | None = None,
    dry_run: bool = False,
    learn: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Read every stored page of the portals again. Without `dry_run`, a reading that differs in its reader
    becomes the current extraction of its version; the earlier ones stay, no version is made.

    Each portal is read with what was learnt of it last; `learn` has it learnt anew from the stored pages
    first, which `dry_run` does not keep.
    """
    comparison = Comparison()
    asked = list(portals or profiles)
    learnt = (
        _learnt_anew(archive, profiles, asked, pool, dry_run) if learn else lessons.current(archive, asked)
    )
    rereader = Rereader(archive, profiles, pool, learnt)
    with archive.database.reading() as unit:
        stored = list(unit.captures.stories(tuple(portals), since))
    readings = map_jobs(pool, (rereader.job(capture) for capture, _ in stored))
    for (capture, article), reading in zip(stored, readings, strict=True):
        comparison.pages += 1
        with archive.database.reading() as unit:
            before = _version(unit, capture, article)
        _compare(comparison, before, reading)
        if not dry_run and isinstance(reading.result, Extraction):
            _keep(archive, profiles[capture.portal], capture, before, reading, rereader)
        progress(comparison.pages)
    if not dry_run:
        drain(archive)
    return comparison


def _learnt_anew(
    archive: Archive, profiles: Mapping[str, Profile], portals: Iterable[str], pool: WorkerPool, dry_run: bool
) -> dict[str, Learnt]:
    found = {slug: lessons.study(archive, profiles[slug], pool) for slug in portals}
    if dry_run:
        return found
    return {slug: lessons.keep(archive, slug, learnt) for slug, learnt in found.items()}


def _version(unit: Unit, capture: Capture, article: str | None) -> VersionRecord | None:
    """The version that was read from this capture; None where it was refused."""
    place = capture.warc, capture.offset
    versions = unit.articles.versions(article) if article else []
    return next((one for one in versions if (one.capture.warc, one.capture.offset) == place), None)


def _compare(comparison: Comparison, before: VersionRecord | None, reading: Reading) -> None:
    after = reading.result
    if before is None:
        comparison.articles += isinstance(after, Extraction)
    elif isinstance(after, Extraction):
        comparison.count(before.extraction, after)
    else:
        comparison.refusals += 1


def _keep(
    archive: Archive,
    profile: Profile,
    capture: Capture,
    before: VersionRecord | None,
    reading: Reading,
    rereader: Rereader,
) -> None:
    story = reading.result
    assert isinstance(story, Extraction)
    with archive.database.writing() as unit:
        number = unit.captures.find(capture.warc, capture.offset)
        assert number is not None
        if before is None:
            if _outdated(unit, profile, capture):
                return
            done = keep_story(unit, profile, _work(capture, reading), capture, rereader)
            if done.article:
                unit.captures.accept(number, done.article, done.outcome)
        elif before.reader != reading.reader:
            add_reading(unit, before.id, number, reading.reader, story, text_digest(story))
            unit.changes.forget(before.article)


def _outdated(unit: Unit, profile: Profile, capture: Capture) -> bool:
    """Whether the article has a later state already, which an earlier page must not replace."""
    article = unit.articles.find(capture.portal, profile.key(capture.lead_url))
    current = unit.articles.current(article) if article else None
    return current is not None and current.capture.fetched_at >= capture.fetched_at


def _work(capture: Capture, reading: Reading) -> Work:
    lead = Lead(capture.lead_url, "article", "", capture.hints)
    exchange = Exchange(capture.url, b"", b"", capture.fetched_at)
    return Work(capture.portal, capture.run, lead, "article", exchange, reading)
