"""A field's evidence → how its sources stand to the answer: alone or agreed, and whether another is as sure.

Two rules of one source ("jsonld:…" twice) are one voice. What refuses itself, with confidence 0, has none.
Stories are dated in many places, and one of these is often stale: a day is disputed only where it has no
majority, or where metadata alone say another than the page prints.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from newsarchive.extraction.learnt.habits import LEARNT
from newsarchive.extraction.words.likeness import squeezed
from storage.records import Byline, Evidence, Extraction, Moment

Support = Literal["agreed", "alone", "disputed"]
_RIVAL, _HEARD = 0.85, 0.5
_DAY = len("2026-03-01")
_UNSEEN = frozenset(("jsonld", "meta", "url", "script", "lead"))


def support_of(extraction: Extraction, name: str, chosen: Evidence) -> Support:
    """ "Disputed": another is nearly as sure as the answer, and, if it is a day, is not outnumbered."""
    agrees = agrees_with(extraction, name, chosen)
    voices: set[str] = set()
    others: list[Evidence] = []
    for one in extraction.evidence:
        if one.field != name or one.confidence <= 0:
            continue
        if agrees(one.value):
            voices.add(_voice(one))
        else:
            others.append(one)
    rival = any(one.confidence >= _RIVAL * chosen.confidence for one in others)
    if name == "published":
        torn = rival or any(one.code == "date_conflict" for one in extraction.problems)
        rival = torn and _are_even(
            voices, [one for one in others if one.confidence >= _HEARD * chosen.confidence]
        )
    if rival:
        return "disputed"
    return "agreed" if len(voices) > 1 else "alone"


def _are_even(voices: set[str], others: list[Evidence]) -> bool:
    """Whether as many sources, and more than one, name another day; or metadata alone stand against print."""
    days: dict[str, set[str]] = {}
    for one in others:
        days.setdefault(one.value[:_DAY], set()).add(_voice(one))
    if len(voices) == 1 and voices <= _UNSEEN:
        return any(not against <= _UNSEEN for against in days.values())
    return any(len(against) >= max(2, len(voices)) for against in days.values())


def _voice(one: Evidence) -> str:
    return one.rule.removeprefix(LEARNT).partition(":")[0]


def agrees_with(extraction: Extraction, name: str, chosen: Evidence) -> Callable[[str], bool]:
    """Whether another row's words say the same as the answer."""
    if name == "published" and extraction.published is not None:
        day = extraction.published.date
        return lambda value: value.startswith(day)
    if name == "byline":
        byline = extraction.byline
        names = [squeezed(person.name) for person in byline.people] or [
            squeezed(one) for one in byline.agencies
        ]
        return lambda value: all(one in squeezed(value) for one in names)
    answer = squeezed(chosen.value)
    return lambda value: squeezed(value) == answer


def raw_answer(extraction: Extraction, name: str) -> str:
    """A field's answer as text; empty where there is none."""
    found = getattr(extraction, name, None)
    if isinstance(found, Byline):
        return found.raw
    if isinstance(found, Moment):
        return found.value.isoformat() if found.value else found.date
    return found if isinstance(found, str) else " ".join(map(str, found or ()))
