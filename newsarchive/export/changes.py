"""Changes and events as stored → the JSON objects that `changes` prints."""

from __future__ import annotations

from newsarchive.diff import Difference
from newsarchive.export.records import instant
from storage.repositories.happenings import ChangeRecord, EventRecord


def change_record(one: ChangeRecord) -> dict[str, object]:
    """`classes` has the leading one first; the keys of its measures are null where it was not judged yet."""
    names = ("words_added", "words_removed", "paragraphs_touched", "paragraphs", "notice", "modified_moved")
    return {
        "id": one.article,
        "portal": one.portal,
        "url": one.url,
        "noticed": instant(one.noticed),
        "before": one.before,
        "after": one.version,
        "title": one.title,
        "title_before": one.title_before,
        "change": one.leading,
        "classes": list(one.classes),
        "silent": one.silent,
        **{name: one.measures.get(name) for name in names},
    }


def event_record(one: EventRecord) -> dict[str, object]:
    return {
        "id": one.article,
        "portal": one.portal,
        "url": one.url,
        "title": one.title,
        "event": one.event.kind,
        "at": instant(one.event.at),
        "detail": one.event.detail,
    }


def difference_record(one: Difference) -> dict[str, object]:
    """`was` and `now` are the numbers of the paragraphs before and after, from 1."""
    return {
        "field": one.field,
        "change": one.mark,
        "moved": one.moved,
        "was": list(one.was),
        "now": list(one.now),
        "pieces": [{"mark": piece.mark, "text": piece.text} for piece in one.pieces],
    }
