"""What a reader would take from each story's page: the fields as written → to hold an archive against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsarchive.demo.markup import markup_of
from newsarchive.demo.stories import Edition, Paper, Paragraph, Story


@dataclass(frozen=True, slots=True)
class Expected:
    """`published` is exact where the page prints a time, and only a day (`date`) where it does not.

    `printed` are the people's names as the byline spells them, `captions` pairs of text and credit.
    """

    url: str
    title: str
    lead: str | None
    published: datetime | None
    date: str
    modified: datetime | None
    byline: str
    people: tuple[str, ...]
    printed: tuple[str, ...]
    sources: tuple[str, ...]
    body: tuple[str, ...]
    captions: tuple[tuple[str, str | None], ...]
    section: tuple[str, ...]
    tags: tuple[str, ...]
    language: str


def truth(paper: Paper, story: Story) -> Expected:
    markup = markup_of(paper)
    paragraphs = [block.text for block in story.blocks if isinstance(block, Paragraph)]
    return Expected(
        url=markup.url(markup.story_path(story)),
        title=story.title,
        lead=story.lead,
        published=story.published if isinstance(story.published, datetime) else None,
        date=story.day.isoformat(),
        modified=story.modified,
        byline=story.byline,
        people=story.people,
        printed=tuple(_as_printed(name, story.byline) for name in story.people),
        sources=story.sources,
        body=tuple([story.lead, *paragraphs] if story.lead else paragraphs),
        captions=tuple((photo.text, photo.credit) for photo in story.photos),
        section=(paper.sections[story.section],),
        tags=story.tags,
        language=paper.language,
    )


def truths(paper: Paper, edition: Edition) -> dict[str, Expected]:
    """By URL, every story of an edition that can be read without running a script."""
    expected = [truth(paper, story) for story in paper.edition(edition) if not story.behind]
    return {one.url: one for one in expected}


def _as_printed(name: str, byline: str) -> str:
    start = byline.lower().find(name.lower())
    return byline[start : start + len(name)] if start >= 0 else name
