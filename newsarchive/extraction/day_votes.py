"""Candidates → one vote a day, the strongest first, and in each the candidate that says most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newsarchive.extraction.stated_dates import DateCandidate

_SECOND_VOICE = 0.6
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
    by_day: dict[str, list[DateCandidate]] = {}
    for one in ordered:
        by_day.setdefault(_day_meant(one, by_day), []).append(one)
    votes = [DayVote(day, _joined(day, members, ordered), tuple(members)) for day, members in by_day.items()]
    return sorted(votes, key=lambda vote: (-vote.confidence, len(vote.day) != 10))


def _day_meant(candidate: DateCandidate, taken: dict[str, list[DateCandidate]]) -> str:
    """Its day; or, if only its order of day and month is in the way, a surer candidate's day."""
    moment = candidate.moment
    if moment.date not in taken and moment.other in taken:
        return str(moment.other)
    return moment.date


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
