"""Notes below a story on who wrote it: found by their place and their wording, and left out."""

from __future__ import annotations

import re

from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.words.phrases import begins, holds

_LONGEST = 500
_LONGEST_BETWEEN = 160
_MOST = 4
_WORD = r"[^\W\d_a-z][\w.'’-]*"
_NAME = re.compile(rf"(?:[^\W\d_]+ )?((?:{_WORD}\s+){{1,3}}{_WORD})(?:,[^,]{{2,60}},)? (?=[^\W\d_])")
_QUOTED = re.compile('["“„«]')
_TOLD = ("paragraph", "item", "quote")


def drop_author_notes(region: Region) -> None:
    """Paragraphs at the end that say of somebody told of nowhere else that he writes for a living."""
    told = [at for at, kind in enumerate(region.kinds) if kind in _TOLD]
    for at in reversed(told[len(told) // 2 :][-_MOST:]):
        text = region.pieces[at].text
        name = _noted(text) if region.kinds[at] == "paragraph" and len(text) <= _LONGEST else ""
        if name:
            last = name.split()[-1]
            if any(last in region.pieces[other].text for other in told if other < at):
                return
            region.kinds[at] = "other"
        elif len(text) > _LONGEST_BETWEEN:
            return


def _noted(text: str) -> str:
    """Whom a note is on; empty where it is none."""
    found = _NAME.match(text)
    if found is None or _QUOTED.search(text):
        return ""
    rest = text[found.end() :]
    return found[1] if begins(rest, "copula") and holds(text, "writers") else ""
