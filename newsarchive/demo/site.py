"""One paper in one edition, without sockets: what is asked → status, headers, body."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from newsarchive.demo.documents import documents
from newsarchive.demo.markup import Visit, markup_of
from newsarchive.demo.stories import Edition, Paper, Story

PER_PAGE = 3
OTHERS = 4
COOKIE = "D1N=5e1f0a7c93b2d846"
HTML = "text/html; charset=utf-8"
WAIT = f"""<html><head><meta charset="utf-8"><title></title></head><body>
<script>document.cookie="{COOKIE}; path=/";window.location.reload(true);</script>
<noscript>Please enable JavaScript and cookies to continue</noscript></body></html>"""
WORDS = {
    "vi": ("Không tìm thấy trang", "Trang bạn tìm không tồn tại hoặc đã bị gỡ. Mời bạn trở về trang chủ."),
    "pl": ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje lub została usunięta."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Answers for one paper. Stories of `mastercms` and `wordpress` have an ETag, those of
    `content_detail` a Last-Modified, those of `hex7` nothing to ask again by."""

    def __init__(self, paper: Paper, edition: Edition) -> None:
        self.paper = paper
        self.markup = markup_of(paper)
        self.stories = paper.edition(edition)
        self._documents = documents(self.markup, self.stories)
        self._by_path = {self.markup.story_path(story): story for story in self.stories}
        self._moved = {story.old_address: story for story in self.stories if story.old_address}
        now_shown = set(self._by_path)
        self._gone = {self.markup.story_path(story) for story in paper.stories if story.gone} - now_shown

    def answer(self, target: str, asked: Mapping[str, str], visit: Visit) -> Answer:
        """`asked` are the request's headers by lower-case name."""
        path = urlsplit(target).path
        if path in self._moved:
            new = self.markup.url(self.markup.story_path(self._moved[path]))
            return Answer(301, headers={"Location": new})
        if path in self._documents:
            return _packed(self._document(path, asked), asked, self.paper)
        return _packed(self._page(path, target, asked, visit), asked, self.paper)

    def _document(self, path: str, asked: Mapping[str, str]) -> Answer:
        kind, write = self._documents[path]
        body = write().encode()
        if path.endswith(".gz"):
            body = gzip.compress(body, mtime=0)
        return _conditional(body, {"Content-Type": kind, "ETag": f'"{sha256(body).hexdigest()[:16]}"'}, asked)

    def _page(self, path: str, target: str, asked: Mapping[str, str], visit: Visit) -> Answer:
        if story := self._by_path.get(path) or self._part(path):
            return self._story(story, asked, visit)
        if self.paper.stale and path == self.paper.stale.path:
            return self._message(200, visit)
        if path in self._gone:
            return self._message(410, visit)
        return self._list(target, visit) or self._message(404, visit)

    def _part(self, path: str) -> Story | None:
        """A later page of a story: its number stands behind the story's own path."""
        own, _, number = path.rstrip("/").rpartition("/")
        story = self._by_path.get(f"{own}/")
        shown = story and number.isdecimal() and 2 <= int(number) <= story.pages
        return story.on_page(int(number)) if story and shown else None

    def _story(self, story: Story, asked: Mapping[str, str], visit: Visit) -> Answer:
        if story.behind and COOKIE not in asked.get("cookie", ""):
            return Answer(200, WAIT.encode(), {"Content-Type": HTML})
        shown = story.on_page(1) if story.part == 1 else story
        text = self.markup.story_page(shown, self._others(story), visit)
        body = unicodedata.normalize("NFD" if story.nfd else "NFC", text).encode()
        headers = {"Content-Type": HTML}
        if self.paper.family in ("mastercms", "wordpress"):
            headers["ETag"] = f'W/"{story.revision}-{story.part}"'
        elif self.paper.family == "content_detail":
            headers["Last-Modified"] = format_datetime(_changed(story), usegmt=True)
        return _conditional(body, headers, asked)

    def _others(self, story: Story) -> list[Story]:
        near = [other for other in self.stories if other.section == story.section and other.id != story.id]
        far = [other for other in self.stories if other.section != story.section]
        return (near + far)[:OTHERS]

    def _list(self, target: str, visit: Visit) -> Answer | None:
        """A page of a section's list; the front page is the list of everything."""
        for section, name in {"": self.paper.name, **self.paper.sections}.items():
            number = _page_number(target)
            first = self.markup.list_path(section, 1) if section else "/"
            if target != first and target != self.markup.list_path(section, number):
                continue
            links, pages = self._links(section, number)
            if number > pages:
                return None
            pager = self._pager(section, number, pages) if section else ""
            text = self.markup.list_page(name, links, pager, visit)
            return Answer(200, text.encode(), {"Content-Type": HTML})
        return None

    def _links(self, section: str, number: int) -> tuple[str, int]:
        """The links of one page of a list, and how many pages the list has."""
        listed = [story for story in self.stories if section in ("", story.section)]
        per_page = PER_PAGE if section else 2 * PER_PAGE
        pages = -(-len(listed) // per_page) if section else 1
        links = self.markup.links(listed[(number - 1) * per_page : number * per_page])
        stale = self.paper.stale
        if stale and stale.section == section and number == pages:
            links += self.markup.list_item(stale.path, stale.title, None)
        return links, pages

    def _pager(self, section: str, number: int, pages: int) -> str:
        return " ".join(
            f"<span>{n}</span>" if n == number else f'<a href="{self.markup.list_path(section, n)}">{n}</a>'
            for n in range(1, pages + 1)
        )

    def _message(self, status: int, visit: Visit) -> Answer:
        text = self.markup.message_page(*WORDS[self.paper.language], visit)
        return Answer(status, text.encode(), {"Content-Type": HTML})


def _page_number(target: str) -> int:
    """The number at the end of a list's address, in its query or its path; 1 where there is none."""
    parts = urlsplit(target)
    printed = next(iter(parse_qs(parts.query).values()), [parts.path.rstrip("/").rpartition("/")[2]])[0]
    return int(printed) if printed.isdecimal() else 1


def _changed(story: Story) -> datetime:
    at = story.modified or story.published
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(8), UTC)
    return at.astimezone(UTC)


def _conditional(body: bytes, headers: dict[str, str], asked: Mapping[str, str]) -> Answer:
    tag, changed = headers.get("ETag"), headers.get("Last-Modified")
    same = tag in asked["if-none-match"] if tag and "if-none-match" in asked else False
    if same or (changed and asked.get("if-modified-since") == changed):
        return Answer(304, headers={key: value for key, value in headers.items() if key != "Content-Type"})
    return Answer(200, body, headers)


def _packed(answer: Answer, asked: Mapping[str, str], paper: Paper) -> Answer:
    """Two of the papers send gzip to whoever takes it."""
    takes = "gzip" in asked.get("accept-encoding", "")
    if paper.family not in ("mastercms", "hex7") or not takes or not answer.body:
        return answer
    headers = answer.headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Answer(answer.status, gzip.compress(answer.body, mtime=0), headers)
