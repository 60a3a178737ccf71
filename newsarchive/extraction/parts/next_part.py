"""A page of a story → where its next part is, if the story goes on there. Looked for only beside the text:
an address that differs from the story's own by the number of the part, and a link that says so."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from lxml.html import HtmlElement

from newsarchive.extraction.page.addresses import absolute, urlsplit
from newsarchive.extraction.page.document import Document
from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.tree import attribute
from newsarchive.extraction.words.phrases import is_one

_WORDS = "page|pages|trang|seite|pagina|página|strona|sivu|side|part|p|pg"
_NUMBERED = frozenset((*_WORDS.split("|"), "paged", "pagenum", "pageno"))
_BEHIND = re.compile(
    rf"(?P<ext>\.[a-z]{{2,5}})?(?:/?\?(?:[\w.-]+=[^&\"'\s]*&(?:amp;)?)*(?:{'|'.join(sorted(_NUMBERED))})=|"
    rf"/(?:(?:{_WORDS})[/-]?)?|[-_,.](?:(?:{_WORDS})[-_]?)?)(?P<number>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
# It begins with a sign that has no case and is rare: the search is as fast as looking for that sign.
_RELATIVE = re.compile(
    rf"\?(?:(?<=href=\?)|(?<=href=[\"']\?))(?:{'|'.join(sorted(_NUMBERED))})=(?P<number>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.[A-Za-z]{2,5}$")
_FEW_DIGITS = re.compile(r"[0-9]{1,9}")
_BARE = re.compile(r"[-_,.]\d{1,2}(?:\.[A-Za-z]{2,5})?/?$")
_SHORTEST_NAME, _LONGEST_NUMBER = 4, 12


def next_part(document: Document, first: str, number: int = 1) -> str | None:
    """The address of part `number` + 1 of the story whose first part is at `first`."""
    number = max(number, part_of(first, first) or 1)
    if document.bare or not _may_go_on(document.text, first, number + 1):
        return None
    base = document.page.url
    for link in document.tree.iter("a", "link"):
        address = attribute(link, "href").strip()
        if not address or address.startswith(("#", "javascript:", "mailto:")):
            continue
        url = (absolute(base, address) or "").split("#")[0]
        if part_of(url, first) == number + 1 and _says_so(link, number + 1, _is_bare(url)):
            return url
    return None


def _may_go_on(text: str, first: str, wanted: int) -> bool:
    """A cheap look at the source, for hardly any story has parts."""
    name = _EXTENSION.sub("", urlsplit(first).path.rstrip("/").rpartition("/")[2])
    if len(name) < _SHORTEST_NAME:
        return False
    at = text.find(name)
    while at >= 0:
        behind = _BEHIND.match(text, at + len(name))
        if behind and int(behind["number"]) == wanted:
            return True
        at = text.find(name, at + len(name))
    return any(int(match["number"]) == wanted for match in _RELATIVE.finditer(text))


def part_of(url: str, first: str) -> int | None:
    """Which part of the story at `first` an address is, as it is written; None for any other."""
    one, other = urlsplit(url), urlsplit(first)
    if one.netloc.lower().removeprefix("www.") != other.netloc.lower().removeprefix("www."):
        return None
    if one.path.rstrip("/") == other.path.rstrip("/"):
        return _queried(one.query, other.query)
    if one.query and one.query != other.query:
        return None
    extension = _EXTENSION.search(other.path)
    stem = other.path[: extension.start()] if extension else other.path.rstrip("/")
    rest = one.path.rstrip("/")
    if not stem or not rest.startswith(stem):
        return None
    rest = rest[len(stem) :]
    if extension:
        # Either the number comes before the ending, or behind it.
        rest = (
            rest.removesuffix(extension[0])
            if rest.endswith(extension[0])
            else rest.removeprefix(extension[0])
        )
    match = _BEHIND.fullmatch(rest)
    return int(match["number"]) if match and not match["ext"] and "?" not in rest else None


def _queried(query: str, of_first: str) -> int | None:
    numbers = [value for name, value in parse_qsl(query, True) if name.lower() in _NUMBERED]
    others = [(name, value) for name, value in parse_qsl(query, True) if name.lower() not in _NUMBERED]
    kept = [(name, value) for name, value in parse_qsl(of_first, True) if name.lower() not in _NUMBERED]
    if len(numbers) != 1 or sorted(others) != sorted(kept) or not _FEW_DIGITS.fullmatch(numbers[0]):
        return None
    return int(numbers[0])


def _is_bare(url: str) -> bool:
    """Whether nothing but a number was put behind the name: so are the next stories of a series called."""
    path = urlsplit(url).path
    number = _BARE.search(path)
    return number is not None and not path[: number.start()].lower().endswith(tuple(_WORDS.split("|")[:-2]))


def _says_so(link: HtmlElement, number: int, bare: bool) -> bool:
    """Bearing its number, or marked as the next page, and not one of the comments' pages."""
    text = " ".join(str(link.text_content()).split())
    if not (text.split()[-1:] == [str(number)] and len(text) <= _LONGEST_NUMBER):
        is_next = "next" in attribute(link, "rel").lower().split()
        if bare or not (is_next or (link.tag == "a" and is_one(text, "next_part"))):
            return False
    return not any(_is_elsewhere(node) for node in link.iterancestors())


def _is_elsewhere(node: HtmlElement) -> bool:
    hints = hint_of(node)
    return bool(hints & (Hint.CERTAIN | Hint.HIDDEN)) or node.tag == "footer"
