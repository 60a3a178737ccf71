"""An extraction → what tells a person what was taken for each field, what was not, where it stood, and why.

Sources that say the same as the winner are named beside it; the rest are runners-up, with what spoke against
them. A field that nothing on the page answers says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsarchive.extraction.confidence.support import agrees_with, raw_answer, support_of
from newsarchive.extraction.learnt.habits import LEARNT
from storage.records import Evidence, Extraction

ORDER = (
    "title", "kicker", "lead", "dateline", "published", "modified", "byline", "body", "captions", "section",
    "tags", "language",
)  # fmt: skip
_MOST_RUNNERS_UP = 6
_MOST_NAMED = 4
# Fields with several answers, each a winner of its own.
_MANY = frozenset(("captions",))
_REFUSED = {
    "page_clock": "a clock: shows the day of the visit",
    "other_story": "belongs to another story",
    "after_fetch": "later than the page was fetched",
    "repeated block": "stands in the portal's other stories too",
}
_SPOKEN_OF = frozenset(("title", "published", "byline"))

Mark = Literal["✓", "·", "–", "!"]


@dataclass(frozen=True, slots=True)
class Row:
    """`mark`: "✓" a winner, "·" a runner-up, "–" nothing was found, "!" something looks wrong."""

    field: str
    mark: Mark
    value: str
    rule: str = ""
    where: str = ""
    why: str = ""


def rows_of(extraction: Extraction) -> list[Row]:
    """Each field's winners and runners-up, surest first; then what looked wrong."""
    known = {one.field for one in extraction.evidence}
    rows: list[Row] = []
    for name in (*ORDER, *sorted(known - set(ORDER))):
        found = [one for one in extraction.evidence if one.field == name]
        rows += _of_field(extraction, name, found)
    for problem in extraction.problems:
        rows.append(Row(problem.field or "page", "!", problem.code, why=problem.detail))
    return rows


def _of_field(extraction: Extraction, name: str, found: list[Evidence]) -> list[Row]:
    winners = [one for one in found if one.chosen]
    beaten = sorted((one for one in found if not one.chosen), key=lambda one: -one.confidence)
    if name in _MANY:
        return [_won(one, _value(extraction, one), []) for one in winners] or [Row(name, "–", "none")]
    if not winners:
        rows = [Row(name, "–", _nothing(extraction, name))]
        return rows + _runners_up(beaten, "too unsure, ")
    rows = []
    for one in winners:
        agrees = agrees_with(extraction, name, one)
        same = [other for other in beaten if other.confidence > 0 and agrees(other.value)]
        beaten = [other for other in beaten if other not in same]
        rows.append(_won(one, _value(extraction, one), [_agreed(same), _standing(extraction, one, same)]))
    return rows + _runners_up(beaten, "only ")


def _standing(extraction: Extraction, one: Evidence, same: list[Evidence]) -> str:
    """Where several sources could have spoken: whether they did, and whether another was heard as well."""
    if one.field not in _SPOKEN_OF:
        return ""
    if support_of(extraction, one.field, one) == "disputed":
        return "another is nearly as sure"
    return "" if same else "nothing else says so"


def _won(one: Evidence, value: str, reasons: list[str]) -> Row:
    why = "; ".join(reason for reason in (f"{one.confidence:.0%} sure", *reasons) if reason)
    return Row(one.field, "✓", value, one.rule, one.where, why)


def _runners_up(beaten: list[Evidence], doubt: str) -> list[Row]:
    """Those who say the same words share a row."""
    found: dict[str, list[Evidence]] = {}
    for one in beaten:
        found.setdefault(one.value, []).append(one)
    return [_lost(one, _agreed(others), doubt) for one, *others in list(found.values())[:_MOST_RUNNERS_UP]]


def _lost(one: Evidence, agreed: str, doubt: str) -> Row:
    why = (
        "the paper's own name"
        if one.field == "byline"
        else _REFUSED.get(one.rule.removeprefix(LEARNT), "refused")
    )
    if one.confidence > 0:
        why = f"{doubt}{one.confidence:.0%} sure"
    return Row(one.field, "·", one.value, one.rule, one.where, f"{why}; {agreed}" if agreed else why)


def _agreed(same: list[Evidence]) -> str:
    rules = list(dict.fromkeys(one.rule for one in same))
    if not rules:
        return ""
    more = f" and {len(rules) - _MOST_NAMED} more" if len(rules) > _MOST_NAMED else ""
    return f"{', '.join(rules[:_MOST_NAMED])}{more} say{'s' if len(rules) == 1 else ''} the same"


def _value(extraction: Extraction, one: Evidence) -> str:
    """What a field holds in the end, where the row has only what it was read from."""
    if one.field == "body":
        letters = sum(map(len, extraction.body))
        return f"{len(extraction.body)} paragraphs, {letters} characters: {one.value}"
    if one.field == "title" and extraction.title:
        return extraction.title
    return one.value


def _nothing(extraction: Extraction, name: str) -> str:
    """Said of a field without a winner; some answers come from another field's evidence."""
    answer = raw_answer(extraction, name)
    if not answer:
        return "nothing on the page says it"
    if any(problem.code == "date_from_modified" for problem in extraction.problems):
        return f"{answer}: only a time of change was found, and stands for the day"
    return answer
