"""Two readings by one reader → the classes of what the publisher changed, and how much it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Literal

from newsarchive.changes.notices import is_notice
from newsarchive.changes.paragraphs import Step, Wording, steps
from newsarchive.changes.told import Told, says_corrected, told
from newsarchive.text import exact_layer
from storage.records import Extraction, Judgement, Moment

Class = Literal["correction", "headline", "rewording", "deletion", "addition", "details", "cosmetic"]
Notice = Literal["new", "removed"]

CLASSES: tuple[Class, ...] = (
    "correction", "headline", "rewording", "deletion", "addition", "details", "cosmetic",
)  # fmt: skip
"""The first of a change's classes in this order leads it, but of the three of the text the one that touched
most words comes first."""
NONE = "none"
"""What leads a change that today's rules do not see."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the publisher changed. `classes` has the leading one first and is empty where nothing changed.

    `modified_moved`: whether the time of change that the page states moved; None where neither states one.
    """

    classes: tuple[Class, ...] = ()
    words_added: int = 0
    words_removed: int = 0
    paragraphs: dict[str, int] = field(default_factory=dict)
    notice: Notice | None = None
    modified_moved: bool | None = None

    @property
    def leading(self) -> str:
        return self.classes[0] if self.classes else NONE

    @property
    def silent(self) -> bool:
        """Words or facts changed, and no notice says so."""
        return self.notice != "new" and bool(set(self.classes) - {"cosmetic"})

    def judgement(self) -> Judgement:
        """As the store keeps it."""
        measures = {
            "words_added": self.words_added,
            "words_removed": self.words_removed,
            "paragraphs_touched": sum(self.paragraphs.values()),
            "paragraphs": self.paragraphs,
            "notice": self.notice,
            "modified_moved": self.modified_moved,
        }
        return Judgement(self.leading, self.classes, self.silent, measures)


def judge(before: Extraction, after: Extraction) -> Change:
    """What changed from one to the other; both must be read by the same reader, or its rules show too."""
    one, other = told(before), told(after)
    moved = _moved(before.modified, after.modified)
    if one == other:
        return Change(modified_moved=moved)
    text = _Text(one.paragraphs, other.paragraphs, before.language, after.language)
    found: list[Class] = list(text.classes)
    if _words(one.title) != _words(other.title):
        found.append("headline")
    if _details(one) != _details(other):
        found.append("details")
    notice = text.notice or _above(one, other, before.language, after.language)
    if notice == "new":
        found.append("correction")
    elif notice == "removed":
        found.append("deletion")
    added, removed = _counted(one, other)
    order = [*CLASSES[:2], *text.by_weight, *CLASSES[5:]]
    classes = tuple(sorted(set(found), key=order.index)) or ("cosmetic",)
    return Change(classes, added, removed, text.counts, notice, moved)


def _above(one: Told, other: Told, language: str, later: str) -> Notice | None:
    """A notice in title or kicker."""
    before = [_words(part) for part in (one.notice, one.title) if part and is_notice(part, language)]
    after = [_words(part) for part in (other.notice, other.title) if part and is_notice(part, later)]
    if any(part not in before for part in after):
        return "new"
    return "removed" if len(before) > len(after) else None


class _Text:
    """The running text of both: what became of its paragraphs."""

    def __init__(self, before: tuple[str, ...], after: tuple[str, ...], language: str, later: str) -> None:
        self.one, self.other = Wording(before), Wording(after)
        self.counts: dict[str, int] = {}
        self.notice: Notice | None = None
        self.weights: Counter[Class] = Counter()
        if before == after:
            return
        taken = [step for step in steps(before, after) if step.kind != "same"]
        names = Counter("moved" if step.moved else step.kind for step in taken)
        self.counts = dict(sorted(names.items()))
        if _flat(self.one) == _flat(self.other):
            return
        for step in taken:
            was = any(says_corrected(before, place, language) for place in step.before)
            self._weigh(step, was, any(says_corrected(after, place, later) for place in step.after))
        if not self.weights and not self.notice:
            self.weights["rewording"] = 1

    def _weigh(self, step: Step, was: bool, says: bool) -> None:
        before = Counter(chain.from_iterable(map(self.one.tokens, step.before)))
        after = Counter(chain.from_iterable(map(self.other.tokens, step.after)))
        added, removed = (after - before).total(), (before - after).total()
        if says and (added or removed):
            self.notice = "new"
        elif was and not step.after:
            self.notice = self.notice or "removed"
        elif added and removed:
            self.weights["rewording"] += added + removed
        elif added:
            self.weights["addition"] += added
        elif removed:
            self.weights["deletion"] += removed
        elif step.moved or self._reordered(step):
            self.weights["rewording"] += 1

    def _reordered(self, step: Step) -> bool:
        before = list(chain.from_iterable(map(self.one.tokens, step.before)))
        return before != list(chain.from_iterable(map(self.other.tokens, step.after)))

    @property
    def classes(self) -> list[Class]:
        return [name for name, weight in self.weights.items() if weight]

    @property
    def by_weight(self) -> list[Class]:
        three: tuple[Class, ...] = ("rewording", "deletion", "addition")
        return sorted(three, key=lambda name: -self.weights[name])


def _flat(text: Wording) -> list[str]:
    return [word for place in range(len(text.paragraphs)) for word in text.tokens(place)]


def _details(story: Told) -> object:
    """Captions in any order, byline and day, by their words."""
    captions = Counter((_words(text), _words(credit)) for text, credit in story.captions)
    return captions, _words(story.byline), story.day


def _counted(before: Told, after: Told) -> tuple[int, int]:
    """Words added and removed anywhere, the day aside."""
    one, other = _bag(before), _bag(after)
    return (other - one).total(), (one - other).total()


def _bag(story: Told) -> Counter[str]:
    captions = chain.from_iterable(story.captions)
    parts = (story.notice, story.title, *story.paragraphs, *captions, story.byline)
    return Counter(chain.from_iterable(_words(part) for part in parts))


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(exact_layer(text).split()) if text else ()


def _moved(before: Moment | None, after: Moment | None) -> bool | None:
    if before is None and after is None:
        return None
    return _told_time(before) != _told_time(after)


def _told_time(moment: Moment | None) -> datetime | str | None:
    return (moment.value or moment.date) if moment else None
