"""Two readings of a story, one of which may break off where a later page could not be had → whether they are
the same as far as both go. What was not fetched is no cut of the publisher's, and what was fetched at last
is no addition."""

from __future__ import annotations

from storage.records import CONTINUED, Extraction


def breaks_off(story: Extraction) -> bool:
    """It goes on at a page that was not read."""
    return any(one.code == CONTINUED for one in story.problems)


def begins(part: Extraction, whole: Extraction) -> bool:
    """Whether `part` breaks off and is, up to there, what `whole` is too."""
    return (
        breaks_off(part)
        and (part.title, part.lead) == (whole.title, whole.lead)
        and _day(part) == _day(whole)
        and part.byline.raw in ("", whole.byline.raw)
        and part.body == whole.body[: len(part.body)]
        and [one.text for one in part.captions] == [one.text for one in whole.captions[: len(part.captions)]]
    )


def _day(story: Extraction) -> str | None:
    return story.published.date if story.published else None
