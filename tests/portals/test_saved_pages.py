"""Real saved pages, read with their portal's profile, come out as the truth beside them says."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from newsarchive.extraction import extract
from newsarchive.portals import Catalogue
from storage.records import Caption, Extraction, Page

pytestmark = pytest.mark.shared

CATALOGUE = Catalogue()


def level(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def printed(caption: Caption) -> set[str]:
    """A caption as our field has it, and as it stood on the page with its credit."""
    credit = caption.credit or ""
    return {
        level(caption.text),
        level(f"{caption.text} Ảnh: {credit}"),
        level(f"{caption.text} - Ảnh: {credit}"),
    }


def differences(story: Extraction, truth: dict[str, Any]) -> list[str]:
    moment = story.published.value.isoformat() if story.published and story.published.value else ""
    names = sorted(level(person.printed) for person in story.byline.people)
    captions = [
        any(level(one) in printed(ours) for one in theirs)
        for ours, theirs in zip(story.captions, truth["captions"], strict=False)
    ]
    found = {
        "title": level(story.title or "") == level(truth["title"]),
        "day": moment[:10] == truth["published"][:10],
        "minute": moment[:16] == truth["published"][:16],
        "byline": names == sorted(level(name) for name in truth["authors"]),
        "captions": len(story.captions) == len(truth["captions"]) and all(captions),
        "body": [level(one) for one in story.body] == [level(one) for one in truth["body"]],
        "section": " > ".join(story.section) == truth["section"],
    }
    return [name for name, right in found.items() if not right]


def test_every_field_is_right_with_the_portals_profile(shared: Path) -> None:
    wrong: dict[str, list[str]] = {}
    for folder in sorted((shared / "corpora" / "vietnamese").iterdir()):
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        profile = CATALOGUE.for_url(truth["url"])
        assert profile is not None, folder.name
        assert profile.is_article(truth["url"])
        body = gzip.decompress((folder / "page.html.gz").read_bytes())
        story = extract(Page(truth["url"], body), profile)
        assert isinstance(story, Extraction), (folder.name, story)
        if missed := differences(story, truth):
            wrong[folder.name] = missed
    assert wrong == {}
