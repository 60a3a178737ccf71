"""Real pages that lie beside a checkout, read without any profile."""

from __future__ import annotations

import gzip
import json
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from newsarchive.extraction import extract
from storage.records import Extraction, Page

pytestmark = pytest.mark.shared


def same(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def fold(text: str) -> str:
    return same(text).casefold()


@pytest.mark.parametrize("file", ["page.html", "article.txt"])
def test_the_seed(shared: Path, file: str) -> None:
    expected = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    when = datetime.fromisoformat(expected["fetched_at"])
    found = extract(Page(expected["url"], (shared / "seed" / file).read_bytes(), when))
    assert isinstance(found, Extraction)
    assert found.title == expected["title"]
    assert found.published is not None
    assert (found.published.date, found.published.precision) == (
        expected["published"]["date"],
        expected["published"]["precision"],
    )
    assert found.byline.raw == expected["byline"]["raw"]
    assert [(one.name, one.printed) for one in found.byline.people] == [
        (one["name"], one["printed"]) for one in expected["byline"]["people"]
    ]
    assert [caption.text for caption in found.captions] == expected["captions"]
    assert list(found.body) == expected["body"]
    assert found.language == expected["language"]
    clock = [
        one for one in found.evidence if one.field == "published" and expected["not_the_date"] in one.value
    ]
    assert clock and not any(one.chosen for one in clock)
    if file == "page.html":
        assert list(found.section) == expected["section"]


def test_vietnamese_pages(shared: Path) -> None:
    """Title, lead and body of each; captions with or without their credit."""
    wrong: list[str] = []
    folders = sorted(one for one in (shared / "corpora" / "vietnamese").iterdir() if one.is_dir())
    assert folders
    for folder in folders:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        found = extract(Page(truth["url"], gzip.decompress((folder / "page.html.gz").read_bytes())))
        assert isinstance(found, Extraction), folder.name
        body = [same(one) for one in found.body]
        wanted = [same(one) for one in truth["body"]]
        captions = tuple(same(one.text).rstrip(" .") for one in found.captions)
        checks = {
            "title": same(found.title) == same(truth["title"]),
            "lead kept": bool(body) and body[0] == wanted[0],
            "body": " ".join(body) == " ".join(wanted),
            "captions": all(
                any(same(one).startswith(captions) for one in ways) for ways in truth["captions"]
            ),
            "byline": [fold(one.name) for one in found.byline.people]
            == [fold(one) for one in truth["authors"]],
            "day": found.published is not None and found.published.date == truth["published"][:10],
        }
        wrong += [f"{folder.name}: {name}" for name, right in checks.items() if not right]
    assert not wrong
