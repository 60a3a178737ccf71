"""A page as a tree, and a story as the parts of it: the values every field's finder works on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from lxml.html import HtmlElement

from storage.records import Evidence, Page, Problem

T = TypeVar("T")
BlockKind = Literal["paragraph", "subhead", "quote", "item", "caption", "byline", "dateline", "other"]


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed page. `text` is the decoded source; `bare` marks the bare text of a page, not HTML.
    `recovered` is an element that stands in the tree, but that the page had in a script."""

    page: Page
    tree: HtmlElement
    text: str
    encoding: str
    bare: bool = False
    problems: tuple[Problem, ...] = ()
    recovered: HtmlElement | None = None


_LONGEST_SHOWN = 1_000


def shortened(text: str) -> str:
    """Words for the evidence: whoever wants all of them has the field."""
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A possible value of a field. `text` as it stood on the page, `where` a short path to the place."""

    value: T
    text: str
    rule: str
    where: str
    confidence: float

    def evidence(self, name: str, *, chosen: bool) -> Evidence:
        return Evidence(name, shortened(self.text), self.rule, self.where, round(self.confidence, 3), chosen)


@dataclass(slots=True)
class Block:
    """A run of text of the story in reading order; several may come from one element (br-separated)."""

    text: str
    kind: BlockKind
    element: HtmlElement | None = None


@dataclass(slots=True)
class Story:
    """Where the story stands on the page. `blocks` are all blocks of the body's region, also those that
    are captions, byline or dateline, each with its kind."""

    title: str | None = None
    title_element: HtmlElement | None = None
    root: HtmlElement | None = None
    blocks: list[Block] = field(default_factory=list)


def where(element: HtmlElement) -> str:
    """A short path for people: up to three steps, each tag with its id or first class."""
    steps: list[str] = []
    node: HtmlElement | None = element
    while node is not None and len(steps) < 3 and isinstance(node.tag, str):
        name = node.tag
        if node.get("id"):
            name += "#" + node.get("id", "")
        elif node.get("class", "").split():
            name += "." + node.get("class", "").split()[0]
        steps.append(name)
        node = node.getparent()
    return " > ".join(reversed(steps))
