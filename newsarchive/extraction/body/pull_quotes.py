"""Quotes that a page draws out of its story and prints a second time: found by their words, and left out."""

from __future__ import annotations

from lxml.html import HtmlElement

from newsarchive.extraction.body.furniture import LINE_LENGTH
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.walk import Piece

_SHORTEST = 25
_LONGEST = 400
_AROUND = 3
_SIGNS = " \"'“”„«»‹›‘’.…!?-–—"


def drop_pull_quotes(region: Region) -> None:
    """Leave out quotes whose words stand in a paragraph too, with the name below each."""
    quotes = [at for at, kind in enumerate(region.kinds) if kind == "quote"]
    if not quotes:
        return
    told = "\0".join(
        piece.text
        for piece, kind in zip(region.pieces, region.kinds, strict=True)
        if kind in ("paragraph", "item")
    )
    for at in quotes:
        piece = region.pieces[at]
        words = piece.text.strip(_SIGNS)
        if _SHORTEST <= len(words) <= _LONGEST and words in told:
            region.kinds[at] = None
            _drop_names(region, at)


def _drop_names(region: Region, at: int) -> None:
    """Short lines in the same box say whose words they are."""
    box = _box(region.pieces[at])
    for near in range(max(0, at - _AROUND), min(len(region.pieces), at + _AROUND + 1)):
        piece = region.pieces[near]
        if region.kinds[near] and len(piece.text) < LINE_LENGTH and box in piece.element.iterancestors():
            region.kinds[near] = None


def _box(piece: Piece) -> HtmlElement | None:
    element = piece.element
    if element.tag == "blockquote":
        return element
    return next(element.iterancestors("blockquote"), element.getparent())
