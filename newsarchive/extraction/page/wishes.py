"""What a page asks of those who keep copies: `noarchive` in its head."""

from __future__ import annotations

from collections.abc import Iterable

from newsarchive.extraction.page.metadata import Metadata
from storage.records import Problem

NAMES = ("robots", "googlebot", "googlebot-news")
NOARCHIVE = "noarchive"


def noarchive(metadata: Metadata, known: Iterable[Problem]) -> list[Problem]:
    """The problem that the page must not be archived, unless its answer's headers said so already."""
    if any(problem.code == NOARCHIVE for problem in known):
        return []
    asked = [content for content in metadata.all(*NAMES) if NOARCHIVE in _words(content)]
    return [Problem(NOARCHIVE, "", f"meta robots: {asked[0]}"[:200])] if asked else []


def _words(content: str) -> list[str]:
    return [word.strip().lower() for word in content.replace(";", ",").split(",")]
