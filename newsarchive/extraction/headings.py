"""The headings a reader sees on a page: their text, where they stand, and the kicker printed with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsarchive.extraction.hints import Hint, hint_of
from newsarchive.extraction.likeness import squeezed
from newsarchive.extraction.tree import tag
from newsarchive.extraction.walk import Walk
from newsarchive.text import clean

LONGEST = 400
_LONGEST_SOURCE = 4_000
_SHORTEST = 2
_LONGEST_KICKER = 80
_LONGEST_STEP = 40
_ABOVE = 8
_TRAIL_ABOVE = 6
_STEPS_OF_A_TRAIL = 2
_JOINTS = " .:|•-–—"
_JOINT = re.compile(r"\s*([.:|•–—-]?)")
_LINES = frozenset(("div", "p", "h2", "h3", "h4", "section", "header"))
_ASIDE = frozenset(("aside", "nav", "footer"))
_NEAR = 4
_FEW_PARAGRAPHS = 2
_BLOCKS = frozenset(("div", "p", "ul", "ol", "section", "header", "figure", "form", "h2", "article"))
_STORY = frozenset(("article", "main", "body"))


@dataclass(frozen=True, slots=True)
class Printed:
    """A heading as printed. `trail` marks the last step of a breadcrumb trail, `misplaced` a heading in a
    side column, a list of stories or a sticky bar: both are copies."""

    text: str
    element: HtmlElement
    trail: bool
    misplaced: bool


def printed(elements: Iterable[HtmlElement]) -> Iterator[Printed]:
    """Those of the elements that a reader sees, each wording once."""
    known: set[str] = set()
    for element in elements:
        if hint_of(element) & Hint.HIDDEN or not _is_short(element):
            continue
        text = printed_text(element)
        if _SHORTEST <= len(text) <= LONGEST and text not in known:
            known.add(text)
            trail = in_trail(element)
            yield Printed(text, element, trail, not trail and _misplaced(element))


def printed_text(element: HtmlElement) -> str:
    """What a reader sees of an element, in one line."""
    if len(element) == 0:
        return clean(element.text or "")
    return clean(" ".join(piece.text for piece in Walk().over(element) if piece.text))


def _is_short(element: HtmlElement) -> bool:
    """Whether an element can be a heading at all, and no frame of half the page."""
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST_SOURCE:
            return False
    return True


def in_trail(element: HtmlElement) -> bool:
    """Whether a heading is the step of a breadcrumb trail that stands for this page. Publishers put what
    search engines are to read there, and print the headline below as another heading."""
    node: HtmlElement | None = element
    for _ in range(_TRAIL_ABOVE):
        if node is None or tag(node) in _STORY:
            break
        if (
            tag(node) == "nav"
            or hint_of(node) & Hint.CRUMBS
            or "breadcrumb" in f"{node.get('itemtype')} {node.get('aria-label')}".lower()
        ):
            return True
        node = node.getparent()
    return _steps_before(element) >= _STEPS_OF_A_TRAIL


def _steps_before(element: HtmlElement) -> int:
    """Links in one row that end with this element, signs between them apart."""
    steps = 0
    for sibling in element.itersiblings(preceding=True):
        name = tag(sibling)
        if name in _BLOCKS:
            break
        text = str(sibling.text_content()).strip() if name else ""
        if len(text) > 1:
            if name != "a" or len(text) > _LONGEST_STEP:
                break
            steps += 1
    return steps


def _misplaced(element: HtmlElement) -> bool:
    node = element.getparent()
    for height in range(_ABOVE):
        if node is None or node.tag == "body":
            break
        if node.tag in _ASIDE or (
            (node.tag == "li" or (height < _NEAR and hint_of(node) & Hint.NOISE)) and not _holds_prose(node)
        ):
            return True
        node = node.getparent()
    return False


def _holds_prose(element: HtmlElement) -> bool:
    """Whether a story may be in there too: a name that says "sidebar" may mean the frame of both."""
    return next(islice(element.iter("p"), _FEW_PARAGRAPHS, None), None) is not None


def kicker_apart(heading: Printed, said: Sequence[str]) -> tuple[str, str | None]:
    """A heading that holds a smaller line of its own is that line and the headline; but where the page
    calls itself by both together, both are the headline, parted as it parts them there."""
    text, element = heading.text, heading.element
    if len(element) == 0:
        return text, None
    forms = [squeezed(one) for one in said]
    told = dict(zip(forms, said, strict=True))
    whole = squeezed(text)
    together = told.get(whole)
    often = forms.count(whole) > 1
    for child in element.iter():
        if child is element or not isinstance(child.tag, str) or child.tag in ("br", "img", "svg"):
            continue
        inner = clean(str(child.text_content()))
        if not inner or len(inner) >= len(text):
            continue
        if text.startswith(inner):
            rest = text[len(inner) :].strip(_JOINTS)
            if rest and squeezed(rest) in told:
                return rest, inner.strip(_JOINTS)
            if together is not None:
                joined = _joined(text, inner, together)
                return (joined, None) if often or joined == text or not _is_line(child) else (rest, inner)
            if rest and hint_of(child) & Hint.KICKER:
                return rest, inner
        elif together is None and text.endswith(inner):
            head = text[: -len(inner)].strip(_JOINTS)
            if squeezed(head) in told:
                return head, None
    return text, None


def _is_line(child: HtmlElement) -> bool:
    """Whether an element and what follows it are printed on lines of their own."""
    following = child.getnext()
    return tag(child) in _LINES or (following is not None and tag(following) in _LINES)


def _joined(text: str, inner: str, together: str) -> str:
    """Kicker and headline as one line, with the sign between that the page uses elsewhere."""
    rest = text[len(inner) :]
    if rest[: len(rest) - len(rest.lstrip(_JOINTS))].strip() or not inner[-1].isalnum():
        return f"{inner} {rest.lstrip()}" if inner[-1] in ".:|" else text
    at = 0
    letters = squeezed(inner)
    while at < len(together) and squeezed(together[:at]) != letters:
        at += 1
    match = _JOINT.match(together, at)
    sign = match[1] if match else ""
    blank = "" if sign in ".:" else " "
    return f"{inner}{blank}{sign} {rest.lstrip()}" if sign else text


def kicker_above(element: HtmlElement) -> str | None:
    """The smaller line that stands right above a heading and says that it is one."""
    node = element
    for _ in range(2):
        sibling = node.getprevious()
        if sibling is not None and tag(sibling) and hint_of(sibling) & Hint.KICKER:
            text = clean(str(sibling.text_content()))
            return text if _SHORTEST <= len(text) <= _LONGEST_KICKER else None
        parent = node.getparent()
        if sibling is not None or parent is None or tag(parent) in _STORY:
            break
        node = parent
    return None
