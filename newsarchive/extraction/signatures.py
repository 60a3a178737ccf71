"""The end of a story → the names it is signed with."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from lxml.html import HtmlElement

from newsarchive.extraction.bylines import parse
from newsarchive.extraction.document import Block, Story, where
from newsarchive.extraction.lexicon import signed_at_end, words, words_in
from newsarchive.extraction.spots import names
from newsarchive.extraction.tokens import lowered
from newsarchive.extraction.tree import attribute, tag, text_of
from newsarchive.extraction.voices import NameCandidate
from storage.records import Byline

_RARELY_SIGNED = 0.5
_TAIL_BLOCKS = 4
_LONGEST_TAIL = 110
_LONGEST_SOURCE = 8
_ENDS = re.compile(r"[.!?…:]$")
_RIGHT = re.compile(r"text-align:\s*right", re.IGNORECASE)


def below_story(story: Story, languages: tuple[str, ...]) -> list[NameCandidate]:
    """The last blocks of the story that are short and name somebody, and all known as bylines."""
    found: list[NameCandidate] = []
    blocks = [one for one in story.blocks if one.kind not in ("caption", "other")]
    for at, block in enumerate(blocks):
        left = len(blocks) - 1 - at
        if left >= _TAIL_BLOCKS and block.kind != "byline":
            continue
        candidate = _of_block(block, left, at == 0, languages)
        if candidate:
            found.append(candidate)
    return found


def _of_block(block: Block, left: int, is_first: bool, languages: tuple[str, ...]) -> NameCandidate | None:
    text = block.text.strip()
    if not text or len(text) > _LONGEST_TAIL:
        return None
    labelled = bool(_tail_label(languages).match(lowered(text)))
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
    sureness = _unlabelled_sureness(block, byline, left, is_first)
    if block.kind != "byline" and not signed_at_end(languages):
        sureness *= _RARELY_SIGNED
    return replace(base, confidence=sureness) if sureness else None


def _unlabelled_sureness(block: Block, byline: Byline, left: int, is_first: bool) -> float:
    """How sure a short last line without a label is a name: by where and how it is printed."""
    letters = [one for one in block.text if one.isalpha()]
    if block.kind == "byline":
        return (
            0.86 if any(person.role != "photographer" for person in byline.people) or byline.agencies else 0.3
        )
    if is_first or left > 1 or not letters:
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


@lru_cache(maxsize=64)
def _tail_label(languages: tuple[str, ...]) -> re.Pattern[str]:
    found = {word for name in ("writing", "by", "source") for word in words(name, languages)}
    photo = set(words("photo", languages[:1]))
    one = "|".join(re.escape(word) for word in sorted(found | photo, key=len, reverse=True))
    sources = (
        "|".join(re.escape(word) for language in languages[:1] for word in words_in("source", language))
        or "(?!)"
    )
    return re.compile(
        rf"\W{{0,2}}(?:(?:{one})(?:\s*(?:,|/|&|-|và|and|und|i|et)\s*(?:{one}))*\s*[:：]|(?:{sources})\s)"
    )
