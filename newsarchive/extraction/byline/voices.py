"""Candidates for the byline → the one whose names have most behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from newsarchive.extraction.byline.names import same_name
from newsarchive.extraction.page.document import Block
from storage.records import Byline

_SECOND_VOICE = 0.6
_LEAST = 0.35
_PRINTED = (":class", ":itemprop", ":rel", ":by")


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A possible byline. Candidates of one `source` are one voice; `block` is set where a block was it."""

    byline: Byline
    rule: str
    where: str
    confidence: float
    source: str
    block: Block | None = None

    @property
    def is_printed(self) -> bool:
        """Whether readers see it, and not only machines."""
        return "jsonld:" not in self.rule and "meta:" not in self.rule


@lru_cache(maxsize=1024)
def names_of(byline: Byline) -> frozenset[str]:
    people = frozenset(same_name(person.name) for person in byline.people)
    return people or frozenset(same_name(agency) for agency in byline.agencies)


def best_of(candidates: list[NameCandidate]) -> NameCandidate | None:
    """The candidate whose names have most behind them; a longer list wins over a part of it."""
    named = [one for one in candidates if names_of(one.byline)]
    if not named:
        return None
    strength = {id(one): strength_of(one, named) for one in named}
    best = max(
        named,
        key=lambda one: (
            round(strength[id(one)], 3),
            bool(one.byline.people),
            len(names_of(one.byline)),
            one.confidence,
        ),
    )
    if strength[id(best)] < _LEAST:
        return None
    fuller = [one for one in named if one.rule.endswith(_PRINTED) and _is_fuller(one, best)]
    if best.rule.endswith(_PRINTED):
        fuller = [one for one in fuller if one.confidence >= best.confidence]
    best = min(fuller, key=lambda one: len(names_of(one.byline)), default=best)
    alike = [one for one in named if one.is_printed and names_of(one.byline) == names_of(best.byline)]
    return max(alike, key=lambda one: (one.block is not None, one.confidence), default=best)


def _is_fuller(one: NameCandidate, best: NameCandidate) -> bool:
    """Whether it names more people, or the same ones with their family names."""
    ours, theirs = names_of(best.byline), names_of(one.byline)
    if ours < theirs:
        return True
    alike = len(ours) == len(theirs) and ours != theirs
    return alike and all(any(name.startswith(short + " ") for name in theirs) for short in ours)


def strength_of(candidate: NameCandidate, every: list[NameCandidate]) -> float:
    """Each source that names the same people counts; one that names some of them counts for a part."""
    key = names_of(candidate.byline)
    every = [one for one in every if names_of(one.byline)] if key else []
    voices: dict[str, float] = {}
    for other in every:
        theirs = names_of(other.byline)
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
