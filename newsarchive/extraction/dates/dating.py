"""All that speaks of a story's dates → when it was published and changed, with every candidate as evidence.

Candidates that name the same day support each other. A day after the fetch is refused, a page's clock is
refused and kept in evidence, and where nothing speaks there is no date: never the day of the fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone, tzinfo

from lxml.html import HtmlElement

from newsarchive.extraction.dates.decision import LEAST, Dated, decide, is_clock
from newsarchive.extraction.dates.in_scripts import in_scripts
from newsarchive.extraction.dates.moments import ParsedMoment
from newsarchive.extraction.dates.own_teasers import in_own_teasers
from newsarchive.extraction.dates.places import CLOCK_RULE
from newsarchive.extraction.dates.printed import printed
from newsarchive.extraction.dates.stated import About, DateCandidate, Reading, image_months, stated
from newsarchive.extraction.dates.told_days import YearBounds, told_day
from newsarchive.extraction.dates.votes import swapped
from newsarchive.extraction.dates.zones import order_for, zone_for
from newsarchive.extraction.learnt.habits import NO_HABITS, Habits
from newsarchive.extraction.page.document import Candidate, Document, Story
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.spots import Layout
from newsarchive.extraction.page.tree import attribute, text_of
from newsarchive.extraction.words.language import languages_of
from storage.records import Hints

_PROFILE_CONFIDENCE = 0.97
_SURE, _STATED = 0.6, 0.8
_BEHIND = 500


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
        clocks_shown = {one.moment.date for one in candidates if is_clock(one)}
        candidates += in_own_teasers(document.tree, document.page.url, reading, clocks_shown)
    candidates = [_within_time(one, reading.now) for one in candidates]
    candidates = _localised(candidates)
    return decide(candidates)


def _is_settled(candidates: list[DateCandidate]) -> bool:
    """Whether two sources state one day, and none another."""
    stated = [one for one in candidates if one.about == "published" and one.confidence >= _STATED]
    return len({one.source for one in stated}) > 1 and len({one.moment.date for one in stated}) == 1


def _is_of_story(candidate: DateCandidate) -> bool:
    return candidate.about == "published" and not candidate.refused and candidate.confidence >= LEAST


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
    clocks = [one.moment.date for one in candidates if is_clock(one) and len(one.moment.date) == 10]
    return date.fromisoformat(max(clocks)) if clocks else None


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
