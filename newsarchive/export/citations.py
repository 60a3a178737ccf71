"""One version of an article → its citation in BibTeX, RIS or CSL-JSON.

Names stay whole: no part of a Vietnamese name is guessed to be the family name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from storage.records import Extraction, Person

PICTURE_MAKERS = frozenset(("photographer", "video", "graphics"))
# Names that the babel and polyglossia packages give languages.
BABEL = {"vi": "vietnamese", "pl": "polish", "en": "english", "lo": "lao", "km": "khmer", "fr": "french"}
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$", "_": r"\_",
}  # fmt: skip
_SPECIAL = re.compile("[" + re.escape("".join(_TEX)) + "]")
_LINE = re.compile(r"\s+")
_NOT_IN_ADDRESS = re.compile(r"[{}\\\s]")


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: a reading, the names of its version and portal, and when its page was fetched."""

    article: str
    version: str
    portal: str
    url: str
    accessed: datetime
    story: Extraction

    @property
    def authors(self) -> list[str]:
        """Who wrote it; where nobody signed, the agency."""
        people = [person.name for person in self.story.byline.people if _writes(person)]
        return people or list(self.story.byline.agencies)

    @property
    def day(self) -> list[int]:
        """Year, month and day of publication, as far as they are known."""
        return [int(part) for part in self.story.published.date.split("-")] if self.story.published else []

    @property
    def seen(self) -> list[int]:
        return [self.accessed.year, self.accessed.month, self.accessed.day]


def bibtex(cited: Cited) -> str:
    """An @article for BibTeX and biblatex; read it as UTF-8."""
    fields = {
        "author": " and ".join("{" + _tex(name) + "}" for name in cited.authors),
        "title": "{" + _tex(cited.story.title or "") + "}",
        "journal": _tex(cited.portal),
        "entrysubtype": "newspaper",
        "year": str(cited.day[0]) if cited.day else "",
        "date": "-".join(f"{part:02d}" for part in cited.day),
        "url": _NOT_IN_ADDRESS.sub(_escaped, cited.url),
        "urldate": "-".join(f"{part:02d}" for part in cited.seen),
        "langid": BABEL.get(cited.story.language, ""),
        "note": _tex(f"Archived as {cited.version}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{cited.article},", *lines, "}"])


def ris(cited: Cited) -> str:
    """A NEWS record; an author without a comma is one whole name."""
    lines = [("TY", "NEWS"), ("ID", cited.version), ("TI", cited.story.title or "")]
    lines += [("AU", name.replace(",", " ")) for name in cited.authors]
    lines += [
        ("T2", cited.portal),
        ("PY", str(cited.day[0]) if cited.day else ""),
        ("DA", "/".join(f"{part:02d}" for part in cited.day)),
        ("AB", cited.story.lead or ""),
        ("LA", cited.story.language),
        ("UR", cited.url),
        ("Y2", "/".join(f"{part:02d}" for part in cited.seen)),
        ("AN", cited.version),
    ]
    written = [f"{tag}  - {_LINE.sub(' ', value).strip()}" for tag, value in lines if value]
    return "\n".join([*written, "ER  - "])


def csl(cited: Cited) -> str:
    """A CSL-JSON list of one item."""
    item: dict[str, object] = {
        "id": cited.version,
        "type": "article-newspaper",
        "title": cited.story.title or "",
        "author": [{"literal": name} for name in cited.authors],
        "container-title": cited.portal,
        "URL": cited.url,
        "accessed": {"date-parts": [cited.seen]},
        "language": cited.story.language,
        "archive_location": cited.version,
    }
    if cited.day:
        item["issued"] = {"date-parts": [cited.day]}
    if cited.story.section:
        item["section"] = cited.story.section[-1]
    return json.dumps([item], ensure_ascii=False, indent=2)


STYLES = {"bibtex": bibtex, "ris": ris, "csl": csl}


def _writes(person: Person) -> bool:
    return any(role not in PICTURE_MAKERS for role in person.role.split(", "))


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEX[found.group()], _LINE.sub(" ", text).strip())


def _escaped(found: re.Match[str]) -> str:
    return f"%{ord(found.group()):02X}"
