"""A reading → what the publisher tells in it, apart from what changes on a page by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsarchive.changes.notices import is_notice, label_alone
from newsarchive.changes.steady import by_distance, moves, steady
from storage.records import Extraction

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Told:
    """Equal for two readings exactly where the publisher changed nothing.

    `day` is None where the page itself does not print it, or tells it by its distance from the visit;
    `notice` is the line above the title that says that something was corrected.
    """

    title: str | None
    lead: str | None
    body: tuple[str, ...]
    captions: tuple[tuple[str, str | None], ...]
    byline: str
    day: str | None
    notice: str | None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The running text; a lead that is no part of the body comes first."""
        apart = self.lead and self.lead not in self.body
        return (self.lead, *self.body) if apart and self.lead else self.body


def told(story: Extraction) -> Told:
    return Told(
        story.title,
        story.lead,
        tuple(_paragraphs(story)),
        tuple((caption.text, caption.credit) for caption in story.captions),
        steady(story.byline.raw),
        _printed_day(story),
        story.kicker if story.kicker and is_notice(story.kicker, story.language) else None,
    )


def says_corrected(paragraphs: Sequence[str], place: int, language: str) -> bool:
    """Whether this paragraph says that something was corrected, or stands below a heading that does."""
    above = place > 0 and label_alone(paragraphs[place - 1], language)
    return above or is_notice(paragraphs[place], language)


def _paragraphs(story: Extraction) -> Iterator[str]:
    for paragraph in story.body:
        text = _BLANK_LINES.sub("\n", paragraph).strip("\n")
        if text.strip() and not moves(text):
            yield text


def _printed_day(story: Extraction) -> str | None:
    """One known from the lead alone differs from feed to sitemap, and that is no edit of the publisher."""
    if story.published is None:
        return None
    for one in story.evidence:
        if one.field == "published" and one.chosen:
            _, _, printed = one.value.partition("(")
            if one.rule == "lead" or by_distance(printed):
                return None
    return story.published.date
