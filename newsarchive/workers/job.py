"""One page to be read: all that a worker needs to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.records import Hints, LeadKind, Learnt, Page


@dataclass(frozen=True, slots=True)
class Job:
    """`kind` "article" asks for the story on the page, any other for the leads that it gives.
    `earlier` are the pages on which the story began, in their order.

    The profile travels as JSON. Jobs of one portal should share the string: a batch then carries it once.
    """

    page: Page
    kind: LeadKind
    profile_json: str | None = None
    hints: Hints = Hints()
    learnt: Learnt = Learnt()
    earlier: tuple[Page, ...] = ()
