"""A page → its byline, out of all that could be one, with the candidates as evidence.

Names stand in metadata, beside the headline and below the last paragraph; what two of them agree on wins.
The paper itself is nobody's name, and "no byline" is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from newsarchive.extraction.byline_places import NameCandidate, below_story, beside_story
from newsarchive.extraction.bylines import parse
from newsarchive.extraction.document import Block, Candidate, Document, Story
from newsarchive.extraction.language import languages_of
from newsarchive.extraction.lexicon import signed_at_end
from newsarchive.extraction.metadata import Metadata
from newsarchive.extraction.names import same_name
from newsarchive.extraction.spots import Layout
from newsarchive.extraction.stated_names import paper_names, stated_names
from storage.records import Byline, Evidence

_PROFILE_CONFIDENCE = 0.97
_SECOND_VOICE = 0.6
_LEAST = 0.35
_THE_PAPER = 0.45
_MOST_EVIDENCE = 16
_MARKED = ("below_title:rel", "below_title:itemprop", "below_title:class", "below_title:by")
_PRINTED = (":class", ":itemprop", ":rel", ":by")


@dataclass(frozen=True, slots=True)
class Found:
    """`block` is the block of the story that was its byline, if it stood in the body."""

    byline: Byline
    evidence: tuple[Evidence, ...]
    block: Block | None


def find_byline(
    document: Document,
    story: Story,
    metadata: Metadata,
    profile_candidates: Iterable[Candidate[str]] = (),
    languages: tuple[str, ...] = (),
    layout: Layout | None = None,
) -> Found:
    """`layout` is the page's, where the caller has it already."""
    tags = languages_of(story, metadata.language, languages)
    papers = paper_names(metadata, document.page.url)
    candidates = [
        *_by_profile(profile_candidates, tags),
        *stated_names(metadata, tags),
        *below_story(story, tags),
    ]
    if not document.bare:
        candidates += beside_story(layout or Layout(document.tree, story), tags)
    others: list[NameCandidate] = []
    own: list[NameCandidate] = []
    for one in candidates:
        if _is_paper(one.byline, papers):
            own.append(_as_collective(one, _of_the_paper(one, tags)))
        else:
            others.append(_without_paper(one, papers))
    best = _best(others) or _source_alone(others) or _the_paper(own)
    evidence = tuple(
        Evidence(
            "byline",
            one.byline.raw,
            one.rule,
            one.where,
            round(_strength(one, others) if one is best else one.confidence, 3),
            one is best,
        )
        for one in sorted([*others, *own], key=lambda one: (one is not best, -one.confidence))[
            :_MOST_EVIDENCE
        ]
    )
    if best is None:
        return Found(Byline(), evidence, None)
    return Found(_with_others(best, others), evidence, best.block or _block_of(best, others))


def _by_profile(candidates: Iterable[Candidate[str]], tags: tuple[str, ...]) -> Iterable[NameCandidate]:
    """What one rule found in several places is one byline: two authors often have an element each."""
    for rule, found in groupby(candidates, key=lambda one: one.rule):
        named = list(found)
        byline = parse(", ".join(dict.fromkeys(one.value for one in named)), tags)
        if byline:
            yield NameCandidate(byline, rule, named[0].where, _PROFILE_CONFIDENCE, f"profile {rule}")


def _is_paper(byline: Byline, papers: frozenset[str]) -> bool:
    """Whether all that is named is the paper."""
    named = [person.name for person in byline.people] + list(byline.agencies)
    return bool(named) and all(_names_paper(name, papers) for name in named)


def _names_paper(name: str, papers: frozenset[str]) -> bool:
    return _squeezed(name) in papers or _initials(name) in papers


def _without_paper(candidate: NameCandidate, papers: frozenset[str]) -> NameCandidate:
    """The paper is nobody's name, and beside people it says nothing."""
    byline = candidate.byline
    people = tuple(one for one in byline.people if not _names_paper(one.name, papers))
    named = [one.name for one in byline.people if one not in people] if not people else []
    agencies = tuple(one for one in byline.agencies if not people or not _names_paper(one, papers))
    if len(people) == len(byline.people) and len(agencies) == len(byline.agencies):
        return candidate
    return replace(candidate, byline=Byline(byline.raw, people, (*named, *agencies), byline.sources))


