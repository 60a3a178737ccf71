"""How sure the rules say they are → how often answers like this were right on pages with known truth.

`calibration.toml` holds, by field, a line over log odds for each way the sources stand to the answer; it
is fitted by `benchmarks/calibration.py --fit`. The lines rise, so that what was surer stays surer. A false
date does harm: no date is made surer than its rules are, and one that is disputed is never more than half
sure. An answer of a portal's own rule was not measured and keeps its confidence.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import exp, log

from newsarchive.extraction.confidence.support import Support, support_of
from storage.records import Evidence, Extraction

_LEAST, _MOST = 0.01, 0.99
_PROFILE = "profile "
_NEVER_RAISED = frozenset(("published",))
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """Log odds of being right: `shift + slope × log odds of the rule's confidence`."""

    slope: float
    shift: float

    def at(self, raw: float) -> float:
        return chance(self.shift + self.slope * odds(raw))


def odds(confidence: float) -> float:
    held = within(confidence)
    return log(held / (1 - held))


def chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def within(confidence: float) -> float:
    return min(max(confidence, _LEAST), _MOST)


@lru_cache(maxsize=1)
def lines() -> dict[str, dict[Support, Line]]:
    """Field → support → line."""
    told = tomllib.loads((files(__package__) / "calibration.toml").read_text("utf-8"))
    return {
        field: {support: Line(slope, shift) for support, (slope, shift) in found.items()}
        for field, found in told.items()
    }


def sureness(field: str, line: Line, raw: float, support: Support) -> float:
    """A rule's confidence, calibrated."""
    found = line.at(raw)
    if field in _NEVER_RAISED:
        found = min(found, raw, _HALF if support == "disputed" else _MOST)
    return round(within(found), 3)


def calibrated(extraction: Extraction) -> Extraction:
    """The same reading, its winners as sure as winners like them were right; no runner-up is surer."""
    sure: dict[str, float] = {}
    for chosen in extraction.evidence:
        if chosen.chosen and chosen.field not in sure:
            found = lines().get(chosen.field)
            if found and not chosen.rule.startswith(_PROFILE):
                support = support_of(extraction, chosen.field, chosen)
                raw = raw_confidence(extraction, chosen)
                sure[chosen.field] = sureness(chosen.field, found[support], raw, support)
    evidence = tuple(_bounded(one, sure.get(one.field)) for one in extraction.evidence)
    published = extraction.published
    if published is not None and "published" in sure:
        published = replace(published, confidence=sure["published"])
    return replace(extraction, published=published, evidence=evidence)


def raw_confidence(extraction: Extraction, chosen: Evidence) -> float:
    """A day's confidence counts all that name it; the row's own is that of one candidate."""
    if chosen.field == "published" and extraction.published is not None:
        return extraction.published.confidence
    return chosen.confidence


def _bounded(one: Evidence, sure: float | None) -> Evidence:
    if sure is None or (one.confidence <= sure and not one.chosen):
        return one
    return replace(one, confidence=sure)
