"""A page's region held against what the portal's other stories showed: where the story usually stands,
and blocks that stand in all of them."""

from __future__ import annotations

from hashlib import sha256

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import worth
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.learnt.habits import path_of
from newsarchive.extraction.page.document import where
from newsarchive.extraction.page.walk import Piece
from newsarchive.extraction.words.likeness import alike_form
from newsarchive.text import clean

_STORY = ("paragraph", "subhead", "quote", "item")
_TELLING = ("paragraph", "quote", "item")
_SHARE = 0.3
"""The usual element must hold at least so much of the prose that the densest one has."""


def block_digest(text: str) -> str:
    """What a block of text is known by in the learnt snapshot."""
    return sha256(alike_form(clean(text)).encode()).hexdigest()[:16]


def leave_repeated(region: Region, repeated: frozenset[str]) -> list[Piece]:
    """Take the repeated blocks out of the story, unless nothing of it would be left."""
    told = [at for at, kind in enumerate(region.kinds) if kind in _STORY]
    out = [at for at in told if block_digest(region.pieces[at].text) in repeated]
    if not any(region.kinds[at] in _TELLING for at in set(told) - set(out)):
        return []
    for at in out:
        region.kinds[at] = None
    return [region.pieces[at] for at in out]


def usual_root(region: Region, places: frozenset[str]) -> HtmlElement | None:
    """The element where the portal's stories stand, if it is another one than the densest and holds a good
    part of the prose."""
    if not places or path_of(where(region.root)) in places:
        return None
    held: dict[HtmlElement, float] = {}
    total = 0.0
    for piece, is_in in zip(region.pieces, region.inside, strict=True):
        value = worth(piece)
        if not value:
            continue
        total += value if is_in else 0.0
        for node in (piece.element, *piece.element.iterancestors()):
            held[node] = held.get(node, 0.0) + value
    usual = [node for node in held if path_of(where(node)) in places]
    best = max(usual, key=lambda node: held[node], default=None)
    return best if best is not None and held[best] >= _SHARE * total else None