def _of_the_paper(candidate: NameCandidate, languages: tuple[str, ...]) -> float:
    """How far the paper's name is believed to be a byline: only where the story's own metadata give it as the
    author or a marked place prints it, and not where stories are signed below, and the rest is furniture."""
    if signed_at_end(languages) or candidate.rule.startswith("meta:"):
        return 0.0
    stated = candidate.rule == "jsonld:author"
    return _THE_PAPER if stated or candidate.rule in _MARKED else 0.0


def _as_collective(candidate: NameCandidate, confidence: float) -> NameCandidate:
    byline = candidate.byline
    named = tuple(dict.fromkeys([one.name for one in byline.people] + list(byline.agencies)))
    return replace(candidate, byline=Byline(byline.raw, (), named, byline.sources), confidence=confidence)


def _the_paper(own: list[NameCandidate]) -> NameCandidate | None:
    """Where nobody else is named, the paper that calls itself the author: a collective, never a person."""
    best = max(own, key=lambda one: one.confidence, default=None)
    return best if best is not None and best.confidence else None


def _initials(name: str) -> str:
    """ "Deutsche Welle" is the paper of dw.example."""
    return "initials of " + "".join(word[0] for word in same_name(name).split())


def _squeezed(name: str) -> str:
    return same_name(name).replace(" ", "")


def _key(byline: Byline) -> frozenset[str]:
    people = frozenset(same_name(person.name) for person in byline.people)
    return people or frozenset(same_name(agency) for agency in byline.agencies)


def _best(candidates: list[NameCandidate]) -> NameCandidate | None:
    """The candidate whose names have most behind them; a longer list wins over a part of it."""
    named = [one for one in candidates if _key(one.byline)]
    if not named:
        return None
    strength = {id(one): _strength(one, named) for one in named}
    best = max(named, key=lambda one: (round(strength[id(one)], 3), len(_key(one.byline)), one.confidence))
    if strength[id(best)] < _LEAST:
        return None
    fuller = [one for one in named if one.rule.endswith(_PRINTED) and _is_fuller(one, best)]
    best = min(fuller, key=lambda one: len(_key(one.byline)), default=best)
    alike = [one for one in named if one.is_printed and _key(one.byline) == _key(best.byline)]
    return max(alike, key=lambda one: (one.block is not None, one.confidence), default=best)


def _is_fuller(one: NameCandidate, best: NameCandidate) -> bool:
    """Whether it names more people, or the same ones with their family names."""
    ours, theirs = _key(best.byline), _key(one.byline)
    if ours < theirs:
        return True
    alike = len(ours) == len(theirs) and ours != theirs
    return alike and all(any(name.startswith(short + " ") for name in theirs) for short in ours)


def _strength(candidate: NameCandidate, every: list[NameCandidate]) -> float:
    """Each source that names the same people counts; one that names some of them counts for a part."""
    key = _key(candidate.byline)
    every = [one for one in every if _key(one.byline)] if key else []
    voices: dict[str, float] = {}
    for other in every:
        theirs = _key(other.byline)
        share = len(key & theirs) / len(key | theirs)
        if theirs < key:
            share = max(share, 0.5)
        value = other.confidence * share
        voices[other.source] = max(voices.get(other.source, 0.0), value)
    own = candidate.confidence
    voices[candidate.source] = 0.0
    doubt = 1 - own
    for value in voices.values():
        doubt *= 1 - value * _SECOND_VOICE
    return 1 - doubt


def _source_alone(candidates: list[NameCandidate]) -> NameCandidate | None:
    """Where nobody is named, the source may still be."""
    return next((one for one in candidates if one.byline.sources and one.block is not None), None)


def _with_others(best: NameCandidate, candidates: list[NameCandidate]) -> Byline:
    """Sources that a line of their own names beside the people, and agencies that share their line."""
    sources = list(best.byline.sources)
    agencies = list(best.byline.agencies)
    for one in candidates:
        if best.byline.people and _key(one.byline) == _key(best.byline):
            agencies += [agency for agency in one.byline.agencies if agency not in agencies]
        if one.block is not None:
            sources += [source for source in one.byline.sources if source not in sources]
    byline = best.byline
    return Byline(byline.raw, byline.people, tuple(agencies), tuple(sources))


def _block_of(best: NameCandidate, candidates: list[NameCandidate]) -> Block | None:
    """A line below the story that says what was found elsewhere too is no paragraph of it."""
    key = _key(best.byline)
    return next((one.block for one in candidates if one.block is not None and _key(one.byline) & key), None)
