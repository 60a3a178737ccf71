"""Real saved pages of Vietnamese papers, served under their own names on loopback, crawled with the
project's own profiles, and what is stored held against the truth beside each page."""

from __future__ import annotations

import gzip
import html
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from newsarchive.archive import open_archive
from newsarchive.portals import Catalogue
from storage.records import Caption, Extraction

pytestmark = pytest.mark.shared

Truth = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    truth: Truth
    page: bytes

    @property
    def host(self) -> str:
        return str(urlsplit(self.truth["url"]).hostname)

    @property
    def path(self) -> str:
        return urlsplit(self.truth["url"]).path


def saved_in(folder: Path) -> list[Saved]:
    cases = sorted(folder.glob("*/truth.json"))
    return [Saved(json.loads(case.read_text("utf-8")), _page(case.parent)) for case in cases]


def _page(folder: Path) -> bytes:
    return gzip.decompress((folder / "page.html.gz").read_bytes())


@pytest.fixture(scope="module")
def saved(shared: Path) -> list[Saved]:
    return saved_in(shared / "corpora" / "vietnamese")


@pytest.fixture(scope="module")
def port(saved: list[Saved]) -> Iterator[int]:
    """Each host's front page names its stories; every other list, feed and robots.txt is missing."""
    answers = {(one.host, one.path): one.page for one in saved}
    for host in {one.host for one in saved}:
        links = (
            f'<li><a href="{html.escape(one.path)}">{one.path}</a></li>' for one in saved if one.host == host
        )
        answers[host, "/"] = f"<!DOCTYPE html><title>{host}</title><ul>{''.join(links)}</ul>".encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = answers.get((self.headers["Host"].partition(":")[0], self.path))
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def stored(saved: list[Saved], port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extraction]:
    """By URL, what the archive holds after one crawl of all these portals."""
    folder = tmp_path_factory.mktemp("real") / "archive"
    portals = sorted({_portal(one) for one in saved})
    maps = [word for one in saved for word in ("--host-map", f"{one.host}=127.0.0.1:{port}")]
    command = [
        sys.executable,
        "-m",
        "newsarchive",
        "--archive",
        str(folder),
        "crawl",
        *portals,
        "--json",
        *maps,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr + done.stdout
    with open_archive(folder) as archive:
        return {story.article.url: story.version.extraction for story in archive.articles}


def _portal(one: Saved) -> str:
    profile = Catalogue().for_url(one.truth["url"])
    assert profile, f"no profile for {one.host}"
    return profile.slug


def words(text: str | None) -> str:
    return " ".join((text or "").split())


def _captions(story: Extraction, truth: Truth) -> bool:
    """Each printed caption is there once, with its credit or without, as the truth allows."""
    found = [_spellings(caption) for caption in story.captions]
    wanted = [{words(spelling) for spelling in spellings} for spellings in truth["captions"]]
    return len(found) == len(wanted) and all(
        mine & theirs for mine, theirs in zip(found, wanted, strict=True)
    )


def _spellings(caption: Caption) -> set[str]:
    credit = caption.credit or ""
    return {words(caption.text)} | {words(f"{caption.text}{link}{credit}") for link in (" Ảnh: ", " - Ảnh: ")}


def _byline(story: Extraction, truth: Truth) -> bool:
    return [words(person.printed) for person in story.byline.people] == [
        words(name) for name in truth["authors"]
    ]


def _moment(story: Extraction, truth: Truth) -> bool:
    value = story.published.value if story.published else None
    return value is not None and value.isoformat(timespec="minutes") == truth["published"][:16] + "+07:00"


def _body(story: Extraction, truth: Truth) -> bool:
    return [words(paragraph) for paragraph in story.body] == [words(paragraph) for paragraph in truth["body"]]


CHECKS: dict[str, Callable[[Extraction, Truth], bool]] = {
    "title": lambda story, truth: words(story.title) == words(truth["title"]),
    "day": lambda story, truth: bool(story.published and story.published.date == truth["published"][:10]),
    "minute": _moment,
    "byline": _byline,
    "captions": _captions,
    "body": _body,
    "section": lambda story, truth: " > ".join(story.section) == truth["section"],
}


def test_the_stored_fields_are_those_of_the_real_pages(
    saved: list[Saved], stored: dict[str, Extraction]
) -> None:
    right: Counter[str] = Counter()
    wrong: list[str] = []
    for one in saved:
        story = stored[one.truth["url"]]
        for field, check in CHECKS.items():
            if check(story, one.truth):
                right[field] += 1
            else:
                wrong.append(f"{one.truth['id']}: {field}")
    print(f"{right.total()} of {len(saved) * len(CHECKS)} fields right", dict(right), wrong)
    assert not wrong
