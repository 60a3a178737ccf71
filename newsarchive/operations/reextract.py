"""Stored pages through today's rules: what changed, was gained or lost in each field, kept or only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsarchive.archive import Archive
from newsarchive.ingest.conveyor import Rereader
from newsarchive.ingest.keep import add_reading, keep_story
from newsarchive.ingest.texts import text_digest
from newsarchive.ingest.work import Work
from newsarchive.profile import Profile
from newsarchive.workers import WorkerPool, map_jobs
from storage.records import Capture, Exchange, Extraction, Lead, Reading
from storage.repositories.articles import Current

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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A capture whose page is to be read again; `current` is None where it was refused."""

    capture: Capture
    current: Current | None
    article: str | None


def reextract(
    archive: Archive,
    profiles: Mapping[str, Profile],
    pool: WorkerPool,
    *,
    portals: Sequence[str] = (),
    since: datetime | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Read every stored page of the portals again. Without `dry_run`, a reading that differs in its reader
    becomes the current extraction of its version; the earlier ones stay, no version is made."""
    comparison = Comparison()
    rereader = Rereader(archive, profiles, pool)
    kept = list(_stored(archive, portals, since))
    readings = map_jobs(pool, (rereader.job(one.capture) for one in kept))
    for one, reading in zip(kept, readings, strict=True):
        comparison.pages += 1
        _compare(comparison, one, reading)
        if not dry_run:
            _keep(archive, profiles, one, reading, rereader)
        progress(comparison.pages)
    return comparison


def _stored(archive: Archive, portals: Sequence[str], since: datetime | None) -> Iterator[_Kept]:
    with archive.database.reading() as unit:
        for capture, article in unit.captures.stories(tuple(portals), since):
            yield _Kept(capture, unit.articles.at_capture(capture), article)


def _compare(comparison: Comparison, one: _Kept, reading: Reading) -> None:
    after = reading.result
    if one.current is None:
        comparison.articles += isinstance(after, Extraction)
    elif isinstance(after, Extraction):
        comparison.count(one.current.extraction, after)
    else:
        comparison.refusals += 1


def _keep(
    archive: Archive, profiles: Mapping[str, Profile], one: _Kept, reading: Reading, rereader: Rereader
) -> None:
    story = reading.result
    if not isinstance(story, Extraction):
        return
    with archive.database.writing() as unit:
        if one.current is None:
            profile = profiles[one.capture.portal]
            keep_story(unit, profile, _work(one.capture, reading), one.capture, rereader)
        elif one.current.reader != reading.reader and one.article:
            add_reading(unit, one.article, one.current, story, reading, text_digest(story))


def _work(capture: Capture, reading: Reading) -> Work:
    lead = Lead(capture.lead_url, "article", "", capture.hints)
    exchange = Exchange(capture.url, b"", b"", capture.fetched_at)
    return Work(capture.portal, capture.run, lead, "article", exchange, reading)
