"""A query that cannot be meant → why, and a picture of where."""

from __future__ import annotations

from rich.cells import cell_len

from newsarchive.errors import UsageError

SHOWN = 34
"""Columns to each side of the place, so that the picture fits a terminal of 80."""
CUT = "…"


class QueryError(UsageError):
    """`at` counts characters of `query`; the caret counts columns: wide signs take two, marks none."""

    def __init__(self, query: str, at: int, why: str) -> None:
        self.query, self.at, self.why = query, at, why
        before, after = _end_of(query[:at]), _start_of(query[at:])
        super().__init__(f"{why}\n  {before}{after}\n  {' ' * cell_len(before)}^")


def _end_of(text: str) -> str:
    kept = _fitting(text[::-1])[::-1]
    return kept if kept == text else CUT + kept


def _start_of(text: str) -> str:
    kept = _fitting(text)
    return kept if kept == text else kept + CUT


def _fitting(text: str) -> str:
    width = 0
    for at, char in enumerate(text):
        width += cell_len(char)
        if width > SHOWN:
            return text[:at]
    return text
