"""All that speaks of a story's dates → when it was published and changed, with every candidate as evidence.

Candidates that name the same day support each other. A day after the fetch is refused, a page's clock is
refused and kept in evidence, and where nothing speaks there is no date: never the day of the fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone, tzinfo

from lxml.html import HtmlElement

from newsarchive.extraction.dates.in_scripts import in_scripts
from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.own_teasers import in_own_teasers
from newsarchive.extraction.dates.places import CLOCK_RULE, OTHER_RULE
from newsarchive.extraction.dates.printed import printed
from newsarchive.extraction.dates.stated import About, DateCandidate, Reading, image_months, stated
from newsarchive.extraction.dates.told_days import YearBounds, told_day
from newsarchive.extraction.dates.votes import DayVote, ballot, bounded, swapped
from newsarchive.extraction.dates.zones import order_for, zone_for
from newsarchive.extraction.learnt.habits import NO_HABITS, Habits
from newsarchive.extraction.page.document import Candidate, Document, Story
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.spots import Layout
from newsarchive.extraction.page.tree import attribute, text_of
from newsarchive.extraction.words.language import languages_of
from storage.records import Evidence, Hints, Moment, Problem

_PROFILE_CONFIDENCE = 0.97
_AGREED, _TORN = 0.85, 0.8
_MOST_EVIDENCE = 24
_LEAST = 0.2
_FROM_MODIFIED = 0.6
_ONLY_DAY = 0.4
_SURE, _STATED = 0.6, 0.8
_BEHIND = 500


@dataclass(frozen=True, slots=True)
class Dated:
    published: Moment | None
    modified: Moment | None
    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]


def date_story(
    document: Document,
    story: Story,
    metadata: Metadata,
    hints: Hints = Hints(),
    zone: tzinfo | None = None,
    clocks: Sequence[HtmlElement | str] = (),
    profile_candidates: Iterable[tuple[About, Candidate[str]]] = (),
    languages: tuple[str, ...] = (),
    layout: Layout | None = None,
    habits: Habits = NO_HABITS,
) -> Dated:
    """`clocks` are elements, or texts, that a profile or the bare text knows to be the page's clock.

    `layout` is the page's, where it is HTML.
    """
    reading = _reading(document, languages_of(story, metadata.language, languages), zone, habits)
    candidates = [
        *_by_profile(profile_candidates, reading),
        *stated(metadata, hints, document.page.url, reading),
    ]
    elements = [one for one in clocks if not isinstance(one, str)]
    candidates += _clocks_given(clocks, reading)
    if layout is not None:
        last = layout.body[1] + _BEHIND if layout.body and _is_settled(candidates) else None
        candidates += printed(layout, reading, elements, last)
    candidates = habits.dates(_refuse_clock_values(candidates, clocks), reading.now, zone)
    told = _told(story, reading, candidates, metadata)
    if told:
        candidates.append(told)
    if all(one.refused or one.about == "modified" or one.confidence < _SURE for one in candidates):
        candidates += in_scripts(document.text, story.title, reading)
    if layout is not None and not any(_is_of_story(one) for one in candidates):
        clocks_shown = {one.moment.date for one in candidates if _is_clock(one)}
        candidates += in_own_teasers(document.tree, document.page.url, reading, clocks_shown)
    candidates = [_within_time(one, reading.now) for one in candidates]
    candidates = _localised(candidates)
    return _decided(candidates)


def _is_settled(candidates: list[DateCandidate]) -> bool:
    """Whether two sources state one day, and none another."""
    stated = [one for one in candidates if one.about == "published" and one.confidence >= _STATED]
    return len({one.source for one in stated}) > 1 and len({one.moment.date for one in stated}) == 1


def _is_of_story(candidate: DateCandidate) -> bool:
    return candidate.about == "published" and not candidate.refused and candidate.confidence >= _LEAST


def _reading(document: Document, languages: tuple[str, ...], zone: tzinfo | None, habits: Habits) -> Reading:
    url = document.page.url
    order = habits.order or order_for(url, languages)
    return Reading(zone or zone_for(url, languages), languages, order, document.page.fetched_at)


def _by_profile(
    candidates: Iterable[tuple[About, Candidate[str]]], reading: Reading
) -> Iterable[DateCandidate]:
    for about, one in candidates:
        moment = reading.parse(one.value)
        if moment:
            yield DateCandidate(
                moment, one.text, one.rule, one.where, _PROFILE_CONFIDENCE, about, f"profile {one.rule}"
            )


def _clocks_given(clocks: Sequence[HtmlElement | str], reading: Reading) -> Iterable[DateCandidate]:
    """Clocks as texts, and as elements whatever their place: they must stand in evidence."""
    for clock in clocks:
        text = clock if isinstance(clock, str) else text_of(clock, 200)
        moment = reading.parse(text)
        if moment:
            yield DateCandidate(moment, text, CLOCK_RULE, "page", 0.0, "published", "clock", refused=True)


def _refuse_clock_values(
    candidates: list[DateCandidate], clocks: Sequence[HtmlElement | str]
) -> list[DateCandidate]:
    """What prints the very text of a known clock is that clock."""
    texts = {" ".join(one.split()) for one in clocks if isinstance(one, str)}
    return [
        replace(one, rule=CLOCK_RULE, refused=True)
        if one.source.startswith("printed") and one.text in texts
        else one
        for one in candidates
    ]


def _told(
    story: Story, reading: Reading, candidates: list[DateCandidate], metadata: Metadata
) -> DateCandidate | None:
    """The day the story's opening tells."""
    paragraphs = [block.text for block in story.blocks if block.kind in ("paragraph", "dateline")]
    if not paragraphs:
        return None
    addresses = [url for url in (metadata.first("og:image"), *_images(story)) if url]
    addressed = [one.moment.date for one in candidates if one.source == "url"]
    bounds = YearBounds(
        _latest(reading, candidates), [*addressed, *image_months(addresses)], " ".join(paragraphs)
    )
    told = told_day(paragraphs, bounds, reading.languages, reading.order)
    if told is None:
        return None
    moment = ParsedMoment(told.day.isoformat(), "day", "dateline", (0, len(told.text)))
    place = f"paragraph {told.paragraph + 1}"
    return DateCandidate(moment, told.text, "dateline", place, told.confidence, "published", "dateline")


