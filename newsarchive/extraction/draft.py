"""A story half read: what its markup or bare text gave, before byline and dates are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from newsarchive.extraction.learnt.habits import NO_HABITS, Habits
from newsarchive.extraction.page.document import Candidate, Story
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.survey import Survey
from newsarchive.extraction.rules import Rulebook
from storage.records import Caption, Evidence, Problem


@dataclass(slots=True)
class Draft:
    """`survey` is the page's, where it is HTML. `clocks` are the elements, or the printed values, that show
    the day of the visit."""

    story: Story
    metadata: Metadata
    rulebook: Rulebook
    kicker: str | None = None
    lead: str | None = None
    captions: tuple[Caption, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clocks: tuple[HtmlElement | str, ...] = ()
    survey: Survey | None = None
    habits: Habits = NO_HABITS
    evidence: list[Evidence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, name: str, chosen: Candidate[Any] | None, others: Sequence[Candidate[Any]]) -> None:
        """Keep the winner and those it beat, each answer and rule once."""
        known: set[tuple[str, str]] = set()
        for candidate in ([chosen] if chosen is not None else []) + list(others):
            key = (candidate.text, candidate.rule)
            if key not in known:
                known.add(key)
                self.evidence.append(candidate.evidence(name, chosen=candidate is chosen))
