"""Boxes of other stories inside a story's element, known by the words that head them."""

from __future__ import annotations

from lxml.html import HtmlElement

from newsarchive.extraction.body.region import worth
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.tree import finder
from newsarchive.extraction.words.phrases import bare, is_one, phrases

_LINE_LENGTH = 90
_STORY_SHARE = 0.25
_LONGEST_SIGN_UP = 700
_LONGEST_APPEAL, _LONGEST_BUTTON = 1_500, 40
_MAIL_FIELDS = finder(".//input[@type='email']")


def boxes_to_leave(region: Region) -> set[HtmlElement]:
    """Elements that begin as a related list does, are lists of links, or ask for a mail address or money."""
    boxes = _sign_ups(region)
    for at in range(region.first, region.last + 1):
        piece = region.pieces[at]
        if 0 < piece.linked <= _LONGEST_BUTTON and _ends_with_appeal(piece.text):
            boxes |= _small_box(piece.element, region, _LONGEST_APPEAL)
        if not region.inside[at] or piece.is_image or len(piece.text) > _LINE_LENGTH:
            continue
        if is_one(piece.text, "related"):
            boxes |= _box_of(at, region)
    return boxes


def _sign_ups(region: Region) -> set[HtmlElement]:
    """What stands with a field for the reader's mail address: the form, and the words that advertise it."""
    boxes: set[HtmlElement] = set()
    for field in _MAIL_FIELDS(region.root):
        boxes |= _small_box(field, region, _LONGEST_SIGN_UP)
    return boxes


def _small_box(inner: HtmlElement, region: Region, longest: int) -> set[HtmlElement]:
    """The outermost element around with no more text than that, if it is more than a paragraph."""
    box: HtmlElement | None = None
    for node in inner.iterancestors():
        if node in region.above or len(str(node.text_content())) > longest:
            break
        box = node
    return set() if box is None or box.tag == "p" or _holds_story(box, region) else {box}


def _ends_with_appeal(text: str) -> bool:
    """Whether a text ends in what a button says that asks for money."""
    end = bare(text[-_LONGEST_BUTTON:])
    return any(end == one or end.endswith(f" {one}") for one in phrases("appeal"))


def _box_of(at: int, region: Region) -> set[HtmlElement]:
    """The outermost element that begins with this piece; else the linked elements that follow it."""
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


def _first_text(element: HtmlElement, region: Region, at: int) -> bool:
    """Whether the piece before stands outside the element."""
    if at == 0:
        return True
    before = region.pieces[at - 1].element
    return element is not before and element not in before.iterancestors()
