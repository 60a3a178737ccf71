"""A version → where each of its values comes from: rule and place on the page, reader, captures with every
record in the WARC, run and software; and what earlier readings said otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.archive import Archive
from newsarchive.export.records import instant
from newsarchive.extraction.lines import to_json
from storage.records import Capture, Extraction, RunRecord
from storage.repositories import Unit
from storage.repositories.provenance import ReadingRecord, capture_at, imported_from, readings_of
from storage.repositories.stories import VersionRecord
from storage.warc import WarcError, earlier_parts, read_exchange, records_of_exchange

NO_VALUES = frozenset({"id", "url", "evidence", "problems", "extractor"})


def provenance(archive: Archive, unit: Unit, version: VersionRecord) -> dict[str, object]:
    """The whole way of a version, ready for JSON. What the WARC alone knows is null where it is not here."""
    current, *earlier = readings_of(unit.connection, version.id)
    run = unit.runs.get(current.capture.run)
    return {
        "id": version.article,
        "version": version.id,
        "fields": [
            {
                "field": one.field,
                "value": one.value,
                "rule": one.rule,
                "where": one.where,
                "confidence": one.confidence,
            }
            for one in current.extraction.evidence
            if one.chosen
        ],
        "extraction": _reading(current),
        "captures": [
            capture_record(archive, unit, one) for one in captures_of(archive, unit, current.capture)
        ],
        "run": _run(run, current.capture),
        "earlier_readings": [
            {**_reading(one), "differs": differs(one.extraction, current.extraction)} for one in earlier
        ],
    }


def captures_of(archive: Archive, unit: Unit, capture: Capture) -> list[Capture]:
    """The captures of all pages of a story, in their order; the one given ends it."""
    return [*_earlier(archive, unit, capture), capture]


def _earlier(archive: Archive, unit: Unit, capture: Capture) -> Iterator[Capture]:
    try:
        stored = read_exchange(archive.warc_root, capture.warc, capture.offset)
    except (WarcError, OSError):
        return
    for warc, offset in earlier_parts(stored.exchange):
        found = capture_at(unit.connection, warc, offset)
        if found:
            yield found


def capture_record(archive: Archive, unit: Unit, capture: Capture) -> dict[str, object]:
    """`records`: every record of the exchange by its type, with its place; null where the WARC gives none.
    `imported`: where another crawler kept it; null for a capture of our own."""
    return {
        "asked": capture.lead_url,
        "url": capture.url,
        "fetched_at": instant(capture.fetched_at),
        "status": capture.status,
        "digest": capture.digest,
        "warc": capture.warc,
        "offset": capture.offset,
        "length": capture.length,
        "revisit": capture.revisit,
        "run": capture.run,
        "imported": imported_from(unit.connection, capture.warc, capture.offset),
        "records": _records(archive, capture),
    }


def _records(archive: Archive, capture: Capture) -> dict[str, object] | None:
    try:
        found = records_of_exchange(archive.warc_root, capture.warc, capture.offset)
    except (WarcError, OSError):
        return None
    return {
        one.record.type: {"id": one.record.id, "offset": one.offset, "length": one.length} for one in found
    }


def differs(earlier: Extraction, now: Extraction) -> dict[str, object]:
    """The fields that an earlier reading of the same bytes gave otherwise: what it said, what is said now."""
    one, other = to_json("", "", earlier), to_json("", "", now)
    return {
        name: {"said": one[name], "says": other[name]}
        for name in one
        if name not in NO_VALUES and one[name] != other[name]
    }


def _reading(one: ReadingRecord) -> dict[str, object]:
    return {
        "extractor": one.reader.extractor,
        "profile": one.reader.profile,
        "learnt": one.reader.learnt,
        "text_digest": one.text_digest,
        "capture": {"warc": one.capture.warc, "offset": one.capture.offset},
    }


def _run(run: RunRecord | None, capture: Capture) -> dict[str, object]:
    if run is None:
        return {"id": capture.run, "started": None, "finished": None, "command": None, "software": None}
    return {
        "id": run.id,
        "started": instant(run.started),
        "finished": instant(run.finished) if run.finished else None,
        "command": run.command,
        "software": run.software,
    }
