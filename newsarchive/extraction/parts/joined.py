"""The parts of one story, each read by itself → the story as one, what is printed on every part once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsarchive.extraction.words.likeness import alike_form
from storage.records import CONTINUED, Byline, Caption, Evidence, Extraction, Refusal

_OF_PAGES = frozenset(("encoding_mismatch", "encoding_repaired", "replacement_characters", "markup_mended"))


def joined(parts: Sequence[Extraction | Refusal]) -> Extraction | Refusal:
    """The first part says what the story is; a part that could not be read leaves the problem that the
    story goes on there. One that tells the same again is no part: its number counted something else, as
    the pages of a list below the story, and there is nothing to go on to."""
    first = parts[0]
    if isinstance(first, Refusal):
        return first
    whole = first
    for number, part in enumerate(parts[1:], 2):
        if isinstance(part, Refusal):
            break
        whole = _with(whole, part, number)
    return whole


def _with(whole: Extraction, part: Extraction, number: int) -> Extraction:
    more, shown = _new_blocks(whole, part), _new_captions(whole.captions, part.captions)
    if part.body and not more and not shown:
        return replace(whole, problems=tuple(one for one in whole.problems if one.code != CONTINUED))
    body = (*whole.body, *more)
    captions = (*whole.captions, *shown)
    known = {(one.code, one.field) for one in whole.problems}
    problems = [one for one in whole.problems if one.code != CONTINUED]
    problems += [
        one
        for one in part.problems
        if one.code == CONTINUED or (one.code in _OF_PAGES and (one.code, one.field) not in known)
    ]
    return replace(
        whole,
        body=body,
        captions=captions,
        byline=_byline(whole.byline, part.byline),
        tags=tuple(dict.fromkeys((*whole.tags, *part.tags))),
        evidence=(*whole.evidence, *_evidence(whole, part, number)),
        problems=tuple(problems),
    )


def _new_blocks(whole: Extraction, part: Extraction) -> list[str]:
    known = {alike_form(text) for text in (*whole.body, whole.title or "", whole.kicker or "")}
    return [text for text in part.body if alike_form(text) not in known]


def _new_captions(known: Sequence[Caption], more: Sequence[Caption]) -> list[Caption]:
    texts = {one.text for one in known}
    return [one for one in more if one.text not in texts]


def _byline(known: Byline, more: Byline) -> Byline:
    """Many papers sign a story at its end."""
    return known if known.people or known.agencies or not (more.people or more.agencies) else more


def _evidence(whole: Extraction, part: Extraction, number: int) -> list[Evidence]:
    texts = {one.text for one in whole.captions}
    found = [
        one for one in part.evidence if one.field == "captions" and not one.value.startswith(tuple(texts))
    ]
    if not (whole.byline.people or whole.byline.agencies):
        found += [one for one in part.evidence if one.field == "byline"]
    opening = " ".join(part.body)[:200]
    return [*found, Evidence("body", opening, f"part {number}", part.url, 0.8, True)]
