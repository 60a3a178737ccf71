"""The words under photos, in all the ways pages print them, each with its image and without its credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newsarchive.extraction.body.furniture import is_date_line
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.captions.boxes import LONGEST, box_of, is_credit, named, tells_of_photo
from newsarchive.extraction.captions.loose import LONGEST_LOOSE, loose
from newsarchive.extraction.captions.photos import image_url, sayings
from newsarchive.extraction.page.document import Candidate, where
from newsarchive.extraction.page.metadata import JsonObject, Metadata, types_of, words_of
from newsarchive.extraction.page.walk import Piece
from newsarchive.extraction.words.credits import parted, split
from newsarchive.text import clean
from storage.records import Caption

_BOX_ROOM = 100
_MOST_LINKED = 0.5
_HERO_REACH = 30
_CUT_SHORT = ("…", "...")
_LEAST_CUT = 20


@dataclass(slots=True)
class Found:
    """A caption as it is gathered: the pieces it was printed in."""

    rule: str
    confidence: float
    at: int
    parts: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    element: HtmlElement | None = None


def find_captions(region: Region, base: str, stated: Sequence[str] = ()) -> list[Candidate[Caption]]:
    """All captions of the story's region; the pieces they take are marked as captions there.

    `stated` are captions as the page's metadata gives them: a second opinion, never a first."""
    found: list[Found] = []
    boxes: dict[HtmlElement, Found] = {}
    for at, piece in _pieces_around(region):
        rule = named(piece)
        if rule and not (tells_of_photo(piece, rule, region.above) and not is_date_line(piece.text)):
            if region.kinds[at] == "caption":
                region.kinds[at] = "other"
            continue
        if rule:
            _gather(piece, rule, at, found, boxes)
        elif region.kinds[at] in ("paragraph", "other", "subhead", "item"):
            one = loose(region, at)
            if not one:
                continue
            if not one[1]:
                region.kinds[at] = "other"
                continue
            found.append(Found(one[0], one[1], at, [piece.text], element=piece.element))
        elif found and region.kinds[at] is None and _follows(found[-1], at, piece):
            found[-1].credits.append(piece.text)
        else:
            continue
        region.kinds[at] = "caption"
    return list(_told(found, region, base, stated))


def _gather(piece: Piece, rule: str, at: int, found: list[Found], boxes: dict[HtmlElement, Found]) -> None:
    """Put a piece to the caption whose box it stands in. What a credit goes on with is credit."""
    box = box_of(piece)
    one = boxes.get(box) if box is not None else None
    if one is None:
        one = Found(rule, 0.9, at, element=piece.element)
        found.append(one)
        if box is not None:
            boxes[box] = one
    goes_on = bool(one.parts and one.credits) and piece.text[0] in "/|,)]"
    parts = one.credits if goes_on or is_credit(piece) else one.parts
    if piece.text not in parts:
        parts.append(piece.text)


def _follows(last: Found, at: int, piece: Piece) -> bool:
    """Whether a line is the credit of the caption just before it."""
    return at == last.at + 1 and not last.credits and len(piece.text) < LONGEST_LOOSE and is_credit(piece)


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
        if not named(piece) or piece.link_share > _MOST_LINKED:
            return False
        if len(str(element.text_content()).strip()) > 2.5 * len(piece.text) + _BOX_ROOM:
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


def _told(
    found: list[Found], region: Region, base: str, stated: Sequence[str]
) -> Iterator[Candidate[Caption]]:
    known: set[str] = set()
    for one in found:
        image = _image_of(one, region)
        said = [*(sayings(image) if image is not None else ()), *stated]
        printed = clean(" ".join(one.parts))
        text, credit = parted(one.parts, said)
        apart = clean(" ".join(one.credits))
        if apart:
            credit = split(apart)[1] or apart
        text = _whole(text, said)
        if not text or text in known:
            continue
        known.add(text)
        caption = Caption(text[: LONGEST * 2], credit, image_url(image, base) if image is not None else None)
        place = where(one.element) if one.element is not None else ""
        confidence = max(one.confidence, 0.95) if text in stated else one.confidence
        yield Candidate(caption, printed, one.rule, place, confidence)


def _whole(text: str, said: Sequence[str]) -> str:
    """A caption that is cut short, as it is said in full elsewhere."""
    if not text.endswith(_CUT_SHORT):
        return text
    start = text.rstrip(" .…")
    fuller = (clean(one) for one in said if one.startswith(start) and not one.endswith(_CUT_SHORT))
    return next(fuller, text) if len(start) >= _LEAST_CUT else text


def caption_from(printed: str, element: HtmlElement | None, region: Region, base: str) -> Caption | None:
    """A caption whose place a profile names."""
    text, credit = split(printed)
    if not text:
        return None
    at = next((at for at, piece in enumerate(region.pieces) if piece.element is element), 0)
    image = _image_of(Found("", 1.0, at, element=element), region)
    return Caption(text, credit, image_url(image, base) if image is not None else None)


def _image_of(one: Found, region: Region) -> HtmlElement | None:
    """The image in the same figure or table, else the nearest before."""
    element = one.element
    for _ in range(4):
        if element is None:
            break
        image = next((image for image in element.iter("img") if image_url(image, "")), None)
        if image is not None:
            return image
        if element.tag in ("figure", "table"):
            break
        element = element.getparent()
        if element is not None and element in region.above:
            break
    for at in range(one.at - 1, max(-1, one.at - 6), -1):
        if region.pieces[at].is_image:
            return region.pieces[at].element
    return None


def stated_captions(metadata: Metadata) -> list[str]:
    """What the page's JSON-LD calls the captions of its images."""
    images = [one for article in metadata.jsonld for one in _images(article)]
    images += [thing for thing in metadata.linked if "ImageObject" in types_of(thing)]
    return [clean(said) for image in images for said in words_of(image.get("caption"))]


def _images(article: JsonObject) -> Iterator[JsonObject]:
    for key in ("image", "associatedMedia"):
        value = article.get(key)
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
