"""A field's evidence → how its sources stand to the answer: alone or agreed, and whether another is as sure.

Two rules of one source ("jsonld:…" twice) are one voice. What refuses itself, with confidence 0, has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from newsarchive.extraction.habits import LEARNT
from newsarchive.extraction.likeness import squeezed
from storage.records import Byline, Evidence, Extraction, Moment

Support = Literal["agreed", "alone", "disputed"]
_RIVAL = 0.85


def support_of(extraction: Extraction, name: str, chosen: Evidence) -> Support:
    """ "Disputed" is the answer beside which another stands nearly as sure, however many agree."""
    agrees = agrees_with(extraction, name, chosen)
    voices: set[str] = set()
    for one in extraction.evidence:
        if one.field != name or one.confidence <= 0:
            continue
        if agrees(one.value):
            voices.add(one.rule.removeprefix(LEARNT).partition(":")[0])
        elif one.confidence >= _RIVAL * chosen.confidence:
            return "disputed"
    return "agreed" if len(voices) > 1 else "alone"


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
