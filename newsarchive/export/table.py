"""Stories → CSV: one flat row an article, safe to open in a spreadsheet, and reversible.

UTF-8 with a byte order mark, every cell quoted. Cells that a spreadsheet would take for a formula begin with
an apostrophe (see `cells`). Lists stand one entry a line within the cell, paragraphs an empty line apart.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping

from newsarchive.export.cells import guarded
from newsarchive.export.output import Output
from newsarchive.export.records import instant, utc
from storage.repositories.stories import Story

COLUMNS = (
    "id", "portal", "place", "version", "versions", "url", "kind", "title", "kicker", "lead", "body",
    "byline", "people", "agencies", "sources", "published_at", "published_date", "published_precision",
    "published_offset", "published_confidence", "modified_at", "modified_date", "section", "tags", "language",
    "captions", "credits", "cluster", "status", "first_seen", "last_seen", "extractor",
)  # fmt: skip


def write_csv(
    stories: Iterable[Story], places: Mapping[str, str | None], out: Output, *, guard: bool = True
) -> int:
    """How many were written. Without `guard` cells stay as stored."""
    lines = _Lines()
    writer = csv.DictWriter(lines, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    cell: Callable[[str], str] = guarded if guard else str
    out.write(b"\xef\xbb\xbf")
    writer.writeheader()
    count = 0
    for story in stories:
        row = _row(story, places.get(story.article.portal))
        writer.writerow({name: cell("" if value is None else str(value)) for name, value in row.items()})
        out.write(lines.taken())
        count += 1
    out.write(lines.taken())
    return count


class _Lines(io.StringIO):
    """What the writer wrote since it was last taken."""

    def taken(self) -> bytes:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text.encode("utf-8")


def _row(story: Story, place: str | None) -> dict[str, object]:
    article, version, reading = story.article, story.version, story.version.extraction
    published, modified = utc(reading.published) or {}, utc(reading.modified) or {}
    return {
        "id": article.id,
        "portal": article.portal,
        "place": place,
        "version": version.id,
        "versions": article.versions,
        "url": article.url,
        "kind": reading.kind,
        "title": reading.title,
        "kicker": reading.kicker,
        "lead": reading.lead,
        "body": "\n\n".join(reading.body),
        "byline": reading.byline.raw,
        "people": "\n".join(person.name for person in reading.byline.people),
        "agencies": "\n".join(reading.byline.agencies),
        "sources": "\n".join(reading.byline.sources),
        "published_at": published.get("value"),
        "published_date": published.get("date"),
        "published_precision": published.get("precision"),
        "published_offset": f"UTC{published['offset']}" if published.get("offset") else None,
        "published_confidence": published.get("confidence"),
        "modified_at": modified.get("value"),
        "modified_date": modified.get("date"),
        "section": "\n".join(reading.section),
        "tags": "\n".join(reading.tags),
        "language": reading.language,
        "captions": "\n".join(caption.text for caption in reading.captions),
        "credits": "\n".join(caption.credit or "" for caption in reading.captions),
        "cluster": article.cluster,
        "status": article.status,
        "first_seen": instant(article.first_seen),
        "last_seen": instant(article.last_seen),
        "extractor": reading.extractor,
    }
