"""The bare text of a page, as copied from a browser → the same story that its markup would give."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.extraction.dates.moments import parse as parse_moment
from newsarchive.extraction.draft import Draft
from newsarchive.extraction.page.document import Block, BlockKind, Candidate, Document, Story
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.rules import Rulebook
from newsarchive.extraction.words.credits import split
from newsarchive.extraction.words.phrases import begins, is_one
from newsarchive.text import clean
from storage.records import Caption

_ENDS = re.compile(r"[.!?…。！？:;][\"'”’»)\]]*$")
_LONGEST_TITLE = 250
_LONGEST_CAPTION = 320
_LEAST_CAPTION = 45
_LONGEST_SIGNATURE = 90
_GAP = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something, and how many empty ones stand before it."""

    text: str
    gap: int


def read_plain(document: Document) -> Draft:
    """Headline first, then paragraphs; a loose line after a wider gap stood under a photo."""
    lines = _lines(document.text)
    clocks: list[str] = []
    while lines and _is_date(lines[0].text):
        clocks.append(lines.pop(0).text)
    title = lines.pop(0).text if len(lines) > 1 and len(lines[0].text) <= _LONGEST_TITLE else None
    story = Story(title=title, blocks=[Block(line.text, "paragraph") for line in lines])
    metadata = Metadata()
    draft = Draft(story, metadata, Rulebook(None, document.tree, metadata), clocks=tuple(clocks))
    if title:
        draft.note("title", Candidate(title, title, "first line", "line 1", 0.8), [])
    for at, line in enumerate(lines):
        story.blocks[at].kind = _kind(lines, at)
        if story.blocks[at].kind == "caption":
            text, credit = split(line.text)
            caption = Caption(text, credit)
            draft.captions += (caption,)
            draft.note("captions", Candidate(caption, line.text, "loose line", f"line {at + 1}", 0.6), [])
    return draft


def _kind(lines: list[Line], at: int) -> BlockKind:
    text = lines[at].text
    if is_one(text, "sharing") or is_one(text, "related"):
        return "other"
    if _is_caption(lines, at):
        return "caption"
    return "subhead" if _is_subhead(lines, at) else "paragraph"


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    gap = 0
    for raw in text.splitlines():
        line = clean(raw)
        if line:
            found.append(Line(line, gap))
            gap = 0
        else:
            gap += 1
    return found


def _is_date(text: str) -> bool:
    """A line that is a date and little else."""
    if len(text) > 60:
        return False
    moment = parse_moment(text)
    if moment is None:
        return False
    start, end = moment.span
    rest = re.sub(r"[\W\d_]+", "", text[:start] + text[end:])
    return len(rest) <= 16


def _is_caption(lines: list[Line], at: int) -> bool:
    line = lines[at]
    is_last = at == len(lines) - 1
    if is_last or _ENDS.search(line.text) or not _LEAST_CAPTION / 2 < len(line.text) <= _LONGEST_CAPTION:
        return False
    usual = min(one.gap for one in lines[1:]) if len(lines) > 1 else 0
    if line.gap >= max(_GAP, usual + 1):
        return True
    return len(line.text) >= _LEAST_CAPTION * 2 and not begins(line.text, "closing")


def _is_subhead(lines: list[Line], at: int) -> bool:
    line = lines[at]
    return at < len(lines) - 1 and len(line.text) <= _LONGEST_SIGNATURE and not _ENDS.search(line.text)
