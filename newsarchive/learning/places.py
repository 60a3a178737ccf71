"""Distinct stories of a portal → where their fields stand, with how often that was right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from newsarchive.extraction.byline.bylines import parse
from newsarchive.extraction.byline.names import same_name
from newsarchive.extraction.learnt.habits import DISTRUSTED, FEWEST, TRUSTED, path_of, place_of
from newsarchive.learning.days import right_day, sayings
from newsarchive.learning.sightings import Sighting
from storage.records import Evidence, Extraction, Habit, SeenLayout

Verdicts = Iterator[tuple[str, bool]]

_MOST_PLACES, _MOST_LAYOUTS = 12, 8
_SURE = 0.85
_USUAL, _USUAL_EACH = 0.9, 0.1
_CONSTANT, _CONSTANT_STORIES, _OTHER_NAMES = 0.95, 12, 5
"""A name that stays on so many stories while others change so often is nobody's byline."""


def habits_in(stories: Sequence[Sighting]) -> tuple[Habit, ...]:
    found = [
        *_judged("title", map(_titles, stories)),
        *_judged("published", map(_dates, stories)),
        *_bylines(stories),
        *_bodies(stories),
        *_judged("captions", map(_captions, stories)),
    ]
    return tuple(sorted(found, key=lambda one: (one.field, -one.right, -one.seen, one.place)))


def layouts_in(sightings: Sequence[Sighting]) -> tuple[SeenLayout, ...]:
    """The templates: where headline and body stand, how many stories have them so, from when to when."""
    stories: dict[tuple[str, str], set[str]] = defaultdict(set)
    days: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in sightings:
        key = _chosen_path(one.reading, "title"), _chosen_path(one.reading, "body")
        if any(key):
            stories[key].add(one.story)
            days[key] += [one.fetched_at.date().isoformat()] if one.fetched_at else []
    ranked = sorted(stories, key=lambda key: (-len(stories[key]), key))[:_MOST_LAYOUTS]
    return tuple(
        SeenLayout(*key, len(stories[key]), min(days[key], default=""), max(days[key], default=""))
        for key in ranked
    )


def _judged(field: str, verdicts: Iterator[Verdicts]) -> list[Habit]:
    """Places that nearly always, or nearly never, held the field. On a page a place is right or it is not."""
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for of_story in verdicts:
        places: dict[str, bool] = {}
        for place, is_right in of_story:
            places[place] = places.get(place, True) and is_right
        seen.update(places.keys())
        right.update(place for place, is_right in places.items() if is_right)
    habits = [Habit(field, place, right[place], count) for place, count in seen.items() if count >= FEWEST]
    telling = [
        one
        for one in habits
        if one.right >= TRUSTED * one.seen or (one.right <= DISTRUSTED * one.seen and one.place)
    ]
    return sorted(telling, key=lambda one: (-one.right, -one.seen, one.place))[:_MOST_PLACES]


def _titles(one: Sighting) -> Verdicts:
    for evidence in _of(one.reading, "title"):
        place = path_of(evidence.where)
        if place:
            yield place, evidence.value == one.reading.title and evidence.confidence >= _SURE


def _dates(one: Sighting) -> Verdicts:
    true = right_day(one)
    if true is None:
        return
    for saying in sayings(one):
        if saying.place and not saying.refused and len(saying.day) == 10:
            yield saying.place, saying.day == true


def _captions(one: Sighting) -> Verdicts:
    for evidence in _of(one.reading, "captions"):
        last = evidence.where.rpartition(" > ")[2]
        if evidence.chosen and ("." in last or "#" in last or last == "figcaption"):
            yield path_of(evidence.where), True


def _bodies(stories: Sequence[Sighting]) -> list[Habit]:
    """The elements that hold nearly all stories between them."""
    held = Counter(filter(None, (_chosen_path(one.reading, "body") for one in stories if one.reading.body)))
    total = sum(1 for one in stories if one.reading.body)
    usual = {place: count for place, count in held.items() if count >= max(FEWEST, _USUAL_EACH * total)}
    if sum(usual.values()) < _USUAL * total:
        return []
    return [Habit("body", place, count, total) for place, count in usual.items()]


def _bylines(stories: Sequence[Sighting]) -> list[Habit]:
    judged = {one.place: one for one in _judged("byline", map(_names, stories))}
    said: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in stories:
        for evidence in _of(one.reading, "byline"):
            place = place_of(evidence.rule, evidence.where)
            if place:
                said[place].append(_people(evidence, one.reading))
    everybody = {names for several in said.values() for names in several}
    for place, several in said.items():
        name, count = Counter(several).most_common(1)[0]
        stays = len(several) >= _CONSTANT_STORIES and count >= _CONSTANT * len(several)
        if stays and len(everybody - {name}) >= _OTHER_NAMES:
            judged[place] = Habit("byline", place, 0, len(several))
    return sorted(judged.values(), key=lambda one: (-one.right, -one.seen, one.place))[:_MOST_PLACES]


def _names(one: Sighting) -> Verdicts:
    """Places that named the story's people, where two that know nothing of each other do."""
    people = frozenset(same_name(person.name) for person in one.reading.byline.people)
    said = [(evidence, _people(evidence, one.reading)) for evidence in _of(one.reading, "byline")]
    voices = {_voice(evidence.rule) for evidence, named in said if named == people}
    if not people or (len(voices) < 2 and "profile" not in voices):
        return
    for evidence, named in said:
        place = place_of(evidence.rule, evidence.where)
        if place:
            yield place, named == people


def _people(evidence: Evidence, reading: Extraction) -> frozenset[str]:
    byline = parse(evidence.value, (reading.language,))
    return frozenset(same_name(person.name) for person in byline.people) if byline else frozenset()


def _voice(rule: str) -> str:
    if rule.startswith(("jsonld:", "meta:")):
        return "stated"
    return next((one for one in ("profile", "end of story") if rule.startswith(one)), "printed")


def _of(reading: Extraction, field: str) -> Iterator[Evidence]:
    return (one for one in reading.evidence if one.field == field)


def _chosen_path(reading: Extraction, field: str) -> str:
    chosen = next((one for one in _of(reading, field) if one.chosen), None)
    return path_of(chosen.where) if chosen else ""
