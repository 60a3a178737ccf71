"""The smaller line printed with a headline: parted from it, where the page does not call itself by both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.tree import tag
from newsarchive.extraction.title.headings import SHORTEST, STORY, Printed
from newsarchive.extraction.words.likeness import squeezed
from newsarchive.text import clean

_LONGEST_KICKER = 80
_MOST_DIGITS = 0.3
_JOINTS = " .:|•/-–—"
_JOINT = re.compile(r"\s*([.:|•–—-]?)")
_LINES = frozenset(("div", "p", "h2", "h3", "h4", "section", "header"))


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
            rest = text[len(inner) :].lstrip(_JOINTS).rstrip()
            if rest and squeezed(rest) in told:
                return rest, _kicker(inner)
            if together is not None:
                joined = _joined(text, inner, together)
                apart = joined != text and not often and _is_line(child)
                return (rest, _kicker(inner)) if apart else (joined, None)
            if rest and hint_of(child) & Hint.KICKER:
                return rest, _kicker(inner)
        elif together is None and text.endswith(inner):
            head = text[: -len(inner)].rstrip(_JOINTS)
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
    letters = sum(letter.isalnum() for letter in inner)
    at = 0
    while at < len(together) and letters:
        letters -= together[at].isalnum()
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
            return _kicker(clean(str(sibling.text_content())))
        parent = node.getparent()
        if sibling is not None or parent is None or tag(parent) in STORY:
            break
        node = parent
    return None


def _kicker(line: str) -> str | None:
    """A line without the sign that parts it from the headline; a date is none."""
    text = line.strip(_JOINTS)
    digits = sum(letter.isdigit() for letter in text)
    is_one = SHORTEST <= len(text) <= _LONGEST_KICKER and digits < _MOST_DIGITS * len(text)
    return text if is_one else None
