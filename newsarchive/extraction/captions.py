"""The words under photos, in all the ways pages print them, each with its image and without its credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from newsarchive.extraction.credits import split
from newsarchive.extraction.document import Candidate, where
from newsarchive.extraction.hints import Hint, hint_of
from newsarchive.extraction.story_map import Region
from newsarchive.extraction.tree import attribute
from newsarchive.extraction.walk import Mark, Piece
from newsarchive.text import clean
from storage.records import Caption

_LONGEST = 600
_LONGEST_LOOSE = 320
_ENDS = re.compile(r"[.!?…。！？।:;][\"'”’»)\]]*$")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazyload", "data-image", "src")
_TABLE_TEXT = 700
_BOX_ROOM = 100
_SEVERAL_SENTENCES = re.compile(r"\w{3,}[.!?]\s+\w")
_HERO_REACH = 30
_DURATION = re.compile(r"^[\W\d_]*(?:min|sec|sek|s|uhr|phút|giây)?[\W\d_]*$", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """A caption as it is gathered: the pieces it was printed in."""

    rule: str
    confidence: float
    at: int
    parts: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    element: HtmlElement | None = None


def find_captions(region: Region, base: str) -> list[Candidate[Caption]]:
    """All captions of the story's region; the pieces they take are marked as captions there."""
    found: list[Found] = []
    boxes: dict[HtmlElement, Found] = {}
    for at, piece in _pieces_around(region):
        named = _named(piece)
        if named:
            box = _figure(piece)
            one = boxes.get(box) if box is not None else None
            if one is None:
                one = Found(named, 0.9, at, element=piece.element)
                found.append(one)
                if box is not None:
                    boxes[box] = one
            parts = one.credits if _is_credit(piece) else one.parts
            if piece.text not in parts:
                parts.append(piece.text)
        elif region.kinds[at] in ("paragraph", "other", "subhead", "item"):
            rule = _loose(region, at)
            if not rule:
                continue
            found.append(Found(rule[0], rule[1], at, [piece.text], element=piece.element))
        elif found and region.kinds[at] is None and _follows(found[-1], at, piece):
            found[-1].credits.append(piece.text)
        else:
            continue
        region.kinds[at] = "caption"
    return list(_told(found, region, base))


def _follows(last: Found, at: int, piece: Piece) -> bool:
    """Whether a line is the credit of the caption just before it."""
    return at == last.at + 1 and not last.credits and len(piece.text) < _LONGEST_LOOSE and _is_credit(piece)


def _pieces_around(region: Region) -> Iterator[tuple[int, Piece]]:
    """The pieces of the story, and those between headline and story."""
    start = min(region.title_at if region.title_at >= 0 else region.first, region.first)
    around = _shared(region)
    for at in range(max(0, start - _HERO_REACH), region.last + 1):
        piece = region.pieces[at]
        if piece.is_image or not piece.text:
            continue
        if not _is_quiet(piece, region):
            continue
        if at < start and (around is None or around not in piece.element.iterancestors()):
            continue
        yield at, piece


def _is_quiet(piece: Piece, region: Region) -> bool:
    """Whether a piece stands in no box of other things; a box that holds a caption alone is the caption's."""
    for element in piece.setting.noise:
        if element in region.above or element not in region.noise:
            continue
        if not _named(piece) or len(str(element.text_content()).strip()) > 2.5 * len(piece.text) + _BOX_ROOM:
            return False
    return True


def _shared(region: Region) -> HtmlElement | None:
    """The article, else the nearest element, that holds headline and story; None for the whole page."""
    if region.title_at < 0:
        return next(region.root.iterancestors("article", "main"), None)
    above = region.above
    node: HtmlElement | None = region.pieces[region.title_at].element
    while node is not None and node not in above:
        node = node.getparent()
    if node is None or node.tag in ("body", "html"):
        return None
    wider = next((one for one in node.iterancestors("article", "main")), None)
    return wider if wider is not None else node


def _named(piece: Piece) -> str | None:
    if len(piece.text) > 2 * _LONGEST or _DURATION.match(piece.text):
        return None
    if piece.setting.marks & Mark.FIGCAPTION:
        return "css:figcaption"
    if piece.setting.hints & Hint.CAPTION:
        return "caption class" if piece.link_share < 0.8 else None
    if piece.setting.marks & Mark.FIGURE and hint_of(piece.element) & Hint.CREDIT:
        return "css:figure"
    return None


def _is_credit(piece: Piece) -> bool:
    """Named as one, or nothing but one."""
    own = hint_of(piece.element)
    return bool(own & Hint.CREDIT and not own & Hint.CAPTION) or not split(piece.text)[0]


def _figure(piece: Piece) -> HtmlElement | None:
    """The element that makes one caption of several pieces."""
    node: HtmlElement | None = piece.element
    best: HtmlElement | None = None
    for _ in range(8):
        if node is None or node.tag in ("body", "article", "html"):
            break
        if node.tag == "figcaption":
            return node
        if hint_of(node) & Hint.CAPTION or node.tag == "figure":
            best = node
        node = node.getparent()
    return best


