"""An image element → its address, its size as far as told, and what it says of itself."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newsarchive.extraction.page.addresses import absolute
from newsarchive.extraction.page.tree import attribute
from newsarchive.extraction.page.walk import seen

_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazyload", "data-image", "src")
_SAYINGS = ("alt", "title", "data-caption", "aria-label")
_MEDIA = frozenset(["img", "picture", "video", "iframe", "noscript", "svg", "object", "canvas", "embed"])
_SMALLEST = 60
_LAST = 40
_ICON = re.compile(r"(?:^|[\W_]|[a-z](?=I))[iI]con(?=s?(?:[\W_]|$))")


def is_photo(image: HtmlElement) -> bool:
    """Not a spacer or an icon, as far as its attributes tell."""
    for name in ("width", "height"):
        size = attribute(image, name).removesuffix("px")
        if size.isdigit() and int(size) < _SMALLEST:
            return False
    return not _ICON.search(f"{attribute(image, 'class')} {attribute(image, 'src')[-_LAST:]}")


def photo_in(element: HtmlElement) -> HtmlElement | None:
    return next((one for one in element.iter("img", "amp-img") if is_photo(one)), None)


def shows_something(element: HtmlElement) -> bool:
    """Whether an image, a video or the place that a script fills with one is inside:
    that is often an element of the site's own making, which has a hyphen in its name."""
    return any(one.tag in _MEDIA or "-" in one.tag for one in element.iter() if isinstance(one.tag, str))


def image_url(image: HtmlElement, base: str) -> str | None:
    for name in _SOURCES:
        address = attribute(image, name).strip()
        if address and not address.startswith(("data:", "blob:", "about:", "javascript:")):
            return absolute(base, address)
    return None


def sayings(image: HtmlElement) -> list[str]:
    """What stands in for the image where it cannot be shown: no caption, but often the words of one."""
    return [said for name in _SAYINGS if (said := seen(attribute(image, name)))]
