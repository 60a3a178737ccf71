"""Stories → JSON lines: one object a line, all keys always there, UTF-8, `\\n`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson

from newsarchive.export.output import Output
from newsarchive.export.records import story_record
from storage.repositories.stories import Story


def write_jsonl(stories: Iterable[Story], places: Mapping[str, str | None], out: Output) -> int:
    """How many were written. `places` names the place of each portal."""
    count = 0
    for story in stories:
        out.write(
            orjson.dumps(
                story_record(story, places.get(story.article.portal)), option=orjson.OPT_APPEND_NEWLINE
            )
        )
        count += 1
    return count
