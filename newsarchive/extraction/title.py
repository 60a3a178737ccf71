"""The headline as printed, found by what the page says of itself and by the headings a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsarchive.extraction.document import Candidate, Document, where
from newsarchive.extraction.headings import LONGEST, Printed, kicker_above, kicker_apart, printed
from newsarchive.extraction.likeness import alike_form, likeness
from newsarchive.extraction.metadata import Metadata, words_of
from newsarchive.extraction.site_names import site_names, without_site
from newsarchive.extraction.tree import finder
from newsarchive.extraction.words import is_one
from newsarchive.text import clean
from storage.records import Problem

_LESSER = finder(
    "//h2 | //h3 | //*[contains(@class, 'title') or contains(@class, 'headline') or contains(@id, 'title')]"
)
_BELOW = finder("following::h2")
_MOST_BELOW = 5
_MOST_LESSER = 200
_LONG_HEADING = 15
_ALIKE = 0.75
_AKIN = 0.4
_A_COPY = 0.2


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline with the element it is printed in, if it is, and the kicker printed with it."""

    text: str | None
    element: HtmlElement | None
    kicker: str | None
    candidates: tuple[Candidate[str], ...]
    chosen: Candidate[str] | None
    problems: tuple[Problem, ...] = ()


def find_title(document: Document, metadata: Metadata) -> Heading:
    """The printed heading that the page's own description speaks of; failing that, the description."""
    site = site_names(document.page.url, metadata)
    said = list(_said(document, metadata, site))
    standing = site | {alike_form(one) for one in metadata.all("article:section")}
    headings = [one for one in printed(_headings(document, metadata)) if not _is_furniture(one, standing)]
    best = _best(document, headings, said)
    candidates = [_candidate(one.text, one, said) for one in headings[:6]]
    if best is None:
        chosen = max(said, key=lambda one: one.confidence, default=None)
        return Heading(chosen.value if chosen else None, None, None, (*candidates, *said), chosen)
    text, kicker = kicker_apart(best, [one.value for one in said])
    won = _candidate(text, best, said)
    kicker = kicker or kicker_above(best.element)
    return Heading(text, best.element, kicker, (won, *candidates, *said), won)


def _headings(document: Document, metadata: Metadata) -> Iterator[HtmlElement]:
    yield from document.tree.iter("h1")
    for one in metadata.microdata:
        if one.name == "headline" and one.element.tag not in ("meta", "h1"):
            yield one.element


def _best(document: Document, headings: list[Printed], said: list[Candidate[str]]) -> Printed | None:
    values = [one.value for one in said]
    trails = [one for one in headings if one.trail]
    headings = [one for one in headings if not one.trail]
    best = _most_alike(headings, values)
    if best is None and trails:
        below = printed(_BELOW(trails[0].element)[:_MOST_BELOW])
        best = _most_alike([one for one in below if not one.misplaced], [*values, trails[0].text])
        best = best or _most_alike(trails, values)
    if best is None and values:
        best = _most_alike(list(printed(_LESSER(document.tree)[:_MOST_LESSER])), values, least=_ALIKE)
    return best or _standing_alone(headings)


def _said(document: Document, metadata: Metadata, site: set[str]) -> Iterator[Candidate[str]]:
    """What metadata call the page, site names cut off."""
    headlines = [one for value in metadata.linked_values("headline")[:2] for one in words_of(value)]
    head = document.tree.find("head")
    titles = [] if head is None else [title.text_content() for title in head.iter("title")][:1]
    for rule, values, confidence in (
        ("jsonld:headline", headlines, 0.75),
        ("meta:og:title", metadata.all("og:title")[:1], 0.7),
        ("meta:twitter:title", metadata.all("twitter:title")[:1], 0.65),
        ("css:title", titles, 0.5),
        ("meta:title", metadata.all("title", "dc.title", "headline")[:1], 0.45),
    ):
        for value in values:
            text = without_site(clean(str(value))[:LONGEST], site)
            if text:
                yield Candidate(text, text, rule, "head", confidence)


def _is_furniture(heading: Printed, standing: set[str]) -> bool:
    """Whether a heading is the paper's or the section's name, or one that stands on every page."""
    return alike_form(heading.text) in standing or is_one(heading.text, "sharing")


def _most_alike(headings: list[Printed], said: list[str], least: float = _AKIN) -> Printed | None:
    best, most = None, 0.0
    for heading in headings:
        alike = max((likeness(heading.text, other) for other in said), default=0.0)
        alike -= _A_COPY * heading.misplaced
        if alike > most and alike >= least:
            best, most = heading, alike
        if most == 1.0:
            break
    return best


def _standing_alone(headings: list[Printed]) -> Printed | None:
    """With nothing to compare, the only heading, or the first of several words."""
    headings = [one for one in headings if one.element.tag == "h1" and not one.misplaced]
    if len(headings) == 1 and len(headings[0].text.split()) > 1:
        return headings[0]
    return next((one for one in headings if len(one.text) >= _LONG_HEADING), None)


def _candidate(text: str, heading: Printed, said: list[Candidate[str]]) -> Candidate[str]:
    element = heading.element
    agreed = max((likeness(text, other.value) for other in said), default=0.3)
    rule = (
        "breadcrumb"
        if heading.trail
        else f"css:{element.tag}"
        if element.tag in ("h1", "h2", "h3")
        else "css:[itemprop=headline]"
        if element.get("itemprop")
        else "heading"
    )
    return Candidate(text, text, rule, where(element), 0.55 + 0.43 * agreed)
