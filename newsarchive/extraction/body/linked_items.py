"""Links that belong to a story: items of its lists, names in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.walk import Mark, Piece

LINKED = 0.7
_LONGEST_DATUM = 40


def keep_linked_items(region: Region, linked: Sequence[int]) -> None:
    """An item that is a link belongs to the story where most items of its list are text."""
    if not linked:
        return
    items = [at for at, kind in enumerate(region.kinds) if kind == "item"]
    texts = Counter(_list_of(region.pieces[at]) for at in items)
    links = Counter(_list_of(region.pieces[at]) for at in linked if region.kinds[at] is None)
    for at in linked:
        of_list = _list_of(region.pieces[at])
        if of_list is not None and region.kinds[at] is None and texts[of_list] > links[of_list]:
            region.kinds[at] = "item"


def _list_of(piece: Piece) -> HtmlElement | None:
    return next(piece.element.iterancestors("ul", "ol", "dl"), None)


def is_linked_datum(region: Region, at: int) -> bool:
    """A name with a link in a row of figures is no link to another story."""
    piece = region.pieces[at]
    if not piece.linked or not _is_datum(piece):
        return False
    row = _row_of(piece)
    beside = (region.pieces[other] for other in (at - 1, at + 1) if 0 <= other < len(region.pieces))
    return any(
        _is_datum(other)
        and not other.linked
        and _row_of(other) is row
        and _cell_of(other) is not _cell_of(piece)
        for other in beside
    )


def _is_datum(piece: Piece) -> bool:
    return bool(piece.setting.marks & Mark.CELL) and 0 < len(piece.text) <= _LONGEST_DATUM


def _row_of(piece: Piece) -> HtmlElement | None:
    return next(piece.element.iterancestors("tr"), None)


def _cell_of(piece: Piece) -> HtmlElement | None:
    return piece.element if piece.element.tag == "td" else next(piece.element.iterancestors("td"), None)
