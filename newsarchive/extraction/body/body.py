"""The pieces of a page → the story's blocks in reading order, what is not the story's left out."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from newsarchive.extraction.body.author_notes import drop_author_notes
from newsarchive.extraction.body.boxes import boxes_to_leave
from newsarchive.extraction.body.furniture import (
    LINE_LENGTH,
    ends_sentence,
    is_clock_line,
    is_date_line,
    is_furniture,
)
from newsarchive.extraction.body.lead import keep_lead
from newsarchive.extraction.body.linked_items import LINKED, is_linked_datum, keep_linked_items
from newsarchive.extraction.body.loose_lines import drop_labels, drop_loose_headings
from newsarchive.extraction.body.pull_quotes import drop_pull_quotes
from newsarchive.extraction.body.region import is_teaser, width, worth
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.body.usual_places import leave_repeated
from newsarchive.extraction.page.document import BlockKind
from newsarchive.extraction.page.drop_caps import mend_drop_cap
from newsarchive.extraction.page.hints import Hint
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.likeness import alike_form
from newsarchive.extraction.words.phrases import is_one

_FIRST_PARAGRAPHS = 2
_NUMBERS = "0123456789 ()[]:.,"
_SET_IN_FIGURE = Mark.FIGCAPTION | Mark.QUOTE | Mark.CELL | Mark.ITEM | Mark.PREFORMATTED | Mark.HEADING


def _first_below_title(region: Region) -> int:
    """What stands above the headline is no part of the story, if most of the prose stands below it."""
    if not region.first < region.title_at < region.last:
        return 0
    own = [(at, worth(piece)) for at, piece in enumerate(region.pieces) if region.inside[at]]
    above = sum(value for at, value in own if at < region.title_at)
    return region.title_at if above < 0.4 * sum(value for _, value in own) else 0


def _is_headline(text: str, headlines: frozenset[str], longest: int) -> bool:
    return len(text) <= longest and alike_form(text) in headlines


def sort_pieces(
    region: Region, titles: Sequence[str], description: str | None, repeated: frozenset[str] = frozenset()
) -> list[Piece]:
    """Give every piece of the story its kind; the rest keep None. `titles` are all wordings of the headline
    that the page gives, the chosen one first; `repeated` are blocks that stand in the
    portal's stories again and again; those left out for it are given back."""
    boxes = boxes_to_leave(region)
    headlines = frozenset(filter(None, map(alike_form, titles)))
    chosen = frozenset(filter(None, map(alike_form, titles[:1])))
    longest = 2 * max(map(len, titles), default=0) + 20
    cut, told, linked = False, 0, list[int]()
    start = _first_below_title(region)
    for at, piece in enumerate(region.pieces):
        if not region.inside[at] or piece.is_image or at < start or at == region.title_at:
            continue
        if cut or _is_noise(piece, region, boxes):
            continue
        if _is_headline(piece.text, chosen if told else headlines, longest):
            continue
        heads_comments = _heads_comments(piece)
        cut = heads_comments and told > 0
        if (
            heads_comments
            or is_teaser(region.pieces, at)
            or (told > 1 and piece.setting.hints & ~region.hints & Hint.TEASER)
        ):
            continue
        if told < _FIRST_PARAGRAPHS and not piece.setting.marks & Mark.QUOTE and is_date_line(piece.text):
            continue
        if piece.setting.marks & Mark.ITEM and piece.link_share > LINKED:
            linked.append(at)
        mend_drop_cap(piece)
        region.kinds[at] = "paragraph" if is_linked_datum(region, at) else _kind(piece, ~region.hints)
        told += region.kinds[at] == "paragraph" and width(piece.text) > LINE_LENGTH
    keep_linked_items(region, linked)
    left = leave_repeated(region, repeated) if repeated else []
    drop_pull_quotes(region)
    drop_author_notes(region)
    drop_loose_headings(region)
    drop_labels(region)
    keep_lead(region, headlines, description)
    return left


def _is_credit_in_figure(piece: Piece, hints: int) -> bool:
    """A line in a figure, or named a credit, that is neither caption nor table nor quote."""
    marks = piece.setting.marks
    if marks & _SET_IN_FIGURE or hints & (Hint.CAPTION | Hint.LEAD) or len(piece.text) > LINE_LENGTH:
        return False
    return bool(marks & Mark.FIGURE or hints & Hint.CREDIT) and not ends_sentence(piece.text)


def _kind(piece: Piece, own: int) -> BlockKind | None:
    """`own` masks the hints of what stands around the whole story."""
    setting, text = piece.setting, piece.text
    hints = setting.hints & own
    if _is_credit_in_figure(piece, hints):
        return "other"
    if setting.marks & Mark.FIGCAPTION or hints & Hint.CAPTION:
        return "caption"
    if is_furniture(piece):
        return None
    if setting.marks & Mark.HEADING:
        return "subhead"
    if setting.marks & Mark.QUOTE:
        return "quote"
    if setting.marks & Mark.ITEM:
        return "item"
    if len(text) < LINE_LENGTH and hints & Hint.BYLINE and not ends_sentence(text):
        return "byline"
    if len(text) < LINE_LENGTH and hints & Hint.DATE and any(char.isdigit() for char in text):
        return "other"
    return "other" if is_clock_line(text) else "paragraph"


def _is_noise(piece: Piece, region: Region, boxes: set[HtmlElement]) -> bool:
    """Noise by name counts only below the story's root."""
    if not region.is_quiet(piece):
        return True
    node: HtmlElement | None = piece.element
    while node is not None and node not in region.above:
        if node in boxes or (node.tag == "article" and node in region.noise):
            return True
        node = node.getparent()
    return False


def _heads_comments(piece: Piece) -> bool:
    if piece.setting.marks & Mark.CELL:
        return False
    is_heading = piece.setting.marks & Mark.HEADING or piece.bold >= len(piece.text) * 0.8
    return bool(is_heading and len(piece.text) < 60 and is_one(piece.text.strip(_NUMBERS), "comments"))
