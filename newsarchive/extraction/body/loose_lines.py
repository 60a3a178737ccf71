"""Headings and labels that head nothing of the story: found by what follows them, and left out."""

from __future__ import annotations

from collections import Counter

from newsarchive.extraction.body.furniture import LINE_LENGTH, ends_sentence
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.hints import Hint
from newsarchive.extraction.page.walk import Mark, Piece

_LONGEST_LABEL = 50
_OFTEN = 3
_HEADLINE = 20
_STOPS = ".!?…。"
_LINKED, _LINKS = 0.7, 2
_TELLING = ("paragraph", "quote", "item")


def drop_loose_headings(region: Region) -> None:
    """Headings at the end head nothing of the story; short ones at its beginning belong to the headline."""
    told = [at for at, kind in enumerate(region.kinds) if kind in _TELLING]
    if not told:
        return
    for at, kind in enumerate(region.kinds):
        if kind != "subhead":
            continue
        if told[0] < at < told[-1]:
            if _heads_links(region, at, _LINKS):
                region.kinds[at] = None
            continue
        text = region.pieces[at].text
        opens = at < told[0] and (len(text) > LINE_LENGTH or ends_sentence(text))
        opens |= at < told[0] and _shares_inner_box(region, at, told[0])
        if not opens and not (at < told[0] and region.pieces[at].setting.hints & Hint.LEAD):
            region.kinds[at] = None


def _heads_links(region: Region, at: int, least: int, shortest: int = 1) -> bool:
    """Whether a line is followed by links to other stories, at least so many, and nothing else."""
    links = 0
    for next_at in range(at + 1, len(region.pieces)):
        piece = region.pieces[next_at]
        if piece.is_image:
            continue
        if region.kinds[next_at] or not region.inside[next_at] or not region.is_quiet(piece):
            break
        if piece.link_share > _LINKED and len(piece.text) >= shortest:
            links += 1
            if links == least:
                return True
    return False


def drop_labels(region: Region) -> None:
    """Short lines at the end that stand above links, and labels printed again and again, tell nothing."""
    taken = [at for at, kind in enumerate(region.kinds) if kind == "paragraph"]
    for at in taken:
        text = region.pieces[at].text
        if (
            len(text) <= _LONGEST_LABEL
            and text[-1] not in _STOPS
            and _heads_links(region, at, _LINKS, _HEADLINE)
        ):
            region.kinds[at] = "other"
    short = [at for at in taken if _is_label(region.pieces[at])]
    if not short:
        return
    number = Counter(region.pieces[at].text for at in short)
    for at in short:
        if number[region.pieces[at].text] >= _OFTEN:
            region.kinds[at] = None
    while at := max((at for at, kind in enumerate(region.kinds) if kind in _TELLING), default=0):
        if at not in short or not _heads_links(region, at, 1):
            break
        region.kinds[at] = "other"


def _is_label(piece: Piece) -> bool:
    plain = not piece.setting.marks & (Mark.PARAGRAPH | Mark.CELL | Mark.PREFORMATTED)
    return plain and len(piece.text) <= _LONGEST_LABEL and not ends_sentence(piece.text)


def _shares_inner_box(region: Region, one: int, other: int) -> bool:
    """Whether two pieces are children of one element within the story, as the first entry of many is."""
    parent = region.pieces[one].element.getparent()
    return parent not in region.above and parent is region.pieces[other].element.getparent()
