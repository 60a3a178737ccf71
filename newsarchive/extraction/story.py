"""page, profile, hints, learnt → the story with evidence for every field, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from newsarchive.extraction import refusals
from newsarchive.extraction.byline import authors
from newsarchive.extraction.confidence.calibration import calibrated
from newsarchive.extraction.dates import dating
from newsarchive.extraction.dates.stated import About
from newsarchive.extraction.draft import Draft
from newsarchive.extraction.kind import kind_of
from newsarchive.extraction.markup import read_markup
from newsarchive.extraction.page.addresses import absolute, urlsplit
from newsarchive.extraction.page.document import Candidate, Document
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.parse import mended, read
from newsarchive.extraction.page.spots import Layout
from newsarchive.extraction.page.wishes import noarchive
from newsarchive.extraction.parts.joined import joined
from newsarchive.extraction.parts.next_part import next_part
from newsarchive.extraction.plain import read_plain
from newsarchive.extraction.reader import EXTRACTOR
from newsarchive.extraction.scripts.story import with_script_story
from newsarchive.extraction.words.dateline import dateline_of
from newsarchive.extraction.words.language import UNKNOWN, of_story
from newsarchive.extraction.words.lexicon import primary
from newsarchive.profile import Profile
from storage.records import CONTINUED, Extraction, Hints, Learnt, Page, Problem, Refusal

_DATED: tuple[About, ...] = ("published", "modified")
_LONGEST_SIGNED = 130
_STORY_KINDS = frozenset(("paragraph", "subhead", "quote", "item"))


def extract(
    page: Page, profile: Profile | None = None, hints: Hints = Hints(), learnt: Learnt = Learnt()
) -> Extraction | Refusal:
    """Pure: equal arguments give equal answers, and nothing else is looked at."""
    result = uncalibrated(page, profile, hints, learnt)
    return calibrated(result) if isinstance(result, Extraction) else result


def extract_parts(
    pages: Sequence[Page],
    profile: Profile | None = None,
    hints: Hints = Hints(),
    learnt: Learnt = Learnt(),
) -> Extraction | Refusal:
    """The same of a story on several pages, given in their order, of which the first is the story's own."""
    first = pages[0].url
    parts = (
        uncalibrated(page, profile, hints, learnt, (first, number)) for number, page in enumerate(pages, 1)
    )
    result = joined(list(parts))
    return calibrated(result) if isinstance(result, Extraction) else result


def uncalibrated(
    page: Page,
    profile: Profile | None = None,
    hints: Hints = Hints(),
    learnt: Learnt = Learnt(),
    part: tuple[str, int] | None = None,
) -> Extraction | Refusal:
    """The same with each rule's own confidence. `part`: the story's address, and which part of it this is."""
    refusal = refusals.of_answer(page)
    if refusal:
        return refusal
    document = read(page)
    if isinstance(document, Refusal):
        return document
    result = _read(document, profile, hints, learnt)
    if isinstance(result, Refusal) and result.reason in ("empty", "listing"):
        again = mended(document)
        if again is not None:
            document, result = again, _read(again, profile, hints, learnt)
    further = next_part(document, *(part or (page.url, 1))) if isinstance(result, Extraction) else None
    if isinstance(result, Extraction) and further:
        result = replace(result, problems=(*result.problems, Problem(CONTINUED, "body", further)))
    return result


def _read(document: Document, profile: Profile | None, hints: Hints, learnt: Learnt) -> Extraction | Refusal:
    if document.bare:
        draft = read_plain(document)
        if not draft.story.blocks:
            return Refusal("empty", "no line of a story")
    else:
        draft, region = read_markup(document, profile, learnt)
        told = with_script_story(document, draft)
        if told is not None:
            document = told
            draft, region = read_markup(document, profile, learnt)
        captions = len(draft.captions)
        signs = refusals.Signs(
            document, draft.metadata, region, draft.story.title, draft.story.blocks, captions
        )
        refusal = refusals.of_story(signs)
        if refusal:
            return refusal
    return _finished(document, draft, profile, hints)


def _finished(document: Document, draft: Draft, profile: Profile | None, hints: Hints) -> Extraction:
    """Byline and dates found, what is left of the blocks is the body."""
    story, metadata, rulebook = draft.story, draft.metadata, draft.rulebook
    languages = profile.languages if profile is not None else ()
    layout = None if draft.survey is None else Layout(draft.survey, story)
    language = _language(draft, languages)
    habits = draft.habits
    told_names = rulebook.values("byline")
    found = authors.find_byline(document, story, metadata, told_names, languages, layout, habits)
    _sign(draft, found)
    _uncaption(draft)
    told = [(name, one) for name in _DATED for one in rulebook.values(name)]
    zone = profile.zone if profile is not None else None
    dated = dating.date_story(
        document, story, metadata, hints, zone, draft.clocks, told, languages, layout, habits
    )
    body = tuple(block.text for block in story.blocks if block.kind in _STORY_KINDS)
    prose = "\n".join(body)
    dateline = _dateline(draft, body)
    problems = [*document.problems, *draft.problems, *rulebook.problems, *dated.problems]
    problems += noarchive(metadata, problems)
    problems += [] if story.title else [Problem("title_missing", "title")]
    return Extraction(
        url=document.page.url,
        canonical_url=_canonical(metadata, document.page.url),
        kind=kind_of(story, metadata, document.page.url, prose, draft.captions, bare=document.bare),
        title=story.title,
        kicker=draft.kicker,
        lead=draft.lead,
        dateline=dateline,
        published=dated.published,
        modified=dated.modified,
        byline=found.byline,
        body=body,
        captions=draft.captions,
        section=draft.section,
        tags=draft.tags,
        language=language,
        evidence=(*draft.evidence, *found.evidence, *dated.evidence),
        problems=tuple(problems),
        extractor=EXTRACTOR,
    )


def _sign(draft: Draft, found: authors.Found) -> None:
    """The block that was the byline, and short ones that say the same word for word, are no body; nor is
    one that opens the story its lead."""
    raw = found.byline.raw
    signed = [found.block] if found.block else []
    if raw and len(raw) <= _LONGEST_SIGNED:
        signed += [one for one in draft.story.blocks if one.kind in _STORY_KINDS and one.text == raw]
    for block in signed:
        block.kind = "byline"
        if block.text == draft.lead:
            draft.lead = None
            draft.evidence = [one for one in draft.evidence if one.field != "lead"]


def _uncaption(draft: Draft) -> None:
    """What stands below a photo stands in the body no second time, unless the story opens with it."""
    texts = {caption.text for caption in draft.captions} - {draft.lead}
    for block in draft.story.blocks:
        if block.kind in _STORY_KINDS and block.text in texts:
            block.kind = "caption"


def _dateline(draft: Draft, body: tuple[str, ...]) -> str | None:
    found = dateline_of(body)
    if found:
        draft.note("dateline", Candidate(found, found, "opening tag", "body", 0.9), [])
    return found


def _language(draft: Draft, languages: tuple[str, ...]) -> str:
    declared = draft.metadata.language
    found = of_story(draft.story, declared, languages)
    rule = "as declared" if declared and primary(declared) == found else "by its words"
    draft.note("language", Candidate(found, found, rule, "body", 0.5 if found == UNKNOWN else 0.9), [])
    return found


def _canonical(metadata: Metadata, base: str) -> str | None:
    if not metadata.canonical:
        return None
    url = absolute(base, metadata.canonical) or ""
    return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
