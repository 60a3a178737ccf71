"""The section a story was filed under, outermost first, and its tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from newsarchive.extraction.page.document import Candidate, where
from newsarchive.extraction.page.hints import Hint
from newsarchive.extraction.page.metadata import Metadata, types_of, words_of
from newsarchive.extraction.page.survey import Survey
from newsarchive.extraction.words.likeness import alike_form
from newsarchive.extraction.words.phrases import phrases
from newsarchive.text import clean

Names = tuple[str, ...]


_LONGEST = 60
_DEEPEST = 5
_SEPARATORS = "»›>/|•·– "


@dataclass(frozen=True, slots=True)
class Marked:
    """The blocks of a page whose names say that they are its breadcrumb, or its tags."""

    crumbs: list[HtmlElement]
    tags: list[HtmlElement]


def read_marked(survey: Survey) -> Marked:
    found = Marked([], [])
    for element, hints in survey.boxes:
        if hints & Hint.CRUMBS:
            found.crumbs.append(element)
        if hints & Hint.TAGS:
            found.tags.append(element)
    return found


def find_sections(metadata: Metadata, title: str | None, marked: Marked) -> list[Candidate[Names]]:
    """All answers, best first: the breadcrumb as printed, that given as data, the section's name alone."""
    forms = {alike_form(title or "")}
    found = [*_printed_crumbs(marked.crumbs, forms), *_linked_crumbs(metadata, forms)]
    for rule, names, confidence in (
        ("meta:article:section", metadata.all("article:section"), 0.7),
        (
            "jsonld:articleSection",
            [one for value in metadata.linked_values("articleSection") for one in words_of(value)],
            0.65,
        ),
        (
            "itemprop:articleSection",
            [one.value for one in metadata.microdata if one.name == "articleSection"],
            0.6,
        ),
    ):
        cleaned = _told(names, forms)[:_DEEPEST]
        if cleaned:
            found.append(Candidate(cleaned, " > ".join(cleaned), rule, "head", confidence))
    return sorted(found, key=lambda one: -one.confidence)


def find_tags(metadata: Metadata, marked: Marked) -> list[Candidate[Names]]:
    found: list[Candidate[Names]] = []
    for rule, names, confidence in (
        ("meta:article:tag", metadata.all("article:tag"), 0.8),
        (
            "jsonld:keywords",
            [one for value in metadata.linked_values("keywords") for one in words_of(value)],
            0.7,
        ),
        ("meta:keywords", metadata.all("news_keywords", "keywords"), 0.6),
    ):
        cleaned = _told([part for name in names for part in _parted(name)], set())
        if cleaned:
            found.append(Candidate(cleaned[:40], ", ".join(cleaned[:40]), rule, "head", confidence))
    printed = _printed_tags(marked.tags)
    return [printed, *found] if printed else found


def _parted(name: str) -> list[str]:
    return name.replace(";", ",").split(",")


def _told(names: list[str], forbidden: set[str]) -> Names:
    """The names, cleaned, each once, without the way home and the story itself."""
    kept: dict[str, str] = {}
    for name in names:
        text = clean(name).strip(_SEPARATORS)
        form = alike_form(text)
        if form and form not in forbidden and form not in _home() and len(text) <= _LONGEST:
            kept.setdefault(form, text)
    return tuple(kept.values())


@cache
def _home() -> frozenset[str]:
    return frozenset(alike_form(word) for word in phrases("home"))


def _printed_crumbs(elements: list[HtmlElement], forms: set[str]) -> Iterator[Candidate[Names]]:
    for element in elements:
        if any(inner in elements for inner in element.iterdescendants("ul", "ol")):
            continue
        names = _told([str(link.text_content()) for link in element.iter("a")], forms)
        if not names:
            names = _told([str(item.text_content()) for item in element.iter("li")], forms)
        if 0 < len(names) <= _DEEPEST:
            yield Candidate(names, " > ".join(names), "breadcrumb", where(element), 0.9)
            return


def _linked_crumbs(metadata: Metadata, forms: set[str]) -> Iterator[Candidate[Names]]:
    for thing in metadata.linked:
        if "BreadcrumbList" not in types_of(thing):
            continue
        items = thing.get("itemListElement")
        names = (
            [word for item in items if isinstance(item, dict) for word in _crumb(item)]
            if isinstance(items, list)
            else []
        )
        told = _told(names, forms)
        if told and len(told) <= _DEEPEST:
            yield Candidate(told, " > ".join(told), "jsonld:BreadcrumbList", "head", 0.8)
            return


def _crumb(item: dict[str, object]) -> list[str]:
    return words_of(item.get("name")) or words_of(item.get("item"))[:1]


def _printed_tags(elements: list[HtmlElement]) -> Candidate[Names] | None:
    """A list of links named as tags, if it is short enough to be this story's."""
    for element in elements:
        if _is_in_menu(element):
            continue
        names = _told([str(link.text_content()).lstrip("#") for link in element.iter("a")], set())
        if 0 < len(names) <= 25:
            return Candidate(names, ", ".join(names), "tag list", where(element), 0.75)
    return None


def _is_in_menu(element: HtmlElement) -> bool:
    return any(node.tag in ("nav", "header", "aside", "footer") for node in element.iterancestors())
