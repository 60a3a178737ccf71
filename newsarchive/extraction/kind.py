"""What kind of story a page tells: an article, or pictures, a video, a running report, a notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import width
from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.page.document import Story
from newsarchive.extraction.page.metadata import Metadata, types_of
from newsarchive.extraction.words.phrases import begins, holds, phrases
from storage.records import Caption, Kind

_MOST_GALLERY_TEXT = 900
_LEAST_PHOTOS, _FEW_PHOTOS = 5, 3
_MOST_VIDEO_TEXT = 500
_LEAST_ENTRY = 80
_FEW_ENTRIES, _MANY_ENTRIES = 3, 8
_MOST_CLIMBED = 4
_CLOCK = re.compile(r"\d{1,2}\s?[:.hH]\s?\d{2}")


def kind_of(
    story: Story, metadata: Metadata, url: str, prose: str, captions: Sequence[Caption], *, bare: bool = False
) -> Kind:
    """`bare` says that there is no markup to look at."""
    title = story.title or ""
    types = {name for thing in metadata.jsonld for name in types_of(thing)}
    linked = {name for thing in metadata.linked for name in types_of(thing)}
    if "LiveBlogPosting" in types or begins(title, "live"):
        return "live"
    if begins(title, "notice"):
        return "notice"
    steps = _steps(url)
    size = width(prose)
    if size < _MOST_VIDEO_TEXT and _is_video(metadata, types, linked, steps):
        return "video"
    if _is_gallery(title, types | linked, steps, size, captions):
        return "gallery"
    hinted = "LiveBlogPosting" in linked or holds(title, "live") or _leads_to(steps, "live_path")
    entries = 0 if bare or story.root is None else entries_in(story.root)
    return "live" if entries >= (_FEW_ENTRIES if hinted else _MANY_ENTRIES) else "article"


def _is_video(metadata: Metadata, types: set[str], linked: set[str], steps: list[str]) -> bool:
    if (metadata.first("og:type") or "").lower().startswith("video"):
        return True
    return "VideoObject" in linked and (not types or _leads_to(steps, "video_path"))


def _is_gallery(
    title: str, types: set[str], steps: list[str], size: int, captions: Sequence[Caption]
) -> bool:
    """Told by its photos: many of them and little else, or more words under them than between them."""
    if size >= _MOST_GALLERY_TEXT:
        return len(captions) >= _LEAST_PHOTOS and sum(width(one.text) for one in captions) > size
    if len(captions) >= _LEAST_PHOTOS or {"ImageGallery", "MediaGallery"} & types:
        return True
    return len(captions) >= _FEW_PHOTOS and (begins(title, "gallery") or _leads_to(steps, "gallery_path"))


def _steps(url: str) -> list[str]:
    return unquote(urlsplit(url).path).lower().split("/")


def _leads_to(steps: list[str], group: str) -> bool:
    """Whether a step of the address is one of the words, or begins with one and a hyphen."""
    return any(step == one or step.startswith(f"{one}-") for step in steps for one in phrases(group))


def entries_in(root: HtmlElement) -> int:
    """How many times of day stand in the story, each with some prose of its own."""
    times = list(root.iter("time"))
    if len(times) < _FEW_ENTRIES:
        return 0
    entries: set[HtmlElement] = set()
    for time in times:
        if not _CLOCK.search(str(time.text_content()) + str(time.get("datetime") or "")):
            continue
        entry = _entry_of(time, root)
        if entry is not None:
            entries.add(entry)
    return len(entries)


def _entry_of(time: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """The smallest element around with prose, if no other time stands in it."""
    node: HtmlElement | None = time.getparent()
    for _ in range(_MOST_CLIMBED):
        if node is None or node is root or len(node.findall(".//time")) > 1:
            return None
        if width(str(node.text_content()).strip()) >= _LEAST_ENTRY:
            return node
        node = node.getparent()
    return None
