"""Candidates → one vote a day, the strongest first, and in each the candidate that says most."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date

from newsarchive.extraction.moments import ParsedMoment
from newsarchive.extraction.stated_dates import DateCandidate

_SECOND_VOICE = 0.6
_CERTAIN = 0.25
_MONTH_AGREES = 0.3


@dataclass(frozen=True, slots=True)
class DayVote:
    """All candidates for a day; `confidence` counts every source once."""

    day: str
    confidence: float
    members: tuple[DateCandidate, ...]

    @property
    def best(self) -> DateCandidate:
        """The surest of the candidates that know the minute, else the surest."""
        return max(
            self.members,
            key=lambda one: (one.moment.precision == "minute" and one.confidence > 0.4, one.confidence),
        )


def ballot(candidates: Iterable[DateCandidate]) -> list[DayVote]:
    ordered = sorted(candidates, key=lambda one: -one.confidence)
    certain = {one.moment.date for one in ordered if one.moment.other is None and one.confidence >= _CERTAIN}
    by_day: dict[str, list[DateCandidate]] = {}
    for one in ordered:
        meant = in_order(one, certain)
        by_day.setdefault(meant.moment.date, []).append(meant)
    votes = [DayVote(day, _joined(day, members, ordered), tuple(members)) for day, members in by_day.items()]
    return sorted(votes, key=lambda vote: (-vote.confidence, len(vote.day) != 10))


def in_order(candidate: DateCandidate, certain: Container[str]) -> DateCandidate:
    """Day and month exchanged, if only so it is a day that others name without doubt."""
    moment = candidate.moment
    if moment.other and moment.date not in certain and moment.other in certain:
        return replace(candidate, moment=swapped(moment))
    return candidate


def swapped(moment: ParsedMoment) -> ParsedMoment:
    day = date.fromisoformat(str(moment.other))
    value = moment.value.replace(month=day.month, day=day.day) if moment.value else None
    clock = moment.clock.replace(month=day.month, day=day.day) if moment.clock else None
    return replace(moment, date=day.isoformat(), value=value, clock=clock, other=moment.date)


def _joined(day: str, members: list[DateCandidate], every: list[DateCandidate]) -> float:
    """1 − the chance that all voices are wrong; each further voice counts less than alone."""
    voices: dict[str, float] = {}
    for one in members:
        voices[one.source] = max(voices.get(one.source, 0.0), one.confidence)
    if len(day) == 10 and any(one.moment.date == day[:7] and one.source == "url" for one in every):
        voices["month in the address"] = _MONTH_AGREES
    doubt = 1.0
    for at, confidence in enumerate(sorted(voices.values(), reverse=True)):
        doubt *= 1 - confidence * (1.0 if at == 0 else _SECOND_VOICE)
    return 1 - doubt
