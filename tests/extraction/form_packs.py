"""forms/<language>.toml → what an invented paper says, and the forms that papers of its country print."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

_FOLDER = Path(__file__).parent / "forms"


@dataclass(frozen=True, slots=True)
class FormPack:
    """Forms are formats: of days (see `told`), of names `a` and `b`, of a caption `c`."""

    language: str
    paper: str
    url: str
    zone_name: str
    dm: str
    section: str
    subhead: str
    related: str
    see_also: str
    teaser: str
    tags: str
    footer: str
    classes: dict[str, str]
    suffixes: list[str]
    others_classes: list[str]
    others_headings: list[str]
    menu: list[str]
    metadata: list[str]
    byline_places: list[str]
    boxes: list[str]
    weekdays: list[str]
    titles: list[str]
    leads: list[str]
    paragraphs: list[str]
    captions: list[str]
    others: list[str]
    people: dict[str, str]
    """As printed → in normal capitals."""
    clocks: dict[str, str]
    dates: dict[str, str]
    credits: dict[str, list[str]]
    bylines: dict[str, str]
    tag: str = ""
    months: list[str] = field(default_factory=list)
    zone_is_known: bool = True
    """Whether the language tells the zone; else a printed minute is no moment."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    def told(self, form: str, when: datetime, changed: datetime | None = None) -> str:
        """The moment in that form; the names of the later one, of a change, begin with "later_"."""
        names = self._names(when)
        later = self._names(changed or when)
        return form.format(**names, **{f"later_{name}": value for name, value in later.items()})

    def _names(self, when: datetime) -> dict[str, str | int]:
        day = {
            "d": when.day,
            "m": when.month,
            "y": when.year,
            "month": self.months[when.month - 1] if self.months else "",
        }
        return {
            **day,
            "dm": self.dm.format(**day),
            "hm": f"{when:%H:%M}",
            "hour": when.hour,
            "minute": when.minute,
            "hour12": when.hour % 12 or 12,
            "half": "p.m." if when.hour >= 12 else "a.m.",
            "HALF": "PM" if when.hour >= 12 else "AM",
            "wd": self.weekdays[when.weekday()],
        }

    def bare_form(self, form: str) -> bool:
        """Whether the form of a day tells no minute of it."""
        first = form.replace("{later_", "{_")
        return not any(name in first for name in ("{hm}", "{hour}", "{hour12}"))


@cache
def pack(language: str) -> FormPack:
    return FormPack(**tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")))


LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
