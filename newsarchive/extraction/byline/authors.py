"""A page → its byline, out of all that could be one, with the candidates as evidence.

Names stand in metadata, beside the headline and below the last paragraph; what two of them agree on wins.
The paper itself is nobody's name, and "no byline" is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from newsarchive.extraction.byline.bylines import parse
from newsarchive.extraction.byline.names import same_name
from newsarchive.extraction.byline.places import beside_story
from newsarchive.extraction.byline.signatures import below_story
from newsarchive.extraction.byline.stated import paper_names, stated_names
from newsarchive.extraction.byline.voices import NameCandidate, best_of, names_of, strength_of
from newsarchive.extraction.learnt.habits import NO_HABITS, Habits
from newsarchive.extraction.page.document import Block, Candidate, Document, Story
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.spots import Layout
from newsarchive.extraction.words.language import languages_of
from newsarchive.extraction.words.lexicon import signed_at_end
from storage.records import Byline, Evidence

_PROFILE_CONFIDENCE = 0.97
_THE_PAPER = 0.45
_MOST_EVIDENCE = 16
_MOST_LEFT_OUT, _SHORTEST_HOST = 2, 8
# Candidates are weighed in pairs; the surest of a list of people are enough.
_MOST_CANDIDATES = 80
_MARKED = ("below_title:rel", "below_title:itemprop", "below_title:class", "below_title:by")


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
    habits: Habits = NO_HABITS,
) -> Found:
    """`layout` is the page's, where it is HTML."""
    tags = languages_of(story, metadata.language, languages)
    papers = paper_names(metadata, document.page.url)
    candidates = [
        *_by_profile(profile_candidates, tags),
        *stated_names(metadata, tags),
        *below_story(story, tags),
    ]
    if layout is not None:
        candidates += beside_story(layout, tags)
    others: list[NameCandidate] = []
    own: list[NameCandidate] = []
    for one in candidates:
        if _is_paper(one.byline, papers):
            own.append(_as_collective(one, _of_the_paper(one, tags)))
        else:
            others.append(_without_paper(one, papers))
    others = _surest(habits.names(others))
    best = best_of(others) or _source_alone(others) or _the_paper(own)
    evidence = tuple(
        Evidence(
            "byline",
            one.byline.raw,
            one.rule,
            one.where,
            round(strength_of(one, others) if one is best else one.confidence, 3),
            one is best,
        )
        for one in sorted([*others, *own], key=lambda one: (one is not best, -one.confidence))[
            :_MOST_EVIDENCE
        ]
    )
    if best is None:
        return Found(Byline(), evidence, None)
    return Found(_with_others(best, others), evidence, best.block or _block_of(best, others))


def _surest(candidates: list[NameCandidate]) -> list[NameCandidate]:
    if len(candidates) <= _MOST_CANDIDATES:
        return candidates
    least = sorted((one.confidence for one in candidates), reverse=True)[_MOST_CANDIDATES - 1]
    return [one for one in candidates if one.confidence >= least][:_MOST_CANDIDATES]


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
    return _squeezed(name) in papers or _initials(name) in papers or _is_shortened_to(name, papers)


def _is_shortened_to(name: str, papers: frozenset[str]) -> bool:
    """ "The Courier of Hill Valley" is the paper of courier-hillvalley.example: hosts leave words out."""
    parts = same_name(name).split()
    shorter = (
        "".join(kept)
        for left_out in range(1, min(_MOST_LEFT_OUT, len(parts) - 2) + 1)
        for kept in combinations(parts, len(parts) - left_out)
    )
    return any(len(one) >= _SHORTEST_HOST and one in papers for one in shorter)


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


def _source_alone(candidates: list[NameCandidate]) -> NameCandidate | None:
    """Where nobody is named, the source may still be."""
    return next((one for one in candidates if one.byline.sources and one.block is not None), None)


def _with_others(best: NameCandidate, candidates: list[NameCandidate]) -> Byline:
    """Sources that a line of their own names beside the people, and agencies that share their line."""
    sources = list(best.byline.sources)
    agencies = list(best.byline.agencies)
    for one in candidates:
        if best.byline.people and names_of(one.byline) == names_of(best.byline):
            agencies += [agency for agency in one.byline.agencies if agency not in agencies]
        if one.block is not None:
            sources += [source for source in one.byline.sources if source not in sources]
    byline = best.byline
    return Byline(byline.raw, byline.people, tuple(agencies), tuple(sources))


def _block_of(best: NameCandidate, candidates: list[NameCandidate]) -> Block | None:
    """A line below the story that says what was found elsewhere too is no paragraph of it; nor a desk's."""
    key = names_of(best.byline)
    lines = [one for one in candidates if one.block is not None]
    said = next((one for one in lines if names_of(one.byline) & key), None)
    desk = next((one for one in lines if one.rule == "head of story" and not one.byline.people), None)
    line = said or desk
    return line.block if line is not None else None
