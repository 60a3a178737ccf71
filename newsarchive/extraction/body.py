"""The pieces of a page → the story's blocks in reading order, what is not the story's left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from lxml.html import HtmlElement

from newsarchive.extraction.document import Block, BlockKind
from newsarchive.extraction.hints import Hint, hint_of
from newsarchive.extraction.moments import parse as parse_moment
from newsarchive.extraction.region import believed_noise, is_teaser, story_root, width, within, worth
from newsarchive.extraction.likeness import alike_form
from newsarchive.extraction.walk import Mark, Piece
from newsarchive.extraction.words import begins, holds, is_one
from newsarchive.text import clean

_LINE_LENGTH = 90
_STORY_SHARE = 0.25
_SHORTEST_LINK = 12
_ARROWS = (">", "»", "›", "→", "▶", "►")
_REST_OF_DATE_LINE = 40
_DIGITS = re.compile(r"\d{1,2}\D{1,3}\d{1,2}|\d{4}")
_PROMPT_LENGTH = 260
_LEAD_LENGTHS = (20, 900)
_ENDS = re.compile(r"[.!?…。！？।:;][\"'”’»)\]]*$")
_ONLY_SIGNS = re.compile(r"^[\W_]+$")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\[\[.*?\]\]|<%.*?%>")
_STORY_FORMS = Mark.PARAGRAPH | Mark.ITEM | Mark.QUOTE


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
    return next((at for at, piece in enumerate(pieces) if piece.element in inner and piece.text), -1)


def _first_below_title(region: Region) -> int:
    """What stands above the headline is no part of the story, if most of the prose stands below it."""
    if not region.first < region.title_at < region.last:
        return 0
    own = [(at, worth(piece)) for at, piece in enumerate(region.pieces) if region.inside[at]]
    above = sum(value for at, value in own if at < region.title_at)
    return region.title_at if above < 0.4 * sum(value for _, value in own) else 0


def _is_headline(text: str, headline: str) -> bool:
    alike = 0.7 * len(headline) <= len(text) <= 2 * len(headline) + 20
    return bool(headline) and alike and alike_form(text) == headline


def block_digest(text: str) -> str:
    """What a block of text is known by in the learnt snapshot."""
    return sha256(alike_form(text).encode()).hexdigest()[:16]


def sort_pieces(
    region: Region, title: str | None, description: str | None, repeated: frozenset[str] = frozenset()
) -> None:
    """Give every piece of the story its kind; the rest keep None. `repeated` are blocks of every page."""
    boxes = _boxes_to_leave(region)
    headline = alike_form(title or "")
    cut, told = False, 0
    start = _first_below_title(region)
    for at, piece in enumerate(region.pieces):
        if not region.inside[at] or piece.is_image or at < start:
            continue
        if cut or _is_noise(piece, region, boxes) or _is_headline(piece.text, headline):
            continue
        cut = _starts_comments(piece)
        if (
            cut
            or is_teaser(region.pieces, at)
            or (told > 1 and piece.setting.hints & ~region.hints & Hint.TEASER)
        ):
            continue
        if not told and is_date_line(piece.text):
            continue
        if repeated and block_digest(piece.text) in repeated:
            continue
        region.kinds[at] = _kind(piece)
        told += region.kinds[at] == "paragraph" and width(piece.text) > _LINE_LENGTH
    _drop_loose_headings(region)
    _keep_lead(region, headline, description)


def _kind(piece: Piece) -> BlockKind | None:
    setting, text = piece.setting, piece.text
    if setting.marks & Mark.FIGCAPTION or setting.hints & Hint.CAPTION:
        return "caption"
    if _is_furniture(piece):
        return None
    if setting.marks & Mark.HEADING:
        return "subhead"
    if setting.marks & Mark.QUOTE:
        return "quote"
    if setting.marks & Mark.ITEM:
        return "item"
    if len(text) < _LINE_LENGTH and setting.hints & Hint.BYLINE and not _ENDS.search(text):
        return "byline"
    if len(text) < _LINE_LENGTH and setting.hints & Hint.DATE and any(char.isdigit() for char in text):
        return "other"
    return "paragraph"


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


def _is_furniture(piece: Piece) -> bool:
    """Lines that are no sentence of a story: links to others, labels of buttons, requests."""
    text = piece.text
    size = width(text)
    if _ONLY_SIGNS.match(text) or _TEMPLATE.search(text):
        return True
    linked = piece.link_share
    if linked > 0.7 and (size < 200 or piece.setting.marks & Mark.HEADING) and not _ENDS.search(text):
        return True
    if linked > 0.9:
        return True
    if linked > 0.25 and size < 250 and (text.startswith(_ARROWS) or begins(text, "more")):
        return True
    if size < _LINE_LENGTH and (is_one(text, "sharing") or is_one(text, "related")):
        return True
    if size < _PROMPT_LENGTH and holds(text, "prompt"):
        return True
    if size < 200 and linked > 0.15 and begins(text, "asking"):
        return True
    return size < _LINE_LENGTH and _is_closing(piece)


def _is_closing(piece: Piece) -> bool:
    text = piece.text
    return bool(begins(text, "closing")) and (":" in text[:30] or piece.linked > 0) and not _ENDS.search(text)


def _starts_comments(piece: Piece) -> bool:
    is_heading = piece.setting.marks & Mark.HEADING or piece.bold >= len(piece.text) * 0.8
    return bool(is_heading and len(piece.text) < 60 and is_one(piece.text, "comments"))


def _boxes_to_leave(region: Region) -> set[HtmlElement]:
    """Elements that begin with the heading of a related list, or that are lists of links."""
    boxes: set[HtmlElement] = set()
    for at in range(region.first, region.last + 1):
        piece = region.pieces[at]
        if not region.inside[at] or piece.is_image or len(piece.text) > _LINE_LENGTH:
            continue
        if is_one(piece.text, "related"):
            boxes |= _box_of(at, region)
    return boxes


def _box_of(at: int, region: Region) -> set[HtmlElement]:
    """The outermost element that begins with this piece; else the linked or listed elements that follow it."""
    heading = region.pieces[at].element
    box, node = heading, heading.getparent()
    while node is not None and node not in region.above and _first_text(node, region, at):
        box, node = node, node.getparent()
    if box is not heading and box.tag != "p" and not _holds_story(box, region):
        return {box}
    found = {heading}
    for sibling in heading.itersiblings():
        if not isinstance(sibling.tag, str):
            continue
        text = " ".join(str(sibling.text_content()).split())
        linked = sum(len(" ".join(str(link.text_content()).split())) for link in sibling.iter("a"))
        if text and linked < 0.5 * len(text):
            break
        found.add(sibling)
    return found


def _holds_story(box: HtmlElement, region: Region) -> bool:
    """Whether a good part of the story's prose is in the box."""
    inner = set(box.iter())
    prose = [
        (worth(piece), piece.element in inner)
        for piece, is_in in zip(region.pieces, region.inside, strict=True)
        if is_in
    ]
    return sum(value for value, is_in in prose if is_in) > _STORY_SHARE * sum(value for value, _ in prose)


