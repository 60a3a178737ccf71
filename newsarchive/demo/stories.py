"""The demonstration's own stories: TOML files beside this module become papers full of stories.

A story's text is lines: a paragraph each, `## ` before a subhead, and
`[photo FILE] CAPTION | CREDIT` where a photo stands. `[page]` begins a new page of the story.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

Edition = Literal["before", "after"]
FILES = Path(__file__).parent / "stories"

_TURN = "[page]"
_PHOTO = re.compile(r"\[photo (?P<file>[^\]]+)\] (?P<text>[^|]+?)(?: \| (?P<credit>.+))?")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    subhead: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    file: str
    text: str
    credit: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """One story as its paper prints it.

    `undated`: no date stands beside it. `nfd`: its page is written in decomposed letters.
    `behind`: a script must be run before it shows. `gone`, `appears`: what the second edition changed.
    `turns`: the places among the blocks at which a new page begins; `part` is the page that is shown.
    """

    id: str
    section: str
    title: str
    lead: str | None
    blocks: tuple[Paragraph | Photo, ...]
    published: datetime | date
    byline: str
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    modified: datetime | None = None
    wire: str | None = None
    undated: bool = False
    nfd: bool = False
    behind: str | None = None
    old_address: str | None = None
    appears: Edition = "before"
    gone: bool = False
    turns: tuple[int, ...] = ()
    part: int = 1
    corrected: Story | None = field(default=None, repr=False)

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def day(self) -> date:
        return self.published.date() if isinstance(self.published, datetime) else self.published

    @property
    def pages(self) -> int:
        return len(self.turns) + 1

    def on_page(self, part: int) -> Story:
        """What one page of the story prints of it."""
        places = (0, *self.turns, len(self.blocks))
        blocks = self.blocks[places[part - 1] : places[part]]
        return replace(self, blocks=blocks, lead=self.lead if part == 1 else None, part=part)

    @property
    def photos(self) -> list[Photo]:
        return [block for block in self.blocks if isinstance(block, Photo)]

    @property
    def revision(self) -> str:
        """Names this state of the story, for validators that outlive a change of adverts."""
        return f"{self.id}-{(self.modified or self.day).strftime('%Y%m%d%H%M')}"


@dataclass(frozen=True, slots=True)
class Stale:
    """A story that lists still name, though its page only says that there is nothing."""

    section: str
    path: str
    title: str


@dataclass(frozen=True)
class Paper:
    """An invented paper: its name, its markup family and its stories of both editions."""

    host: str
    name: str
    language: str
    family: str
    timezone: str
    sections: dict[str, str]
    stories: tuple[Story, ...]
    stale: Stale | None = None

    @property
    def slug(self) -> str:
        return self.host.partition(".")[0]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def edition(self, edition: Edition) -> list[Story]:
        """The stories that can be read in an edition, newest first."""
        if edition == "before":
            shown = [story for story in self.stories if story.appears == "before"]
        else:
            shown = [story.corrected or story for story in self.stories if not story.gone]
        return sorted(shown, key=lambda story: (story.day, story.id), reverse=True)


@cache
def papers() -> tuple[Paper, ...]:
    return tuple(_paper(tomllib.loads(file.read_text("utf-8"))) for file in sorted(FILES.glob("*.toml")))


def paper(slug: str) -> Paper:
    return next(one for one in papers() if one.slug == slug)


def slug(title: str) -> str:
    """A title as it stands in addresses: plain letters, hyphens."""
    plain = title.lower().translate(str.maketrans("đł", "dl"))
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def _paper(table: dict[str, Any]) -> Paper:
    stale = Stale(**table["stale"]) if "stale" in table else None
    stories = tuple(map(_story, table.pop("story")))
    return Paper(**table | {"stale": stale, "stories": stories})


def _story(table: dict[str, Any]) -> Story:
    body, correction = table.pop("body"), table.pop("correction", None)
    lead = table.pop("sapo", None) or None
    listed = {key: tuple(table.get(key, ())) for key in ("people", "sources", "tags")}
    lines = [line for line in body.split("\n") if line]
    turns = [at for at, line in enumerate(lines) if line == _TURN]
    text = {
        "lead": lead,
        "blocks": tuple(_block(line) for line in lines if line != _TURN),
        "turns": tuple(at - before for before, at in enumerate(turns)),
    }
    story = Story(**table | listed | {"id": str(table["id"])} | text)
    return replace(story, corrected=_corrected(story, **correction)) if correction else story


def _block(line: str) -> Paragraph | Photo:
    if photo := _PHOTO.fullmatch(line):
        return Photo(photo["file"], photo["text"], photo["credit"])
    return Paragraph(line.removeprefix("## "), line.startswith("## "))


def _corrected(story: Story, find: str, replace_by: str, at: datetime) -> Story:
    blocks = tuple(
        replace(block, text=block.text.replace(find, replace_by)) if isinstance(block, Paragraph) else block
        for block in story.blocks
    )
    return replace(story, blocks=blocks, modified=at)
