"""Elements that markup names captions, or their credits, and those that are something else all the same:
who said a quote, who wrote the story, what a design system calls its small print."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newsarchive.extraction.captions.photos import shows_something
from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.tree import attribute
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.credits import split
from newsarchive.extraction.words.lexicon import words

LONGEST = 600
_MOST_LINKED = 0.8
_REACH = 8
_NEAR = 3
_QUOTED_BESIDE = 40
_LONGEST_NAME = 40
_HEADER = Hint.TITLE | Hint.KICKER | Hint.LEAD | Hint.BYLINE | Hint.DATE
_DURATION = re.compile(r"^[\W\d_]*(?:min|sec|sek|s|uhr|phút|giây)?[\W\d_]*$", re.IGNORECASE)


def named(piece: Piece) -> str | None:
    """The rule by which the markup around a piece says that it is a caption."""
    if len(piece.text) > 2 * LONGEST or _DURATION.match(piece.text):
        return None
    if piece.setting.marks & Mark.FIGCAPTION:
        return "css:figcaption"
    if piece.setting.hints & Hint.CAPTION:
        return "caption class" if piece.link_share < _MOST_LINKED else None
    if piece.setting.marks & Mark.FIGURE and hint_of(piece.element) & Hint.CREDIT:
        return "css:figure"
    return None


def is_credit(piece: Piece) -> bool:
    """Named as one, or nothing but one."""
    node: HtmlElement | None = piece.element
    while node is not None and node.tag not in ("figcaption", "figure"):
        own = hint_of(node)
        if own & Hint.CAPTION:
            break
        if own & Hint.CREDIT:
            return True
        node = node.getparent()
    return not split(piece.text)[0]


def box_of(piece: Piece) -> HtmlElement | None:
    """The element that makes one caption of several pieces."""
    node: HtmlElement | None = piece.element
    best: HtmlElement | None = None
    for _ in range(_REACH):
        if node is None or node.tag in ("body", "article", "html"):
            break
        if node.tag == "figcaption":
            parent = node.getparent()
            return parent if parent is not None and parent.tag == "figure" else node
        if hint_of(node) & Hint.CAPTION or node.tag == "figure":
            best = node
        node = node.getparent()
    return best


def tells_of_photo(piece: Piece, rule: str, above: frozenset[HtmlElement]) -> bool:
    """Whether what is named a caption stands with something to see, and tells of it."""
    if rule == "css:figcaption":
        return not _signs_quote(piece) and not _signs_story(piece)
    if piece.setting.marks & Mark.FIGURE:
        return True
    if _is_headline(piece.element) or _names_writer(piece.text):
        return False
    node: HtmlElement | None = piece.element
    for _ in range(_NEAR + 1):
        if node is None or node in above:
            break
        if shows_something(node):
            return True
        node = node.getparent()
    return node is not None and _beside_something(piece.element, above)


def _beside_something(element: HtmlElement, above: frozenset[HtmlElement]) -> bool:
    """Whether the element before, or the one behind, shows something."""
    node: HtmlElement | None = element
    while node is not None and node not in above:
        beside = (node.getprevious(), node.getnext())
        if any(one is not None and shows_something(one) for one in beside):
            return True
        if any(one is not None for one in beside):
            return False
        node = node.getparent()
    return False


def _signs_quote(piece: Piece) -> bool:
    """Below a quote without a picture, figcaption says who spoke."""
    node: HtmlElement | None = piece.element
    while node is not None and node.tag != "figcaption":
        node = node.getparent()
    around = node.getparent() if node is not None else None
    if around is None or shows_something(around):
        return False
    if next(around.iter("blockquote", "q"), None) is not None:
        return True
    beside = node.getprevious() if node is not None else None
    return beside is not None and len(str(beside.text_content()).strip()) > _QUOTED_BESIDE


def _is_headline(element: HtmlElement) -> bool:
    """Whether a nearer name says that it is something above the story: the caption class is a header's."""
    node: HtmlElement | None = element
    while node is not None:
        own = hint_of(node)
        if own & Hint.CAPTION:
            return False
        if own & _HEADER:
            return True
        node = node.getparent()
    return False


def _names_writer(text: str) -> bool:
    """ "By Ann Poe", and nothing else."""
    if len(text) > _LONGEST_NAME:
        return False
    first, _, rest = text.partition(" ")
    return first.lower() in words("by") and bool(rest) and all(word[0].isupper() for word in rest.split())


def _signs_story(piece: Piece) -> bool:
    """Below the portrait of its author, figcaption says who wrote the story."""
    if piece.setting.marks & Mark.ADDRESS:
        return True
    return any("author" in attribute(link, "rel").split() for link in piece.element.iter("a"))
