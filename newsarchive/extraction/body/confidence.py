"""How sure it is that a story's blocks are the whole story and nothing else: signs on the page → 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.extraction.body.furniture import ends_sentence
from newsarchive.extraction.body.region import width
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.document import Block

_PARAGRAPH = 80
_LINE = 60
_PROSE = ("paragraph", "quote")
_BODY = ("paragraph", "quote", "item", "subhead")
_COMPARABLE = 0.5
_SURE = 0.97
# From pages whose text was taken by hand: how often a body is right to 95 % where the sign is seen, against
# how often one is without any sign.
_USUAL = 0.95
_TORN = ((0.5, 0.75), (0.85, 0.92))
_RAGGED = ((0.4, 0.6), (0.2, 0.8), (0.05, 0.88))
_SCANT = ((2_000, 0.83),)
_AGREES, _DIFFERS = 0.97, 0.9
_AT_ODDS = 0.4


def body_confidence(region: Region, blocks: Sequence[Block], stated: str) -> float:
    """`stated` is the story's text as the page gives it for machines, or nothing."""
    told = [block for block in blocks if block.kind in _BODY]
    if not told:
        return 0.0
    size = sum(width(block.text) for block in told)
    sure = _USUAL
    share = _share_of_page(region)
    sure *= next((factor for most, factor in _TORN if share < most), 1.0)
    ragged = sum(_is_ragged(block) for block in told) / len(told)
    sure *= next((factor for least, factor in _RAGGED if ragged > least), 1.0)
    sure *= next((factor for most, factor in _SCANT if size < most), 1.0)
    agreement = _agreement(" ".join(block.text for block in told), stated)
    if agreement > _AGREES:
        sure = max(sure, _SURE)
    elif 0 < agreement < _DIFFERS:
        sure *= _AT_ODDS
    return sure


def _share_of_page(region: Region) -> float:
    """How much of the page's prose the story has."""
    own = everything = 0
    for piece, kind in zip(region.pieces, region.kinds, strict=True):
        size = len(piece.text)
        if size >= _PARAGRAPH and 2 * piece.linked < size and kind != "caption":
            everything += size
            own += size if kind in _BODY else 0
    return own / everything if everything else 1.0


def _is_ragged(block: Block) -> bool:
    """Items and short lines without an end are where boxes of other things slip in."""
    if block.kind == "item":
        return True
    return block.kind in _PROSE and len(block.text) < _LINE and not ends_sentence(block.text)


def _agreement(body: str, stated: str) -> float:
    """Words in common with the stated text; 0 where that is only a part, or nothing."""
    if not _COMPARABLE * len(body) < len(stated) < len(body) / _COMPARABLE:
        return 0.0
    one, other = set(body.split()), set(stated.split())
    return 2 * len(one & other) / (len(one) + len(other))
