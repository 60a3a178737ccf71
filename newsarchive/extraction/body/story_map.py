"""The pieces of a page, mapped: which stand in the story's element, which are noise, and what each is."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import believed_noise, story_root, within, worth
from newsarchive.extraction.page.document import Block, BlockKind
from newsarchive.extraction.page.hints import hint_of
from newsarchive.extraction.page.walk import Piece, seen
from newsarchive.text import clean

_SHORTEST_LINK = 12


@dataclass(slots=True)
class Region:
    """The pieces of a page with what is known of each: whether it is in the story's element, what it is."""

    pieces: list[Piece]
    root: HtmlElement
    inside: list[bool]
    above: frozenset[HtmlElement]
    title_at: int
    first: int
    last: int
    kinds: list[BlockKind | None]
    noise: set[HtmlElement]
    hints: int

    def is_quiet(self, piece: Piece) -> bool:
        """Whether no element around the piece, below the story's, is noise."""
        return not any(one in self.noise and one not in self.above for one in piece.setting.noise)


def map_region(
    pieces: list[Piece],
    page_body: HtmlElement,
    title: HtmlElement | None,
    roots: tuple[HtmlElement, ...] = (),
) -> Region:
    """The region of the story: `roots` if a profile names them, else the element with most prose."""
    title_at = _position(pieces, title)
    roots = roots or (story_root(pieces, title, max(title_at, 0), page_body),)
    inside = [any(those) for those in zip(*(within(pieces, root) for root in roots), strict=True)]
    above = frozenset(node for root in roots for node in (root, *root.iterancestors()))
    first = next((at for at, is_in in enumerate(inside) if is_in), 0)
    last = max((at for at, is_in in enumerate(inside) if is_in), default=-1)
    own = [piece for piece, is_in in zip(pieces, inside, strict=True) if is_in]
    noise = believed_noise(own, [worth(piece) for piece in own])
    noise |= _other_stories(own, above)
    around = {one for piece in pieces[:first] for one in piece.setting.noise}
    hints = 0
    for node in above:
        hints |= hint_of(node)
    kinds: list[BlockKind | None] = [None] * len(pieces)
    return Region(pieces, roots[0], inside, above, title_at, first, last, kinds, noise | around, hints)


def _other_stories(own: list[Piece], above: frozenset[HtmlElement]) -> set[HtmlElement]:
    """Articles within the region that begin with a link: each leads to a story of its own."""
    begun: dict[HtmlElement, bool] = {}
    for piece in own:
        if not piece.text:
            continue
        node: HtmlElement | None = piece.element
        while node is not None and node not in above:
            if node.tag == "article" and node not in begun:
                begun[node] = piece.link_share > 0.8 and len(piece.text) > _SHORTEST_LINK
            node = node.getparent()
    return {article for article, is_other in begun.items() if is_other}


def _position(pieces: list[Piece], title: HtmlElement | None) -> int:
    """Where the headline's own piece stands; -1 if it is in no piece."""
    if title is None:
        return -1
    inner = set(title.iter())
    own = next((at for at, piece in enumerate(pieces) if piece.element in inner and piece.text), -1)
    if own >= 0 or title.getparent() is None:
        return own
    line, around = seen(str(title.text_content())), set(title.iterancestors())
    same = (at for at, piece in enumerate(pieces) if piece.text == line and piece.element in around)
    return next(same, -1)


def blocks_of(region: Region) -> list[Block]:
    """The story's blocks, with texts as they are kept."""
    return [
        # A heading's sign for the link to its own place is no word of it.
        Block(clean(piece.text.rstrip("¶") if kind == "subhead" else piece.text), kind, piece.element)
        for piece, kind in zip(region.pieces, region.kinds, strict=True)
        if kind is not None
    ]
