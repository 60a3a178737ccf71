"""Feeds and sitemaps as the web has them → their entries: mended where that loses nothing, else refused.

Nothing is fetched, no entity is expanded, and a document cut in half is an error, not a short document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from io import BytesIO
from typing import TypeVar

from lxml import etree

from newsarchive.discovery.errors import DiscoveryError

T = TypeVar("T")
MOST_ENTRIES = 50_000

_PROLOG = re.compile(r"\s*(?:<\?[^<>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^<>\[]*>)", re.IGNORECASE)
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ENTITIES = re.compile("<!ENTITY", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|rdf|feed|urlset|sitemapindex)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]*\?>")
_NO_XML_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(
    r"&(?:#(?P<number>\d{1,7}|[xX][0-9A-Fa-f]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,30});)?"
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def root_name(text: str) -> str | None:
    """Lower-case local name of the first element; None if the text does not begin with markup.

    A document that declares entities is refused here: no feed needs them, every attack does.
    """
    if _ENTITIES.search(text):
        raise DiscoveryError("entities", "the document declares entities of its own")
    at = 0
    text = text.lstrip("\ufeff")
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    return root[2].lower() if root else None


def entries(text: str, names: tuple[str, ...], read: Callable[[etree._Element], T | None]) -> list[T]:
    """What `read` makes of every element with one of these local names, at most 50,000 of them."""
    text = _NO_XML_CHARACTER.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    try:
        return list(_parsed(text, names, read, recover=False))
    except etree.XMLSyntaxError:
        pass
    mended = _mended(text)
    try:
        return list(_parsed(mended, names, read, recover=False))
    except etree.XMLSyntaxError as error:
        return _rescued(mended, names, read, str(error))


def text_of(element: etree._Element, *paths: str) -> str | None:
    """The text of the first of these children that has any; "{*}name" finds it in any namespace."""
    for path in paths:
        for child in element.iterfind(path):
            text = inner(child).strip()
            if text:
                return text
    return None


def inner(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _rescued(
    text: str, names: tuple[str, ...], read: Callable[[etree._Element], T | None], why: str
) -> list[T]:
    """Entries of a document that is not well-formed, if none of those begun was lost."""
    begun = len(re.findall(rf"<(?:\w+:)?(?:{'|'.join(names)})[\s>]", text))
    ended = len(re.findall(rf"</(?:\w+:)?(?:{'|'.join(names)})\s*>", text))
    seen = 0

    def counted(element: etree._Element) -> T | None:
        nonlocal seen
        seen += 1
        return read(element)

    try:
        found = list(_parsed(text, names, counted, recover=True))
    except etree.XMLSyntaxError as error:
        raise DiscoveryError("broken", str(error)) from None
    if ended < begun or not _ROOT_END.search(text):
        raise DiscoveryError("truncated", why)
    if begun < ended or seen < min(begun, MOST_ENTRIES):
        raise DiscoveryError("broken", why)
    return found


def _parsed(
    text: str, names: tuple[str, ...], read: Callable[[etree._Element], T | None], *, recover: bool
) -> Iterator[T]:
    events = etree.iterparse(
        BytesIO(text.encode("utf-8")),
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    found = 0
    for _, element in events:
        value = read(element)
        if value is not None:
            yield value
            found += 1
            if found == MOST_ENTRIES:
                return
        _forget(element)


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and what stood before it, so that memory stays flat."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _mended(text: str) -> str:
    """HTML's entities resolved and loose ampersands escaped, CDATA left alone."""
    first, *rest = text.split("<![CDATA[")
    pieces = [_REFERENCE.sub(_reference, first)]
    for part in rest:
        data, end, after = part.partition("]]>")
        pieces.append(f"<![CDATA[{data}{end}{_REFERENCE.sub(_reference, after)}")
    return "".join(pieces)


def _reference(match: re.Match[str]) -> str:
    if name := match["name"]:
        if name in _XML_NAMES:
            return match[0]
        char = html5.get(f"{name};")
        return _escaped(char) if char else f"&amp;{match[0][1:]}"
    if number := match["number"]:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        valid = code <= 0x10FFFF and not _NO_XML_CHARACTER.match(chr(code))
        return match[0] if valid else ""
    return "&amp;"


def _escaped(char: str) -> str:
    return char.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