def _loose(region: Region, at: int) -> tuple[str, float] | None:
    """A paragraph that nothing but its place and look makes a caption."""
    piece = region.pieces[at]
    size = len(piece.text)
    if size > _LONGEST_LOOSE or piece.setting.marks & (Mark.HEADING | Mark.ITEM | Mark.QUOTE):
        return _in_table(region, at) if size <= _LONGEST_LOOSE else None
    if at == 0:
        return None
    in_table = _in_table(region, at)
    if in_table:
        return in_table
    if _alone_with_photo(region, at):
        return "alone with a photo", 0.85
    before = region.pieces[at - 1]
    if not before.is_image or not _is_photo(before.element):
        return None
    return _after_photo(piece, before)


def _alone_with_photo(region: Region, at: int) -> bool:
    """Whether the smallest element around that has a photo has no other text than the photo's credit."""
    piece = region.pieces[at]
    if piece.link_share > 0.5 or piece.setting.hints & (Hint.BYLINE | Hint.DATE):
        return False
    node: HtmlElement | None = piece.element
    for _ in range(4):
        if node is None or node in region.above:
            return False
        photo = next((one for one in node.iter("img") if _is_photo(one)), None)
        if photo is not None:
            return _other_text(node, region, at) < 12 and (node.tag != "p" or not _ENDS.search(piece.text))
        node = node.getparent()
    return False


def _other_text(node: HtmlElement, region: Region, at: int) -> int:
    """How many characters of an element are neither this piece's nor the credit's behind it."""
    known = region.pieces[at].text
    behind = region.pieces[at + 1] if at + 1 < len(region.pieces) else None
    if behind is not None and behind.text and node in behind.element.iterancestors() and _is_credit(behind):
        known += behind.text
    return len("".join(str(node.text_content()).split())) - len("".join(known.split()))


def _after_photo(piece: Piece, photo: Piece) -> tuple[str, float] | None:
    text = piece.text
    own = hint_of(piece.element)
    ends = bool(_ENDS.search(text))
    credited = split(text)[1] is not None
    if not _fills_its_block(piece):
        return None
    if piece.slanted >= 0.8 * len(text):
        return "slanted after a photo", 0.85
    if own & Hint.CENTRED or (
        piece.element is photo.element.getparent() and piece.setting.hints & Hint.CENTRED
    ):
        return "centred after a photo", 0.85
    if credited:
        return "credited after a photo", 0.85
    if not ends and not _SEVERAL_SENTENCES.search(text) and piece.bold < 0.8 * len(text) and len(text) > 15:
        return "unfinished line after a photo", 0.6
    return None


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
    photo = next((one for one in table.iter("img") if _is_photo(one)), None)
    if photo is None or len(str(table.text_content())) > _TABLE_TEXT:
        return None
    return "table with a photo", 0.85


def _is_photo(image: HtmlElement) -> bool:
    """Not a spacer or an icon, as far as its attributes tell."""
    for name in ("width", "height"):
        size = attribute(image, name).removesuffix("px")
        if size.isdigit() and int(size) < 60:
            return False
    return True


def image_url(image: HtmlElement, base: str) -> str | None:
    for name in _SOURCES:
        address = attribute(image, name).strip()
        if address and not address.startswith(("data:", "blob:", "about:", "javascript:")):
            try:
                return urljoin(base, address)
            except ValueError:
                return None
    return None


def _told(found: list[Found], region: Region, base: str) -> Iterator[Candidate[Caption]]:
    known: set[str] = set()
    for one in found:
        printed = clean(" ".join(one.parts))
        text, credit = split(printed)
        apart = clean(" ".join(one.credits))
        if apart:
            credit = split(apart)[1] or apart
        if not text and not credit:
            continue
        if not text or text in known:
            continue
        known.add(text)
        caption = Caption(text[: _LONGEST * 2], credit, _image_for(one, region, base))
        place = where(one.element) if one.element is not None else ""
        yield Candidate(caption, printed, one.rule, place, one.confidence)


def caption_from(printed: str, element: HtmlElement | None, region: Region, base: str) -> Caption | None:
    """A caption whose place a profile names."""
    text, credit = split(printed)
    if not text:
        return None
    at = next((at for at, piece in enumerate(region.pieces) if piece.element is element), 0)
    return Caption(text, credit, _image_for(Found("", 1.0, at, element=element), region, base))


def _image_for(one: Found, region: Region, base: str) -> str | None:
    """The image in the same figure or table, else the nearest before."""
    element = one.element
    for _ in range(4):
        if element is None:
            break
        image = next((image for image in element.iter("img") if image_url(image, base)), None)
        if image is not None:
            return image_url(image, base)
        if element.tag in ("figure", "table"):
            break
        element = element.getparent()
        if element is not None and element in region.above:
            break
    for at in range(one.at - 1, max(-1, one.at - 6), -1):
        if region.pieces[at].is_image:
            return image_url(region.pieces[at].element, base)
    return None
