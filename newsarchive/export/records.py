"""Stored stories → the JSON objects of exports and of `show`."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.extraction.lines import to_json
from storage.records import Moment
from storage.repositories.stories import ArticleRecord, History, Story, VersionRecord


def story_record(story: Story, place: str | None) -> dict[str, object]:
    """One line of a corpus: the object that `extract` gives, in UTC, and what the archive knows of it."""
    reading = story.version.extraction
    record = to_json(story.article.id, story.article.url, reading)
    del record["evidence"]
    return {
        **_facts(story.article),
        "place": place,
        "version": story.version.id,
        "versions": story.article.versions,
        **record,
        "url": story.article.url,
        "published": utc(reading.published),
        "modified": utc(reading.modified),
        "profile": story.version.reader.profile,
    }


def history_record(history: History, shown: VersionRecord) -> dict[str, object]:
    """The object that `extract` gives for one version, with all versions, URLs, former ids and events."""
    return {
        **_facts(history.article),
        "version": shown.id,
        "versions": [version_record(version) for version in history.versions],
        "urls": [seen.url for seen in history.urls],
        "urls_seen": [
            {"url": seen.url, "first_seen": instant(seen.first_seen), "last_seen": instant(seen.last_seen)}
            for seen in history.urls
        ],
        "aliases": list(history.aliases),
        "events": [
            {"kind": event.kind, "at": instant(event.at), "detail": event.detail} for event in history.events
        ],
        **to_json(history.article.id, history.article.url, shown.extraction),
        "url": history.article.url,
    }


def version_record(version: VersionRecord) -> dict[str, object]:
    capture = version.capture
    return {
        "id": version.id,
        "number": version.number,
        "current": version.current,
        "change": version.change,
        "changes": list(version.changes),
        "silent": version.silent,
        "first_seen": instant(version.first_seen),
        "last_seen": instant(version.last_seen),
        "title": version.extraction.title,
        "capture": {
            "url": capture.url,
            "fetched_at": instant(capture.fetched_at),
            "warc": capture.warc,
            "offset": capture.offset,
            "length": capture.length,
            "digest": capture.digest,
        },
        "extractor": version.reader.extractor,
        "profile": version.reader.profile,
    }


def utc(moment: Moment | None) -> dict[str, object] | None:
    """The moment with its instant in UTC and its offset beside it.

    Table readers drop the offset of a time and keep its digits; those of UTC stay right without it.
    """
    if moment is None:
        return None
    value = moment.value
    return {
        "value": instant(value) if value else None,
        "date": moment.date,
        "precision": moment.precision,
        "confidence": moment.confidence,
        "offset": value.isoformat()[-6:] if value else None,
    }


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _facts(article: ArticleRecord) -> dict[str, object]:
    return {
        "id": article.id,
        "portal": article.portal,
        "status": article.status,
        "cluster": article.cluster,
        "first_seen": instant(article.first_seen),
        "last_seen": instant(article.last_seen),
    }