def is_date_line(text: str) -> bool:
    """A short line that is a date and little else."""
    if len(text) > _LINE_LENGTH or not _DIGITS.search(text):
        return False
    moment = parse_moment(text)
    if moment is None:
        return False
    start, end = moment.span
    rest = re.sub(r"[\W\d_]+", "", text[:start] + text[end:])
    return len(rest) <= _REST_OF_DATE_LINE


def _first_text(element: HtmlElement, region: Region, at: int) -> bool:
    """Whether the piece before stands outside the element."""
    if at == 0:
        return True
    before = region.pieces[at - 1].element
    return element is not before and element not in before.iterancestors()


def _drop_loose_headings(region: Region) -> None:
    """A heading with no paragraph before the next heading of the story's end heads nothing of the story."""
    open_heading: int | None = None
    for at in range(len(region.pieces)):
        kind = region.kinds[at]
        if kind == "subhead":
            open_heading = at
        elif kind in ("paragraph", "quote", "item"):
            open_heading = None
    if open_heading is not None and any(kind == "paragraph" for kind in region.kinds[:open_heading]):
        region.kinds[open_heading] = None


def _keep_lead(region: Region, headline: str, description: str | None) -> None:
    """Take the opening paragraph that stands between headline and body element into the story."""
    start = region.title_at + 1 if 0 <= region.title_at < region.first else max(0, region.first - 12)
    near = region.title_at >= 0
    told = alike_form(description or "")[:40]
    known: set[str] | None = None
    for at in range(start, region.first):
        piece = region.pieces[at]
        if piece.is_image or not region.is_quiet(piece):
            continue
        if not _LEAD_LENGTHS[0] <= width(piece.text) <= _LEAD_LENGTHS[1] or piece.link_share > 0.4:
            continue
        if known is None:
            known = _forms_of_story(region)
        form = alike_form(piece.text)
        if form in known or form == headline or _is_furniture(piece):
            continue
        if _reads_as_lead(piece, form, told, near):
            region.kinds[at] = "paragraph"
            known.add(form)


def _forms_of_story(region: Region) -> set[str]:
    taken = zip(region.pieces, region.kinds, strict=True)
    return {alike_form(piece.text) for piece, kind in taken if kind}


def _reads_as_lead(piece: Piece, form: str, told: str, near: bool) -> bool:
    hints = piece.setting.hints
    if piece.setting.marks & (Mark.FIGCAPTION | Mark.ITEM) or hints & Hint.CAPTION:
        return False
    if told and len(told) > 20 and form.startswith(told):
        return True
    if hint_of(piece.element) & (Hint.BYLINE | Hint.DATE):
        return False
    if hints & Hint.LEAD and not hints & (Hint.BYLINE | Hint.DATE):
        return True
    return (
        near
        and width(piece.text) > 60
        and bool(_ENDS.search(piece.text))
        and not hints & (Hint.BYLINE | Hint.DATE)
    )


def blocks_of(region: Region) -> list[Block]:
    """The story's blocks, with texts as they are kept."""
    return [
        Block(clean(piece.text), kind, piece.element)
        for piece, kind in zip(region.pieces, region.kinds, strict=True)
        if kind is not None
    ]
