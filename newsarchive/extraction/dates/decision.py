"""Candidates for a story's dates → the days chosen, how sure they are, what speaks against them, and every
candidate as evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.places import CLOCK_RULE, OTHER_RULE
from newsarchive.extraction.dates.stated import DateCandidate
from newsarchive.extraction.dates.votes import DayVote, ballot, bounded
from storage.records import Evidence, Moment, Problem

_AGREED, _TORN = 0.85, 0.8
_MOST_EVIDENCE = 24
LEAST = 0.2
_FROM_MODIFIED = 0.6
_ONLY_DAY = 0.4


@dataclass(frozen=True, slots=True)
class Dated:
    published: Moment | None
    modified: Moment | None
    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]


def is_clock(candidate: DateCandidate) -> bool:
    """Whether it was refused as the page's clock, by its looks or because the portal's is known."""
    return candidate.rule.endswith(CLOCK_RULE)


def decide(candidates: list[DateCandidate]) -> Dated:
    """Of each ballot the strongest day; that of an update stands in where it says more than what is there."""
    modified = ballot([one for one in candidates if one.about == "modified" and not one.refused])
    changed = modified[0] if modified else None
    said = [one for one in candidates if one.about == "published" and not one.refused]
    published = ballot(bounded(said, changed))
    problems: list[Problem] = []
    chosen = published[0] if published else None
    if changed and _is_weaker(chosen, changed):
        chosen = replace(changed, confidence=changed.confidence * _FROM_MODIFIED)
        problems.append(Problem("date_from_modified", "published", chosen.best.text))
    if chosen is None or chosen.confidence < LEAST:
        chosen = _only_day(candidates)
    problems += _problems(chosen, published, candidates)
    confidence = _torn(chosen, published)
    moment = _moment(chosen.best.moment, confidence) if chosen else None
    later = _moment(changed.best.moment, changed.confidence) if changed else None
    if later and moment and not _is_after(later, moment):
        later = None
    evidence = _evidence(candidates, chosen if moment else None, changed if later else None)
    return Dated(moment, later, evidence, tuple(problems))


def _is_weaker(chosen: DayVote | None, changed: DayVote) -> bool:
    """Whether the day of an update says more of publication than what was found for it: a dateline's year is
    a guess."""
    if chosen is None or chosen.confidence < changed.confidence * _FROM_MODIFIED:
        return True
    return chosen.best.rule == "dateline" and chosen.confidence < changed.confidence


def _only_day(candidates: list[DateCandidate]) -> DayVote | None:
    """The day of a page that prints no other, though it stands where others' dates stand elsewhere."""
    apart = [
        one for one in candidates if one.rule == OTHER_RULE and one.moment.day and one.about == "published"
    ]
    if len({one.moment.date for one in apart}) != 1:
        return None
    return DayVote(apart[0].moment.date, _ONLY_DAY, tuple(apart))


def _torn(chosen: DayVote | None, published: list[DayVote]) -> float:
    """Confidence, less where another day has nearly as much behind it."""
    if chosen is None:
        return 0.0
    strongest = max((vote.confidence for vote in published if vote.day != chosen.day), default=0.0)
    return chosen.confidence * (_TORN if strongest > _AGREED * chosen.confidence else 1.0)


def _problems(
    chosen: DayVote | None, published: list[DayVote], candidates: list[DateCandidate]
) -> list[Problem]:
    found = []
    if chosen is None:
        clock = any(map(is_clock, candidates))
        found.append(Problem("date_missing", "published", "only the page's clock" if clock else ""))
        return found
    rival = next((vote for vote in published if vote.day != chosen.day and len(vote.day) == 10), None)
    if rival and rival.confidence > _AGREED * chosen.confidence:
        found.append(Problem("date_conflict", "published", f"{chosen.day} or {rival.day}"))
    if any(one.moment.weekday_ok is False for one in chosen.members):
        found.append(Problem("weekday_mismatch", "published", chosen.best.text))
    return found


def _moment(moment: ParsedMoment, confidence: float) -> Moment:
    value = moment.value if moment.precision == "minute" else None
    precision = "day" if moment.precision == "minute" and value is None else moment.precision
    return Moment(value, moment.date, precision, round(min(confidence, 0.99), 3))


def _is_after(later: Moment, moment: Moment) -> bool:
    if later.value and moment.value:
        return later.value - moment.value >= timedelta(minutes=1)
    return later.date[:10] > moment.date[:10] and later.precision != "month"


def _evidence(
    candidates: list[DateCandidate], published: DayVote | None, modified: DayVote | None
) -> tuple[Evidence, ...]:
    """Every candidate, the chosen ones first; refused ones of other stories only as long as there is room."""
    best = [vote.best for vote in (published, modified) if vote]
    same = (next((won for won in best if _same_place(won, one)), one) for one in candidates)
    candidates = list(dict.fromkeys(same))
    ranked = sorted(candidates, key=lambda one: (one not in best, not is_clock(one), -one.confidence))
    return tuple(
        Evidence(
            one.about,
            _shown(one),
            one.rule,
            one.where,
            0.0 if one.refused else round(one.confidence, 3),
            one in best,
        )
        for one in ranked[:_MOST_EVIDENCE]
    )


def _same_place(one: DateCandidate, other: DateCandidate) -> bool:
    """Whether two are the same printing, of which one has day and month exchanged."""
    return (one.text, one.rule, one.where, one.about) == (other.text, other.rule, other.where, other.about)


def _shown(candidate: DateCandidate) -> str:
    """The moment as it was understood, and the words it was read from."""
    moment = candidate.moment
    understood = moment.value.isoformat() if moment.value else moment.date
    return f"{understood} ({candidate.text[:160]})" if candidate.text != understood else understood
