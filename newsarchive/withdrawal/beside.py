"""What of an article stands beside records and rows, in torn tails of WARC files and in run reports → taken
out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from newsarchive.archive import Archive
from newsarchive.ingest import reports
from newsarchive.ingest.redaction import Phrase
from storage.repositories.withdrawals import Withdrawal
from storage.warc.torn import readable, torn_files

GONE = "[withdrawn]"


def take_out(archive: Archive, one: Withdrawal, words: Collection[str], phrases: Sequence[Phrase]) -> None:
    """`words` are its titles and addresses. A torn tail that has any of them goes whole: it never was a
    record."""
    for path in torn_files(archive.warc_root / one.portal):
        text = readable(path).decode("utf-8", "replace")
        if any(word in text for word in words) or any(phrase.stands_in(text) for phrase in phrases):
            path.unlink()
    if one.scope == "content":
        _reports(archive, sorted((word for word in words if "://" in word), key=len, reverse=True))


def unread(archive: Archive, one: Withdrawal) -> list[str]:
    """Torn tails that nobody can read, in words."""
    torn = torn_files(archive.warc_root / one.portal)
    return [f"{path}, a torn tail that cannot be read" for path in torn if not readable(path)]


def _reports(archive: Archive, urls: Sequence[str]) -> None:
    """Problems name addresses."""
    for path in archive.runs_dir.glob("*.json"):
        if (told := _told(path)) is not None and (new := _without(urls, told)) != told:
            reports.write(path, new)
    with archive.database.writing() as unit:
        for run in unit.runs.all():
            if run.finished and (new := _without(urls, run.report)) != run.report:
                unit.runs.finish(run.id, run.finished, run.exit or 0, new)


def _told(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def _without(urls: Sequence[str], told: Any) -> Any:
    if isinstance(told, str):
        for url in urls:
            told = told.replace(url, GONE)
    elif isinstance(told, list):
        return [_without(urls, each) for each in told]
    elif isinstance(told, dict):
        return {name: _without(urls, each) for name, each in told.items()}
    return told
