"""What an index offers to be asked: where the numbers of texts come from, and which of them to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal_column, not_, select

from storage.search import plan
from storage.search.numbering import EARLIER, IN_MONTH, Span


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a text beside its words an index may hold; `sections` are folded."""

    portal: str
    sections: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Source:
    """`sure` says of a row whether it answers, or only may; `doubtful` that no row is sure."""

    origin: FromClause
    number: ColumnElement[int]
    conditions: tuple[ColumnElement[bool], ...]
    sure: ColumnElement[bool]
    doubtful: bool = False

    def newest(self, span: Span, *, earlier: bool = False) -> Select[int, bool]:
        """Numbers of the span, newest first, and whether each is sure."""
        shift = EARLIER if earlier else 0
        found = select(self.number, self.sure).select_from(self.origin)
        found = found.where(*self.conditions, *within(self.number, span, shift))
        return found.where(self.number.not_in(plan.withdrawn())).order_by(self.number.desc())

    def by_month(self, span: Span) -> Select[int, int]:
        """How many candidates each month has; a month is a number shifted by `IN_MONTH`."""
        # As a parameter it would be another expression to PostgreSQL each time it is named.
        month = self.number.bitwise_rshift(literal_column(str(IN_MONTH)))
        found = select(month, func.count()).select_from(self.origin)
        found = found.where(*self.conditions, *within(self.number, span))
        return found.where(self.number.not_in(plan.withdrawn())).group_by(month)


def within(number: ColumnElement[int], span: Span, shift: int = 0) -> list[ColumnElement[bool]]:
    found: list[Any] = [number >= span.low + shift, number <= span.high + shift]
    if span.gap:
        gap = and_(number >= span.gap[0] + shift, number <= span.gap[1] + shift)
        found.append(not_(gap))
    return found
