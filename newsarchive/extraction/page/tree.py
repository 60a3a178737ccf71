"""Typed ways into lxml trees: compiled paths that give elements, and the text a reader sees of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

Finder = Callable[[HtmlElement], list[HtmlElement]]


def finder(path: str) -> Finder:
    """A compiled XPath of elements."""
    compiled = etree.XPath(path)

    def find(element: HtmlElement) -> list[HtmlElement]:
        return cast("list[HtmlElement]", compiled(element))

    return find


def tag(element: HtmlElement) -> str:
    """The element's name; empty for comments and processing instructions."""
    name = element.tag
    return name if isinstance(name, str) else ""


def attribute(element: HtmlElement, name: str) -> str:
    return str(element.get(name) or "")


_TEXTS = etree.XPath(".//text()")


def text_of(element: HtmlElement, limit: int = 100_000) -> str:
    """All text below, white space collapsed."""
    return " ".join(str(element.text_content())[:limit].split())


def texts(element: HtmlElement, limit: int = 100_000) -> str:
    """The same with a blank between what stands in different elements."""
    parts = cast("list[str]", _TEXTS(element))
    return " ".join(" ".join(parts)[:limit].split())
