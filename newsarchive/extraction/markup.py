"""A parsed page → the draft of its story: a profile's rules first, general ones where they are silent."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from newsarchive.extraction.body.body import sort_pieces
from newsarchive.extraction.body.confidence import body_confidence
from newsarchive.extraction.body.lead import find_lead
from newsarchive.extraction.body.region import width
from newsarchive.extraction.body.sections import find_sections, find_tags, read_marked
from newsarchive.extraction.body.story_map import Region, blocks_of, map_region
from newsarchive.extraction.body.usual_places import usual_root
from newsarchive.extraction.captions.captions import caption_from, find_captions, stated_captions
from newsarchive.extraction.draft import Draft
from newsarchive.extraction.learnt.habits import LEARNT, Habits, habits_of, less_doubted, path_of
from newsarchive.extraction.page.document import Block, Candidate, Document, Story, where
from newsarchive.extraction.page.metadata import Metadata, read_metadata, words_of
from newsarchive.extraction.page.survey import Survey, survey_page
from newsarchive.extraction.page.walk import Piece
from newsarchive.extraction.rules import Match, Rulebook, dropped
from newsarchive.extraction.title.title import Heading, find_title
from newsarchive.profile import Profile
from newsarchive.text import clean
from storage.records import Caption, Learnt

_SCANT = 300
_MOST_CAPTIONS = 500
_UNUSUAL = 0.75


def read_markup(document: Document, profile: Profile | None, learnt: Learnt) -> tuple[Draft, Region]:
    """Title, blocks, lead, captions, section and tags, with their evidence."""
    tree = document.tree
    layout = profile.layout_at(document.page.fetched_at) if profile is not None else None
    survey = survey_page(tree, dropped(layout, tree))
    metadata = read_metadata(survey, document.page.url)
    rulebook = Rulebook(layout, tree, metadata)
    heading = _heading(document, metadata, rulebook, survey.pieces)
    body_rules = rulebook.candidates("body")
    roots = tuple(one.value.element for one in body_rules if one.value.element is not None)
    habits = habits_of(learnt)
    region = map_region(survey.pieces, survey.walked, heading.element, roots)
    known = roots or document.recovered is not None
    usual = None if known else usual_root(region, habits.places("body"))
    if usual is not None:
        region = map_region(survey.pieces, survey.walked, heading.element, (usual,))
    description = metadata.first("og:description", "description", "twitter:description")
    titles = [text for text in (heading.text, *(one.text for one in heading.candidates)) if text]
    repeated = sort_pieces(region, titles, description, habits.blocks)
    draft = Draft(Story(heading.text, heading.element, region.root), metadata, rulebook, heading.kicker)
    draft.survey, draft.habits = survey, habits
    draft.clocks = rulebook.clocks()
    draft.note("title", heading.chosen, list(heading.candidates))
    draft.problems += heading.problems
    _take_kicker(draft, rulebook)
    _take_captions(draft, region, rulebook, _base(survey, document.page.url))
    _take_lead(draft, region, rulebook, description)
    _take_body(draft, region, body_rules, document.recovered)
    _note_repeated(draft, repeated)
    _take_names(draft, survey, rulebook)
    return draft, region


def _heading(document: Document, metadata: Metadata, rulebook: Rulebook, pieces: Sequence[Piece]) -> Heading:
    general = find_title(document, metadata, pieces)
    told = rulebook.candidates("title")
    if not told:
        return general
    best = told[0]
    chosen = Candidate(best.text, best.text, best.rule, best.where, best.confidence)
    element = best.value.element if best.value.element is not None else general.element
    problems = general.problems if best.text == general.text else ()
    return Heading(best.text, element, general.kicker, (chosen, *general.candidates), chosen, problems)


def _take_kicker(draft: Draft, rulebook: Rulebook) -> None:
    told = rulebook.candidates("kicker")
    if told:
        draft.kicker = told[0].text
        draft.note("kicker", told[0], [])
    elif draft.kicker:
        place = where(draft.story.title_element) if draft.story.title_element is not None else "h1"
        draft.note("kicker", Candidate(draft.kicker, draft.kicker, "line by the heading", place, 0.8), [])


def _take_captions(draft: Draft, region: Region, rulebook: Rulebook, base: str) -> None:
    found: list[Candidate[Caption]] = []
    told = rulebook.candidates("captions")
    _mark(region, [one.value.element for one in told], "caption")
    for one in told:
        caption = caption_from(one.text, one.value.element, region, base)
        if caption is not None:
            found.append(Candidate(caption, one.text, one.rule, one.where, one.confidence))
    known = {one.value.text for one in found}
    found += [
        one
        for one in find_captions(region, base, stated_captions(draft.metadata))
        if one.value.text not in known
    ]
    draft.captions = tuple(one.value for one in found[:_MOST_CAPTIONS])
    for candidate in found[:_MOST_CAPTIONS]:
        draft.note("captions", candidate, [])


def _base(survey: Survey, url: str) -> str:
    """The address that those on the page are relative to."""
    told = next(
        (href for base in survey.listed.get("base", ()) if (href := base.get("href")) is not None), ""
    )
    return told if "//" in told else url


def _mark(region: Region, elements: Sequence[HtmlElement | None], kind: str) -> None:
    """Give all pieces in these elements one kind."""
    wanted = {inner for element in elements if element is not None for inner in element.iter()}
    if not wanted:
        return
    for at, piece in enumerate(region.pieces):
        if piece.text and piece.element in wanted:
            region.kinds[at] = "caption" if kind == "caption" else "paragraph"


def _take_lead(draft: Draft, region: Region, rulebook: Rulebook, description: str | None) -> None:
    told = rulebook.candidates("lead")
    general = find_lead(region, description)
    if told:
        _mark(region, [one.value.element for one in told], "paragraph")
        text = " ".join(one.text for one in told)
        chosen: Candidate[str] | None = Candidate(text, text, told[0].rule, told[0].where, told[0].confidence)
    else:
        chosen = general
    if chosen is not None:
        draft.lead = clean(chosen.value)
        draft.note("lead", chosen, [general] if general is not None and general is not chosen else [])


def _take_body(
    draft: Draft, region: Region, rules: Sequence[Candidate[Match]], recovered: HtmlElement | None
) -> None:
    blocks = blocks_of(region)
    prose = " ".join(block.text for block in blocks if block.kind == "paragraph")
    told = [one for one in rules if one.value.element is None]
    stated = _article_body(draft.metadata)
    if recovered is not None:
        chosen = Candidate("", prose[:200], "script data", where(recovered), 0.7)
    elif rules:
        chosen = Candidate("", prose[:200], rules[0].rule, rules[0].where, rules[0].confidence)
    else:
        sure = body_confidence(region, blocks, stated)
        chosen = _densest(prose[:200], where(region.root), sure, draft.habits)
    linked = told[0].text if told else stated
    if linked and (told or (width(prose) < _SCANT and width(linked) > 2 * width(prose) + 100)):
        texts = [clean(line) for line in linked.splitlines()]
        blocks = [Block(text, "paragraph") for text in texts if text] + [
            block for block in blocks if block.kind not in ("paragraph", "subhead", "quote", "item")
        ]
        chosen = Candidate("", linked[:200], told[0].rule if told else "jsonld:articleBody", "head", 0.7)
    draft.story.blocks = blocks
    draft.note("body", chosen if blocks else None, [])


def _densest(text: str, place: str, sure: float, habits: Habits) -> Candidate[str]:
    """The densest prose, surer where all stories of the portal stand."""
    usual = habits.places("body")
    if not usual:
        return Candidate("", text, "densest prose", place, sure)
    if path_of(place) in usual:
        return Candidate("", text, f"{LEARNT}densest prose", place, less_doubted(sure))
    return Candidate("", text, f"{LEARNT}prose at an unusual place", place, sure * _UNUSUAL)


def _note_repeated(draft: Draft, repeated: Sequence[Piece]) -> None:
    """What was left out because it repeats over the portal's stories."""
    for piece in repeated:
        left = Candidate("", piece.text[:200], f"{LEARNT}repeated block", where(piece.element), 0.0)
        draft.evidence.append(left.evidence("body", chosen=False))


def _article_body(metadata: Metadata) -> str:
    """Where it holds markup, it is read as a page is, not here."""
    told = (word for value in metadata.linked_values("articleBody") for word in words_of(value))
    return next((word for word in told if "<p" not in word and "<br" not in word), "")


def _take_names(draft: Draft, survey: Survey, rulebook: Rulebook) -> None:
    """Section and tags."""
    marked = read_marked(survey)
    for name, general in (
        ("section", find_sections(draft.metadata, draft.story.title, marked)),
        ("tags", find_tags(draft.metadata, marked)),
    ):
        told = rulebook.candidates(name)
        if told:
            # A sign before a tag says that it is one, and is no part of it.
            printed = (one.text.lstrip("#") if name == "tags" else one.text for one in told)
            names = tuple(dict.fromkeys(filter(None, printed)))
            general.insert(
                0, Candidate(names, " > ".join(names), told[0].rule, told[0].where, told[0].confidence)
            )
        if not general:
            continue
        if name == "section":
            draft.section = general[0].value
        else:
            draft.tags = general[0].value
        draft.note(name, general[0], list(general[1:]))
