"""What every family of pages has: addresses, a head, a page clock, adverts that change at each visit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from newsarchive.demo.stories import Paper, Story

ADVERTS = {
    "vi": ("Vé xe Tết giá tốt", "Nội thất gỗ giảm nửa giá", "Học lái xe cuối tuần", "Điện máy trả góp"),
    "pl": ("Opony zimowe taniej", "Kredyt bez wychodzenia z domu", "Meble na wymiar", "Kurs prawa jazdy"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page: when, and the how-manieth it is on this server."""

    now: datetime
    count: int


class Markup(ABC):
    """A platform family's way of writing one paper. Paths are without host."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.home = f"https://{paper.host}"

    @abstractmethod
    def story_path(self, story: Story) -> str: ...

    @abstractmethod
    def list_path(self, section: str, page: int) -> str: ...

    @abstractmethod
    def story_page(self, story: Story, others: Sequence[Story], visit: Visit) -> str:
        """The story's page; `others` are stories that it links to."""

    @abstractmethod
    def list_page(self, heading: str, links: str, pager: str, visit: Visit) -> str: ...

    @abstractmethod
    def list_item(self, path: str, title: str, story: Story | None) -> str:
        """A link of a list; without a story the link leads nowhere any more."""

    @abstractmethod
    def message_page(self, heading: str, words: str, visit: Visit) -> str:
        """A page in the paper's dress that carries no story."""

    def url(self, path: str) -> str:
        return self.home + path

    def address(self, story: Story) -> str:
        """Where lists and feeds say that the story is."""
        return story.old_address or self.story_path(story)

    def section_name(self, story: Story) -> str:
        return self.paper.sections[story.section]

    def image(self, file: str, story: Story) -> str:
        return f"/media/{story.day:%Y/%m}/{file}"

    def local_now(self, visit: Visit) -> datetime:
        return visit.now.astimezone(self.paper.zone)

    def advert(self, visit: Visit, place: int) -> str:
        words = ADVERTS[self.paper.language]
        number = visit.count * 7 + place
        return f'<a href="/quang-cao/{number}" rel="nofollow sponsored">{words[number % len(words)]}</a>'

    def links(self, stories: Sequence[Story]) -> str:
        return "".join(self.list_item(self.address(story), story.title, story) for story in stories)

    def menu(self) -> str:
        return "".join(
            f'<li><a href="{self.list_path(key, 1)}">{escape(name)}</a></li>'
            for key, name in self.paper.sections.items()
        )


def photo_words(text: str, credit: str | None, label: str = "Ảnh:") -> str:
    """A caption as printed, credit behind it."""
    return escape(f"{text} {label} {credit}" if credit else text, quote=False)


def weekday(day: date) -> str:
    return ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")[day.weekday()]
