"""Versions that were not judged yet → what each changed since the one before, kept with it.

A pair is judged by readings of one reader where the store has such, so that better rules forge no edit.
"""

from __future__ import annotations

from newsarchive.changes import judge
from storage.repositories import Unit

BATCH = 50


def judge_waiting(unit: Unit, batch: int = BATCH) -> int:
    """Judge the versions of up to `batch` articles that have versions to be judged; how many there were."""
    waiting = unit.changes.waiting(batch)
    for article in waiting:
        judge_article(unit, article)
    return len(waiting)


def judge_article(unit: Unit, article: str) -> None:
    """Judge every version of the article against the one before it; the earliest is its first."""
    unit.changes.begin(article)
    for version, before, after in unit.changes.pairs(article):
        unit.changes.keep(version, judge(before, after).judgement())
