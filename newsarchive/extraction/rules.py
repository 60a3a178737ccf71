"""Rules of a portal's profile, run on one page: expressions in, what they found with its place out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cssselect import HTMLTranslator
from lxml import etree
from lxml.html import HtmlElement

from newsarchive.extraction.page.document import Candidate, where
from newsarchive.extraction.page.metadata import Metadata, words_of
from newsarchive.extraction.page.tree import attribute
from newsarchive.extraction.title.headings import printed_text
from newsarchive.profile import Layout, Rule
from newsarchive.text import clean
from storage.records import Problem

CONFIDENCE = 0.97
_LATER_RULE = 0.02


@dataclass(frozen=True, slots=True)
class Match:
    """One thing a rule found: its text, and its element where it has one."""

    text: str
    element: HtmlElement | None
    place: str


@dataclass(slots=True)
class Rulebook:
    """A layout's rules over one page. `problems` gathers rules that found another number than they expect."""

    layout: Layout | None
    tree: HtmlElement
    metadata: Metadata
    problems: list[Problem] = field(default_factory=list)

    def matches(self, name: str) -> tuple[tuple[Match, ...], str, float]:
        """What the first rule of a field that holds found, the rule, and how sure it is."""
        rules: tuple[Rule, ...] = getattr(self.layout, name) if self.layout is not None else ()
        for position, rule in enumerate(rules):
            found = tuple(run(rule, self.tree, self.metadata))
            if not found:
                continue
            if rule.count is not None and len(found) != rule.count:
                detail = f"{rule} expects {rule.count}, found {len(found)}"
                self.problems.append(Problem("rule_count", name, detail))
                continue
            return found, str(rule), CONFIDENCE - _LATER_RULE * min(position, 10)
        return (), "", 0.0

    def candidates(self, name: str) -> tuple[Candidate[Match], ...]:
        found, rule, confidence = self.matches(name)
        return tuple(Candidate(one, one.text, f"profile {rule}", one.place, confidence) for one in found)

    def values(self, name: str) -> tuple[Candidate[str], ...]:
        """The same as plain texts."""
        return tuple(
            Candidate(one.text, one.text, one.rule, one.where, one.confidence)
            for one in self.candidates(name)
        )

    def clocks(self) -> tuple[HtmlElement, ...]:
        """Where the profile says that the page shows the day of the visit."""
        rules = self.layout.page_clock if self.layout is not None else ()
        found = (one.element for rule in rules for one in run(rule, self.tree, self.metadata))
        return tuple(element for element in found if element is not None)


def dropped(layout: Layout | None, tree: HtmlElement) -> frozenset[HtmlElement]:
    """The elements that a layout says are no part of any story."""
    if layout is None:
        return frozenset()
    return frozenset(element for css in layout.drop for element in _selector(css)(tree))


def run(rule: Rule, tree: HtmlElement, metadata: Metadata) -> list[Match]:
    """All that a rule finds, empty texts left out."""
    if rule.kind == "meta":
        found = [
            Match(clean(one), None, f"meta {rule.expression}")
            for one in metadata.all(rule.expression.lower())
        ]
    elif rule.kind == "jsonld":
        values = [word for thing in metadata.jsonld for word in words_of(_value(thing, rule.expression))]
        found = [Match(clean(one), None, f"jsonld {rule.expression}") for one in dict.fromkeys(values)]
    else:
        select = _selector(rule.expression) if rule.kind == "css" else _path(rule.expression)
        found = [_match(one, rule.attribute) for one in select(tree)]
    return [one for one in found if one.text or one.element is not None]


def _match(found: Any, name: str | None) -> Match:
    if not isinstance(found, HtmlElement):
        return Match(clean(str(found)), None, "xpath")
    text = clean(attribute(found, name)) if name else printed_text(found)
    return Match(text, found, where(found))


def _value(thing: Any, path: str) -> Any:
    """The value under a dotted path; lists on the way are gone through."""
    if isinstance(thing, list):
        return [_value(one, path) for one in thing]
    if not path or not isinstance(thing, dict):
        return thing if not path else None
    key, _, rest = path.partition(".")
    return _value(thing.get(key), rest)


@lru_cache(maxsize=2_000)
def _selector(css: str) -> Callable[[HtmlElement], list[Any]]:
    # lxml's own selectors read freed memory when one with :contains() is used a second time.
    return _listing(etree.XPath(HTMLTranslator().css_to_xpath(css)))


@lru_cache(maxsize=2_000)
def _path(expression: str) -> Callable[[HtmlElement], list[Any]]:
    return _listing(etree.XPath(expression))


def _listing(compiled: etree.XPath) -> Callable[[HtmlElement], list[Any]]:
    """XPath gives a list, or one value for an expression such as string(…)."""

    def select(tree: HtmlElement) -> list[Any]:
        found: Any = compiled(tree)
        return found if isinstance(found, list) else [found]

    return select
