"""What a page's head calls the page, site names cut off: JSON-LD, meta elements, the window's title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from newsarchive.extraction.page.document import Candidate, Document
from newsarchive.extraction.page.metadata import Metadata, words_of
from newsarchive.extraction.title.headings import LONGEST
from newsarchive.extraction.title.site_names import without_site
from newsarchive.extraction.words.likeness import squeezed
from newsarchive.text import clean

_AGREEING = 0.05
_UNPRINTED = 0.02
_CONTRADICTED = 0.2


def stated_titles(document: Document, metadata: Metadata, site: set[str]) -> Iterator[Candidate[str]]:
    """Each source's wording, the surer the more others use it; few pages print none of them."""
    headlines = [one for value in metadata.linked_values("headline")[:2] for one in words_of(value)]
    found = [
        (rule, without_site(clean(str(value))[:LONGEST], site), least)
        for rule, values, least in (
            ("jsonld:headline", headlines, 0.4),
            ("meta:og:title", metadata.all("og:title")[:1], 0.4),
            ("meta:twitter:title", metadata.all("twitter:title")[:1], 0.35),
            ("css:title", [window_title(document)], 0.3),
            ("meta:title", metadata.all("title", "dc.title", "headline")[:1], 0.25),
        )
        for value in values
    ]
    forms = [squeezed(text) for _, text, _ in found]
    for (rule, text, least), form in zip(found, forms, strict=True):
        if text:
            yield Candidate(text, text, rule, "head", least + _AGREEING * (forms.count(form) - 1))


def beside(one: Candidate[str], won: Candidate[str]) -> Candidate[str]:
    """A description as sure as the printed headline that it repeats, or hardly, if it has other words."""
    same = squeezed(one.value) == squeezed(won.value)
    return replace(one, confidence=won.confidence - _UNPRINTED if same else _CONTRADICTED)


def window_title(document: Document) -> str:
    head = document.tree.find("head")
    title = next(head.iter("title"), None) if head is not None else None
    return clean(str(title.text_content()))[:LONGEST] if title is not None else ""