def _images(story: Story) -> Iterable[str]:
    if story.root is None:
        return
    for image in story.root.iter("img"):
        for name in ("src", "data-src", "data-original"):
            if attribute(image, name):
                yield attribute(image, name)


def _latest(reading: Reading, candidates: list[DateCandidate]) -> date | None:
    """The last day the story can be of: that of the fetch, or what a clock on the page says of it."""
    if reading.now:
        return reading.now.date() + timedelta(days=1)
    clocks = [one.moment.date for one in candidates if _is_clock(one) and len(one.moment.date) == 10]
    return date.fromisoformat(max(clocks)) if clocks else None


def _is_clock(candidate: DateCandidate) -> bool:
    """Whether it was refused as the page's clock, by its looks or because the portal's is known."""
    return candidate.rule.endswith(CLOCK_RULE)


def _within_time(candidate: DateCandidate, now: datetime | None) -> DateCandidate:
    """A day after the fetch is no day of the story, unless it was only read in the wrong order."""
    if now is None or candidate.refused:
        return candidate
    # A month is known by less: what it shares with the last day counts.
    last = (now.date() + timedelta(days=1)).isoformat()
    if candidate.moment.date <= last[: len(candidate.moment.date)]:
        return candidate
    other = candidate.moment.other
    if other and date.fromisoformat(other) <= now.date():
        return replace(candidate, moment=swapped(candidate.moment), confidence=candidate.confidence * 0.8)
    return replace(candidate, rule="after_fetch", refused=True)


def _localised(candidates: list[DateCandidate]) -> list[DateCandidate]:
    """Universal time put as the page's own: by the offset another candidate prints for the same instant,
    or that lies between it and a time printed without one."""
    offset = _local_offset([one for one in candidates if not one.refused])
    if offset is None:
        return candidates
    return [_moved(one, timezone(offset)) for one in candidates]


def _local_offset(candidates: list[DateCandidate]) -> timedelta | None:
    values = [one.moment.value for one in candidates if one.moment.value]
    universal = [value for value in values if not value.utcoffset()]
    for value in values:
        offset = value.utcoffset()
        if offset and any(abs(value - other) < timedelta(minutes=1) for other in universal):
            return offset
    clocks = [one.moment.clock for one in candidates if one.moment.clock and not one.moment.value]
    for clock in clocks:
        for other in universal:
            apart = clock.replace(second=0) - other.replace(tzinfo=None, second=0, microsecond=0)
            if timedelta(hours=-12) <= apart <= timedelta(hours=14) and not apart % timedelta(minutes=30):
                return apart
    return None


def _moved(candidate: DateCandidate, zone: timezone) -> DateCandidate:
    moment = candidate.moment
    if moment.value is None:
        if moment.clock is None:
            return candidate
        value = moment.clock.replace(tzinfo=zone)
        return replace(candidate, moment=replace(moment, value=value, precision="minute"))
    if moment.value.utcoffset():
        return candidate
    value = moment.value.astimezone(zone)
    local = value.replace(tzinfo=None)
    return replace(candidate, moment=replace(moment, value=value, clock=local, date=local.date().isoformat()))


def _decided(candidates: list[DateCandidate]) -> Dated:
    modified = ballot([one for one in candidates if one.about == "modified" and not one.refused])
    changed = modified[0] if modified else None
    said = [one for one in candidates if one.about == "published" and not one.refused]
    published = ballot(bounded(said, changed))
    problems: list[Problem] = []
    chosen = published[0] if published else None
    if changed and _is_weaker(chosen, changed):
        chosen = replace(changed, confidence=changed.confidence * _FROM_MODIFIED)
        problems.append(Problem("date_from_modified", "published", chosen.best.text))
    if chosen is None or chosen.confidence < _LEAST:
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
        clock = any(map(_is_clock, candidates))
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
    ranked = sorted(candidates, key=lambda one: (one not in best, not _is_clock(one), -one.confidence))
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
