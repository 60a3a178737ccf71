"""What kind of story a page tells: an article, or pictures, a video, a running report, a notice."""

from __future__ import annotations

from newsarchive.extraction.metadata import Metadata, types_of
from newsarchive.extraction.region import width
from newsarchive.extraction.words import begins, holds
from storage.records import Kind

_MOST_GALLERY_TEXT = 900
_LEAST_PHOTOS = 5
_MOST_VIDEO_TEXT = 500


def kind_of(metadata: Metadata, title: str | None, prose: str, captions: int) -> Kind:
    types = {name for thing in metadata.jsonld for name in types_of(thing)}
    size = width(prose)
    if "LiveBlogPosting" in types or (title and begins(title, "live")):
        return "live"
    if title and begins(title, "notice"):
        return "notice"
    linked = {name for thing in metadata.linked for name in types_of(thing)}
    og_type = (metadata.first("og:type") or "").lower()
    if size < _MOST_VIDEO_TEXT and (og_type.startswith("video") or ("VideoObject" in linked and not types)):
        return "video"
    if captions >= _LEAST_PHOTOS and size < _MOST_GALLERY_TEXT:
        return "gallery"
    if {"ImageGallery", "MediaGallery"} & (types | linked) and size < _MOST_GALLERY_TEXT:
        return "gallery"
    return "live" if title and holds(title, "live") and "LiveBlogPosting" in linked else "article"
