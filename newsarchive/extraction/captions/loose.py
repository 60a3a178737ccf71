"""Lines that nothing but their place and look makes captions: below a photo, beside it in a table, alone
with it in an element."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import worth
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.captions.boxes import LONGEST, is_credit
from newsarchive.extraction.captions.photos import is_photo, photo_in, sayings
from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.credits import is_credited, split
from newsarchive.extraction.words.likeness import alike_form

LONGEST_LOOSE = 320
_TABLE_TEXT = 700
_LEAST_UNFINISHED = 15
_LEAST_ALONE = 2
_LEAST_OTHERS = 3
_LONGEST_IN_A_LOOK = 160
_STORY_SHARE = 0.4
_ENDS = re.compile(r"[.!?…。！？।:;][\"'”’»)\]]*$")
_SEVERAL_SENTENCES = re.compile(r"\w{3,}[.!?]\s+\w|[。！？]\w")
# Margins and paddings as frameworks name them ("mt-4", "px20") set no line apart from others.
_SPACING = re.compile(r"(?:^|\s)(?:[a-z]{2}:)?-?[mp](?:[trblxyse]-?|-)\d+(?=\s|$)")
_NO_LINE = Mark.ITEM | Mark.QUOTE


def loose(region: Region, at: int) -> tuple[str, float] | None:
    """The rule, and its confidence, by which a line of the story is a caption; with confidence 0 a line on a
    photo that is neither caption nor story."""
    piece = region.pieces[at]
    size = len(piece.text)
    if size > LONGEST or at == 0:
        return None
    if piece.setting.marks & Mark.HEADING:
        return _heading_with_photo(region, at)
    if size > LONGEST_LOOSE:
        return None
    if piece.setting.marks & _NO_LINE:
        return _in_table(region, at)
    in_table = _in_table(region, at)
    if in_table:
        return in_table
    before = region.pieces[at - 1]
    below = before.is_image and is_photo(before.element)
    if below and alike_form(piece.text) in (alike_form(one) for one in sayings(before.element)):
        return "as the photo is named", 0.9
    if _alone_with_photo(region, at):
        return ("label of a photo", 0.0) if _is_label(piece) else ("alone with a photo", 0.85)
    return _after_photo(piece, before) or _in_a_look_of_its_own(region, at) if below else None


def _heading_with_photo(region: Region, at: int) -> tuple[str, float] | None:
    """A heading in an element of a photo and its credit heads no part of the story."""
    behind = region.pieces[at + 1] if at + 1 < len(region.pieces) else None
    if behind is None or behind.is_image or not is_credit(behind) or not _alone_with_photo(region, at):
        return None
    return "heading of a credited photo", 0.85


def _alone_with_photo(region: Region, at: int) -> bool:
    """Whether the smallest element around that has a photo has no other text than the photo's credit."""
    piece = region.pieces[at]
    if piece.link_share > 0.5 or piece.setting.hints & (Hint.BYLINE | Hint.DATE):
        return False
    node: HtmlElement | None = piece.element
    for _ in range(4):
        if node is None or node in region.above:
            return False
        if photo_in(node) is not None:
            return _other_text(node, region, at) < 12 and (node.tag != "p" or not _ENDS.search(piece.text))
        node = node.getparent()
    return False


def _is_label(piece: Piece) -> bool:
    """ "+6", "Live", "View 4 images": what a button on a photo says. A caption in a figure has figcaption."""
    text = piece.text
    short = len(text) < _LEAST_UNFINISHED and text.isascii()
    in_figure = piece.setting.marks & Mark.FIGURE and not _ENDS.search(text) and split(text)[1] is None
    return short and bool(len(text.split()) < _LEAST_ALONE or in_figure)


def _other_text(node: HtmlElement, region: Region, at: int) -> int:
    """How many characters of an element are neither this piece's nor the credit's behind it."""
    known = region.pieces[at].text
    behind = region.pieces[at + 1] if at + 1 < len(region.pieces) else None
    if behind is not None and behind.text and node in behind.element.iterancestors() and is_credit(behind):
        known += behind.text
    return len("".join(str(node.text_content()).split())) - len("".join(known.split()))


def _after_photo(piece: Piece, photo: Piece) -> tuple[str, float] | None:
    text = piece.text
    own = hint_of(piece.element)
    if not _fills_its_block(piece):
        return None
    if piece.slanted >= 0.8 * len(text):
        return "slanted after a photo", 0.85
    if own & Hint.CENTRED or (
        piece.element is photo.element.getparent() and piece.setting.hints & Hint.CENTRED
    ):
        return "centred after a photo", 0.85
    if is_credited(text):
        return "credited after a photo", 0.85
    unfinished = not _ENDS.search(text) and not _SEVERAL_SENTENCES.search(text)
    if unfinished and piece.bold < 0.8 * len(text) and len(text) > _LEAST_UNFINISHED:
        return "unfinished line after a photo", 0.6
    return None


def _in_a_look_of_its_own(region: Region, at: int) -> tuple[str, float] | None:
    """A line below a photo set as no line elsewhere in the story is: by its class, or bold and finished."""
    piece = region.pieces[at]
    look = _look(piece)
    if len(piece.text) > _LONGEST_IN_A_LOOK or _SEVERAL_SENTENCES.search(piece.text):
        return None
    if piece.setting.hints & (Hint.LEAD | Hint.BYLINE | Hint.DATE) or not region.inside[at]:
        return None
    if not (look[1] or look[2] == "sentence") or not _fills_its_block(piece):
        return None
    others, opened = 0, False
    for place in range(region.first, region.last + 1):
        other = region.pieces[place]
        if not region.inside[place] or other.is_image or region.kinds[place] is None:
            continue
        if place and region.pieces[place - 1].is_image:
            continue
        # The lead may be as bold as any caption.
        if opened and _look(other) == look:
            return None
        opened = True
        others += 1
    return ("in a look of its own after a photo", 0.75) if others >= _LEAST_OTHERS else None


def _look(piece: Piece) -> tuple[str, str, str]:
    """Element, class, and whether it is bold: a bold sentence is no bold heading."""
    bold = piece.bold >= 0.8 * len(piece.text)
    named = _SPACING.sub("", piece.element.get("class", "")).strip()
    return piece.element.tag, named, _boldness(piece.text) if bold else ""


def _boldness(text: str) -> str:
    return "sentence" if _ENDS.search(text) else "heading"


def _fills_its_block(piece: Piece) -> bool:
    """Whether it is not one line of many in an element that holds the whole story."""
    return len("".join(str(piece.element.text_content()).split())) < 1.5 * len(piece.text)


def _in_table(region: Region, at: int) -> tuple[str, float] | None:
    """A cell below a photo in a table laid out for the photo."""
    piece = region.pieces[at]
    if not piece.setting.marks & Mark.CELL:
        return None
    table = next((node for node in piece.element.iterancestors("table")), None)
    if table is None or table in region.above:
        return None
    if photo_in(table) is None or len(str(table.text_content())) > _TABLE_TEXT:
        return None
    return None if _holds_story(table, region) else ("table with a photo", 0.85)


def _holds_story(table: HtmlElement, region: Region) -> bool:
    """Whether a good part of the story's prose is in the table: one laid out for a page, not for a photo."""
    total = within = 0.0
    for piece, inside in zip(region.pieces, region.inside, strict=True):
        value = worth(piece) if inside else 0.0
        if value:
            total += value
            within += value if table in piece.element.iterancestors() else 0.0
    return within > _STORY_SHARE * total
