"""An invented paper whose pages have what generic rules cannot know: house words in every story, a clock
that looks like a date of publication, metadata that lie."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from newsarchive.extraction import extract
from newsarchive.learning import Sighting
from storage.records import Extraction, Hints, Learnt, Page

HOUSE = "The Harbour Courier has told the stories of this coast since the lighthouse was built."
HOUSE_END = "Write to our desk if you saw something at sea that the harbour should hear about."
NOON = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 3, 1)
_WHO = ("keeper", "pilot", "baker", "teacher", "ferryman", "weaver", "miller", "gardener", "sailor", "cooper")
_WHAT = ("mended", "counted", "painted", "carried", "measured", "greeted", "warned", "praised", "followed")
_WHICH = ("bridge", "quay", "lantern", "orchard", "chapel", "school", "dyke", "windmill", "cellar", "market")
_NAMES = ("Ada Quill", "Bram Otter", "Cleo Marsh", "Dov Pinter", "Etta Lorne", "Finn Harrow", "Gus Weld")


@dataclass(frozen=True)
class Item:
    """One story of the paper. What is None is not printed."""

    number: int
    fetched_at: datetime = NOON
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = (HOUSE_END,)
    clock: str | None = "k1"
    meta: date | None = None
    numeric: str | None = None
    author: str | None = None
    stated_author: str | None = None
    body_class: str = "tx"
    paragraphs: tuple[str, ...] = field(default=())

    @property
    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.number * 3 % 60)

    @property
    def url(self) -> str:
        return f"https://courier.example/news/{self.number}-{_WHICH[self.number % 10]}.html"

    @property
    def title(self) -> str:
        who, what, which = (words[self.number % len(words)] for words in (_WHO, _WHAT, _WHICH))
        return f"The {who} who {what} {self.number + 2} of them at the {which}"

    @property
    def own(self) -> tuple[str, ...]:
        return self.paragraphs or tuple(sentences(self.number))

    @property
    def name(self) -> str:
        return _NAMES[self.number % len(_NAMES)]

    def page(self) -> Page:
        meta = f'<meta property="article:published_time" content="{self.meta}">' if self.meta else ""
        meta += f'<meta name="author" content="{self.stated_author}">' if self.stated_author else ""
        clock = f'<span class="{self.clock}">{self.fetched_at:%d/%m/%Y}</span>' if self.clock else ""
        numeric = f'<div class="when">{self.numeric}</div>' if self.numeric else ""
        author = f'<div class="author">{self.author}</div>' if self.author else ""
        prose = "".join(f"<p>{text}</p>" for text in (*self.above, *self.own, *self.below))
        html = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{self.title}</title>{meta}</head><body><div class="wrap">
<h1 class="hd">{self.title}</h1><div class="strip">{clock}</div>
{numeric}{author}<div class="{self.body_class}">{prose}</div></div></body></html>"""
        return Page(self.url, html.encode(), self.fetched_at, content_type="text/html; charset=utf-8")

    def read(self, learnt: Learnt = Learnt(), *, hinted: bool = True) -> Extraction:
        hints = Hints(published=self.day.isoformat()) if hinted else Hints()
        found = extract(self.page(), None, hints, learnt)
        assert isinstance(found, Extraction), found
        return found

    def sighting(self, *, hinted: bool = True) -> Sighting:
        return Sighting(str(self.number), self.fetched_at, self.read(hinted=hinted))


def sentences(number: int, count: int = 5) -> list[str]:
    """Paragraphs of this story that no other story has."""
    chance = random.Random(number)

    def act() -> str:
        who, what, which = (chance.choice(words) for words in (_WHO, _WHAT, _WHICH))
        return f"the {who} {what} {chance.randrange(30, 900)} boards of the {which}"

    return [f"On round {number}, {act()}, and before the evening bell {act()} too." for _ in range(count)]


def sighted(items: Iterable[Item]) -> list[Sighting]:
    return [item.sighting() for item in items]


def on_three_days(number: int) -> datetime:
    return NOON + timedelta(days=number % 3)
