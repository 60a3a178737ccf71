"""An extraction → the table that tells a person what was taken for each field, what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records import Evidence, Extraction

ORDER = (
    "title", "kicker", "lead", "dateline", "published", "modified", "byline", "body", "captions", "section",
    "tags", "language",
)  # fmt: skip
_MOST_RUNNERS_UP = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `mark` is "✓" for a winner and empty for a runner-up."""

    field: str
    mark: str
    value: str
    rule: str
    where: str
    why: str


def rows_of(extraction: Extraction) -> list[Row]:
    """The winners of each field first, then the runners-up, surest first; then what looked wrong."""
    rows: list[Row] = []
    fields = [*ORDER, *sorted({one.field for one in extraction.evidence} - set(ORDER))]
    for name in fields:
        found = [one for one in extraction.evidence if one.field == name]
        winners = [one for one in found if one.chosen]
        beaten = sorted((one for one in found if not one.chosen), key=lambda one: -one.confidence)
        rows += [_row(one, "✓") for one in winners]
        rows += [_row(one, "") for one in beaten[:_MOST_RUNNERS_UP]]
        if not winners and name in ("title", "published", "body"):
            rows.append(Row(name, "✗", "", "", "", "nothing on the page answers this"))
    for problem in extraction.problems:
        rows.append(Row(problem.field or "page", "!", problem.detail, problem.code, "", "looks wrong"))
    return rows


def _row(one: Evidence, mark: str) -> Row:
    why = (
        f"{one.confidence:.0%} sure"
        if mark
        else ("refused" if one.confidence == 0 else f"only {one.confidence:.0%} sure")
    )
    return Row(one.field, mark, one.value, one.rule, one.where, why)
