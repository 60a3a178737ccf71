"""Rules of a profile: "css:h1.title" and its like → where a field's value stands, and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast, get_args

RuleKind = Literal["css", "xpath", "meta", "jsonld"]
KINDS: tuple[str, ...] = get_args(RuleKind)

_COUNT = re.compile(r"\s+(?:(?P<any>\*)|\{(?P<n>[1-9]\d*)\})$")
_ATTRIBUTE = re.compile(r"@(?P<name>[A-Za-z_][\w:.-]*)$")


@dataclass(frozen=True, slots=True)
class Rule:
    """One place to look. `count` is how many matches the rule expects: a number, or None for any.

    `attribute` is set for a CSS rule that reads an attribute; an XPath rule says so in its expression.
    """

    kind: RuleKind
    expression: str
    attribute: str | None = None
    count: int | None = 1

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read "kind:expression[@attribute][ *| {n}]"; ValueError says what is wrong with it."""
        kind, colon, rest = text.strip().partition(":")
        if not colon or kind not in KINDS:
            raise ValueError(f"{text!r} begins with none of {', '.join(k + ':' for k in KINDS)}")
        count: int | None = 1
        if match := _COUNT.search(rest):
            count = None if match["any"] else int(match["n"])
            rest = rest[: match.start()]
        attribute = None
        if kind == "css" and (match := _ATTRIBUTE.search(rest)):
            attribute = match["name"]
            rest = rest[: match.start()]
        expression = rest.strip()
        if not expression:
            raise ValueError(f"{text!r} says nothing after {kind}:")
        check_expression(kind, expression)
        return cls(cast(RuleKind, kind), expression, attribute, count)

    def __str__(self) -> str:
        attribute = f"@{self.attribute}" if self.attribute else ""
        count = {None: " *", 1: ""}.get(self.count, f" {{{self.count}}}")
        return f"{self.kind}:{self.expression}{attribute}{count}"


@lru_cache(maxsize=4096)
def check_expression(kind: str, expression: str) -> None:
    """ValueError for a CSS or XPath expression that cannot be compiled."""
    if kind == "css":
        from cssselect import HTMLTranslator, SelectorError

        try:
            HTMLTranslator().css_to_xpath(expression)
        except SelectorError as error:
            raise ValueError(f"not CSS: {expression!r} ({error})") from None
    elif kind == "xpath":
        from lxml import etree

        try:
            # Unknown functions and prefixes show only when it is asked.
            etree.XPath(expression)(etree.Element("html"))
        except etree.XPathError as error:
            raise ValueError(f"not XPath: {expression!r} ({error})") from None
