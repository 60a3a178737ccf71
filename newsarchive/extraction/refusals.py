"""Why a page is no article: what its answer, its bytes and its text show, each a stable reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.extraction.body.region import width
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.dates.stated import says_when_published
from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.page.document import Block, Document
from newsarchive.extraction.page.metadata import Metadata, types_of
from newsarchive.extraction.page.tree import finder
from newsarchive.extraction.page.walk import Mark
from newsarchive.extraction.words.phrases import begins, holds, is_one
from storage.records import Page, Refusal

_TRANSPORT = {
    "truncated": "truncated",
    "truncated_gzip": "truncated",
    "bad_chunk": "truncated",
    "too_large": "too_large",
    "bad_status_line": "error_page",
    "no_response": "error_page",
}
"""What the transport noticed that leaves no whole page to read, and the reason it is refused for."""
_GONE = frozenset({404, 410})
_SHORT_STORY = 600
_LEAST_TEXT = 60
_LOST_SHARE = 0.015
"""Above what blanks and quotation marks make of a text, below what the accented letters of a language do."""
_MOST_LOST = 4
_ENCODED = re.compile(r"[A-Za-z0-9+/=_-]{200,}")
_COOKIE_CHALLENGE = re.compile(r"document\.cookie\s*=[^;]{0,200};?.{0,400}location", re.DOTALL)
_PASSWORDS = finder("//input[@type='password']")
_HEADLINKS = finder("//*[self::h1 or self::h2 or self::h3 or self::h4][.//a[@href] or parent::a]")
_MANY_HEADLINKS = 8
_PARAGRAPH = 100
_LEAST_PHOTOS, _PHOTO_STORY = 3, 200
_FRONT_PAGES = frozenset(("", "/", "/index.html", "/index.htm", "/index.php", "/home", "/trang-chu"))


@dataclass(frozen=True, slots=True)
class Signs:
    """What the judgement rests on."""

    document: Document
    metadata: Metadata
    region: Region
    title: str | None
    blocks: list[Block]
    captions: int


def of_answer(page: Page) -> Refusal | None:
    """What status and transport alone decide."""
    if page.status in _GONE:
        return Refusal("gone", f"status {page.status}")
    if page.status >= 400:
        return Refusal("challenge" if _is_challenge(page) else "error_page", f"status {page.status}")
    if page.status >= 300 or page.status == 206:
        return Refusal("error_page", f"status {page.status} is no whole page")
    for problem in page.problems:
        if problem.code in _TRANSPORT:
            return Refusal(_TRANSPORT[problem.code], problem.detail or problem.code)
    return None


def _is_challenge(page: Page) -> bool:
    if page.status not in (401, 403, 429, 503):
        return False
    start = page.body[:20_000].decode("utf-8", "replace")
    return bool(holds(start, "challenge") or _COOKIE_CHALLENGE.search(start))


def of_story(signs: Signs) -> Refusal | None:
    """What the page as read decides. A page with a long story is refused only for what its text is."""
    prose = [block.text for block in signs.blocks if block.kind != "caption"]
    text = " ".join(prose)
    unreadable = _unreadable(text)
    if unreadable:
        return unreadable
    size = width(text)
    if size > _SHORT_STORY:
        return None
    return _standing_for(signs, text) or _listing(signs, size) or _nothing(signs, size)


def _unreadable(text: str) -> Refusal | None:
    blob = _ENCODED.search(text)
    if blob and len(blob[0]) > 0.2 * len(text):
        return Refusal("obfuscated", f"a run of {len(blob[0])} encoded characters stands for text")
    lost = text.count("\ufffd")
    if lost > _MOST_LOST and lost > _LOST_SHARE * len(text):
        return Refusal("mojibake", f"{lost} of {len(text)} characters of the story are lost")
    return None


def _standing_for(signs: Signs, text: str) -> Refusal | None:
    """Pages that stand in a story's place: checks of the visitor, missing pages, doors."""
    seen = str(signs.document.tree.text_content())[:4_000] if signs.document.tree is not None else ""
    titles = [signs.title or "", signs.metadata.first("og:title") or "", _head_title(signs.document)]
    if any(holds(one, "challenge") for one in titles) or _cookie_page(signs.document, text):
        return Refusal("challenge", titles[0] or "a script that sets a cookie and reloads")
    if any(is_one(one, "missing") or begins(one, "missing") for one in titles if one):
        return Refusal("soft_404", next(one for one in titles if one))
    if holds(text if width(text) > _LEAST_TEXT and not _PASSWORDS(signs.document.tree) else seen, "login"):
        return Refusal("login_wall", "asks to log in before reading")
    if width(text) < 250 and (holds(text, "missing") and begins(text, "missing")):
        return Refusal("soft_404", text[:120])
    return None


def _cookie_page(document: Document, text: str) -> bool:
    return len(document.text) < 6_000 and len(text) < 200 and bool(_COOKIE_CHALLENGE.search(document.text))


def _head_title(document: Document) -> str:
    title = document.tree.find(".//title")
    return str(title.text_content()).strip() if title is not None else ""


def _listing(signs: Signs, size: int) -> Refusal | None:
    """Many linked headings and hardly any prose, on a page that does not call itself a story."""
    if _calls_itself_story(signs.metadata) and size > _LEAST_TEXT:
        return None
    if urlsplit(signs.document.page.url).path.lower() in _FRONT_PAGES and signs.document.page.url.startswith(
        "http"
    ):
        return Refusal("listing", "the front page of a site")
    if sum(block.kind == "paragraph" and width(block.text) > _PARAGRAPH for block in signs.blocks) > 1:
        return None
    if _told_by_photos(signs):
        return None
    links = len(_HEADLINKS(signs.document.tree))
    if links >= _MANY_HEADLINKS:
        return Refusal("listing", f"{links} linked headings, {size} characters of prose")
    teasers = sum(1 for piece in signs.region.pieces if piece.link_share > 0.8 and len(piece.text) > 35)
    if teasers >= 2 * _MANY_HEADLINKS:
        return Refusal("listing", f"{teasers} long links, {size} characters of prose")
    return None


def _told_by_photos(signs: Signs) -> bool:
    """Whether there are words under several photos that lead nowhere else."""
    own = zip(signs.region.pieces, signs.region.kinds, strict=True)
    told = sum(width(one.text) for one, kind in own if kind == "caption" and not one.linked)
    return signs.captions >= _LEAST_PHOTOS and told > _PHOTO_STORY


def _calls_itself_story(metadata: Metadata) -> bool:
    if says_when_published(metadata.meta) or (metadata.first("og:type") or "").lower() == "article":
        return True
    return any("Article" in name for thing in metadata.jsonld for name in types_of(thing))


def _nothing(signs: Signs, size: int) -> Refusal | None:
    if size >= _LEAST_TEXT or signs.captions:
        return None
    if any(piece.setting.marks & Mark.FIGURE for piece in signs.region.pieces) and signs.title and size:
        return None
    if size and _is_photo_story(signs.region):
        return None
    return Refusal("empty", f"{size} characters of prose")


def _is_photo_story(region: Region) -> bool:
    """An article of photos, with a line for each at most."""
    images = (piece.element for piece in region.pieces if piece.is_image)
    return sum(next(image.iterancestors("article"), None) is not None for image in images) > 1
