"""Candidates → one vote a day, the strongest first, and in each the candidate that says most."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.stated import DateCandidate

_SECOND_VOICE = 0.6
_CERTAIN = 0.25
_MONTH_AGREES = 0.4
_STATED = 0.7
_CLASHES = 0.4
_ECHO = 0.5
_SEEN = ("printed", "attribute", "dateline")


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
    return sorted(votes, key=lambda vote: (_is_vague(vote), -vote.confidence))


def _is_vague(vote: DayVote) -> bool:
    """A month printed somewhere: any day is better."""
    return len(vote.day) != 10 and vote.confidence < _STATED


def bounded(candidates: list[DateCandidate], changed: DayVote | None) -> list[DateCandidate]:
    """Candidates for the day of publication, less sure where they clash with what else is known of it:
    the month in the address, and that no story is changed before it appears."""
    months = {one.moment.date[:7] for one in candidates if one.source == "url"}
    latest = changed.day if changed and changed.confidence >= _STATED and len(changed.day) == 10 else None
    instants = {one.moment.value for one in changed.members if one.moment.value} if changed else set()
    earlier = changed is not None and any(
        one.confidence >= _STATED
        and one.source.startswith(_SEEN)
        and one.moment.value not in instants
        and one.moment.date < changed.day
        for one in candidates
    )
    found = []
    for one in candidates:
        weight = 1.0
        if (
            months
            and one.source.startswith(_SEEN)
            and not any(_near(one.moment.date, month) for month in months)
        ):
            weight *= _CLASHES
        if latest and one.source.startswith(_SEEN) and one.moment.date > _next_day(latest):
            weight *= _CLASHES
        if earlier and one.moment.value in instants:
            weight *= _ECHO
        found.append(one if weight == 1.0 else replace(one, confidence=one.confidence * weight))
    return found


def _near(day: str, month: str) -> bool:
    """Whether a day lies in a month, or one beside it: stories get their addresses before they appear."""
    apart = (int(day[:4]) - int(month[:4])) * 12 + int(day[5:7]) - int(month[5:7])
    return abs(apart) <= 1


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


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
