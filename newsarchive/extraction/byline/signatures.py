"""The end of a story → the names it is signed with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from newsarchive.extraction.byline.bylines import parse
from newsarchive.extraction.byline.openings import opens_with_by, opens_with_label
from newsarchive.extraction.byline.voices import NameCandidate
from newsarchive.extraction.page.document import Block, Story, where
from newsarchive.extraction.page.spots import names
from newsarchive.extraction.page.tree import attribute, tag, text_of
from newsarchive.extraction.words.dateline import dateline_of
from newsarchive.extraction.words.lexicon import every, signed_at_end
from newsarchive.extraction.words.tokens import lowered
from storage.records import Byline

_RARELY_SIGNED = 0.5
_TAIL_BLOCKS = 4
_HEAD_BLOCKS = 3
_LONGEST_TAIL = 110
_LONGEST_SOURCE = 8
_TAG_SURE = 0.5
_BY_SURE, _HEAD_SURE = 0.75, 0.42
_IN_TAG = re.compile(r"\(([^()]{2,32})\)|^([A-Z.]+)$")
_CLOSING_TAG = re.compile(r"[(\[]([^()\[\]]{2,32})[)\]]\s*\.?$")
_BETWEEN_AGENCIES = re.compile(
    r"\s*[/,;&+]\s*|\s+(?:mit|und|and|with|et|avec|y|e)\s+|^(?:mit|with|avec|con)\s+"
)
_ENDS = re.compile(r"[.!?…:]$")
_RIGHT = re.compile(r"text-align:\s*right", re.IGNORECASE)


def below_story(story: Story, languages: tuple[str, ...]) -> list[NameCandidate]:
    """The last blocks of the story that are short and name somebody, and all known as bylines."""
    found: list[NameCandidate] = []
    blocks = [one for one in story.blocks if one.kind != "caption"]
    opened = next((at for at, one in enumerate(blocks) if len(one.text) > _LONGEST_TAIL), 0)
    for at, block in enumerate(blocks):
        left = len(blocks) - 1 - at
        is_head = at <= min(opened, _HEAD_BLOCKS)
        if at <= max(1, min(opened, _HEAD_BLOCKS)) and lowered(block.text).strip(" .:") in every(
            "collective"
        ):
            found.append(_of_desk(block, at))
            continue
        if left >= _TAIL_BLOCKS and not is_head and block.kind != "byline":
            continue
        candidate = _of_block(block, left, is_head, languages)
        if candidate:
            found.append(candidate)
    if not signed_at_end(languages):
        found += _agency_tags([one.text for one in blocks if one.kind == "paragraph"])
    return found


def _agency_tags(paragraphs: list[str]) -> Iterator[NameCandidate]:
    """Agencies that a story opens with, "BERLIN (dpa) – …", or ends with, "… (dpa/AFP)"."""
    opening = dateline_of(paragraphs[:1]) or ""
    closing = _CLOSING_TAG.search(paragraphs[-1]) if paragraphs else None
    for place, tag_there in (("dateline", _IN_TAG.search(opening)), ("last line", closing)):
        printed = next(filter(None, tag_there.groups()), "") if tag_there else ""
        named = [one for one in _BETWEEN_AGENCIES.split(printed) if one]
        if named and all(lowered(one) in every("agencies") for one in named):
            byline = Byline(printed, (), tuple(dict.fromkeys(named)))
            yield NameCandidate(byline, f"agency tag:{place}", place, _TAG_SURE, "agency tag")


def _of_desk(block: Block, at: int) -> NameCandidate:
    """A line before or below the opening that says no more than that the staff wrote the story."""
    place = where(block.element) if block.element is not None else f"{at} from the top"
    byline = Byline(block.text, (), (block.text,))
    return NameCandidate(byline, "head of story", place, _HEAD_SURE, "head of story", block)


def _of_block(block: Block, left: int, is_head: bool, languages: tuple[str, ...]) -> NameCandidate | None:
    text = block.text.strip()
    if not text or len(text) > _LONGEST_TAIL:
        return None
    labelled = opens_with_label(text, languages)
    if not labelled and block.kind == "subhead":
        return None
    byline = parse(text, languages)
    if byline is None:
        return None
    place = where(block.element) if block.element is not None else f"{left} from the end"
    base = NameCandidate(byline, "end of story", place, 0.0, "end of story", block)
    if byline.sources and not byline.people and not byline.agencies:
        if _ENDS.search(text) and len(text.split()) > _LONGEST_SOURCE:
            return None
        return replace(base, rule="end of story:source", confidence=0.7) if left <= 1 else None
    if labelled:
        roles = {person.role for person in byline.people}
        sure = 0.5 if roles == {"photographer"} and not signed_at_end(languages) else 0.9
        return replace(base, rule="end of story:label", confidence=sure if left <= 2 else 0.6)
    if _ENDS.search(text) and not re.search(r"\b\w{1,2}\.$", text):
        return None
    if (left <= 1 or is_head) and opens_with_by(text, languages) and _named_in_full(byline):
        return replace(base, rule=f"{'head' if is_head else 'end'} of story:by", confidence=_BY_SURE)
    if is_head and not signed_at_end(languages) and _is_headed_by(block, byline):
        return replace(base, rule="head of story", confidence=_HEAD_SURE)
    sureness = _unlabelled_sureness(block, byline, left, is_head)
    if block.kind != "byline" and not signed_at_end(languages) and byline.people:
        sureness *= _RARELY_SIGNED
    return replace(base, confidence=sureness) if sureness else None


def _named_in_full(byline: Byline) -> bool:
    """Whether all that is named is people with more than one name each."""
    return bool(byline.people) and not byline.agencies and all(" " in one.name for one in byline.people)


def _is_headed_by(block: Block, byline: Byline) -> bool:
    """Whether a line before the first paragraph is nothing but names in bold."""
    return (
        block.element is not None
        and len(block.text.split()) <= 3 * len(byline.people) + 2
        and _named_in_full(byline)
        and _is_bold(block.element, block.text)
    )


def _unlabelled_sureness(block: Block, byline: Byline, left: int, is_head: bool) -> float:
    """How sure a short last line without a label is a name: by where and how it is printed."""
    letters = [one for one in block.text if one.isalpha()]
    if block.kind == "byline":
        return (
            0.86 if any(person.role != "photographer" for person in byline.people) or byline.agencies else 0.3
        )
    if is_head or left > 1 or not letters:
        return 0.0
    words_there = len(block.text.split())
    if words_there > 4 * max(1, len(byline.people) + len(byline.agencies)) + 2:
        return 0.0
    sureness = 0.62 if left == 0 else 0.5
    if all(one.isupper() for one in letters):
        sureness += 0.2
    if block.element is not None and _stands_right(block.element):
        sureness += 0.2
    if block.element is not None and _is_bold(block.element, block.text):
        sureness += 0.1
    return min(sureness, 0.88)


def _stands_right(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    for _ in range(2):
        if node is None:
            return False
        if (
            _RIGHT.search(attribute(node, "style"))
            or attribute(node, "align") == "right"
            or re.search(r"right|author|tac-?gia", names(node), re.IGNORECASE)
        ):
            return True
        node = node.getparent()
    return False


def _is_bold(element: HtmlElement, text: str) -> bool:
    bold = element.iter("strong", "b")
    return any(text_of(one, 200) == text for one in bold) or tag(element) in ("strong", "b")
