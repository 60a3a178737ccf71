"""The headline as printed, found by what the page says of itself and by the headings a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsarchive.extraction.document import Candidate, Document, where
from newsarchive.extraction.hints import Hint, hint_of
from newsarchive.extraction.likeness import alike_form, likeness, squeezed
from newsarchive.extraction.metadata import Metadata, words_of
from newsarchive.extraction.tree import finder
from newsarchive.extraction.walk import Walk
from newsarchive.extraction.words import is_one
from newsarchive.text import clean

_HEADINGS = finder("//h1 | //*[@itemprop='headline' and not(self::meta)]")
_LESSER = finder(
    "//h2 | //h3 | //*[contains(@class, 'title') or contains(@class, 'headline') or contains(@id, 'title')]"
)
_DIVIDERS = re.compile(r"\s+[|·•»›–—:/-]+\s+|\s*[|»›]\s*|\s+::\s+")
_LONGEST = 400
_LONG_HEADING = 15
_ALIKE = 0.75
_AKIN = 0.4


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline with the element it is printed in, if it is, and the kicker printed with it."""

    text: str | None
    element: HtmlElement | None
    kicker: str | None
    candidates: tuple[Candidate[str], ...]
    chosen: Candidate[str] | None


def find_title(document: Document, metadata: Metadata) -> Heading:
    """The printed heading that the page's own description speaks of; failing that, the description."""
    site = _site_names(document, metadata)
    said = list(_said(document, metadata, site))
    standing = site | {alike_form(one) for one in metadata.all("article:section", "og:site_name")}
    printed = [one for one in _printed(_HEADINGS(document.tree)) if not _is_furniture(one[0], standing)]
    best = _most_alike(printed, said)
    if best is None and said:
        best = _most_alike(list(_printed(_LESSER(document.tree)[:200])), said, least=_ALIKE)
    if best is None:
        best = _standing_alone(printed)
    candidates = [_candidate(text, element, said) for text, element in printed[:6]]
    if best is None:
        chosen = max(said, key=lambda one: one.confidence, default=None)
        return Heading(chosen.value if chosen else None, None, None, (*candidates, *said), chosen)
    text, element = best
    text, kicker = _without_kicker(text, element, said)
    won = _candidate(text, element, said)
    return Heading(text, element, kicker, (won, *candidates, *said), won)


def _said(document: Document, metadata: Metadata, site: set[str]) -> Iterator[Candidate[str]]:
    """What metadata call the page, site names cut off."""
    for rule, values, confidence in (
        (
            "jsonld:headline",
            [one for value in metadata.linked_values("headline")[:2] for one in words_of(value)],
            0.75,
        ),
        ("meta:og:title", metadata.all("og:title")[:1], 0.7),
        ("meta:twitter:title", metadata.all("twitter:title")[:1], 0.65),
        ("css:title", [title.text_content() for title in document.tree.iterfind(".//head//title")][:1], 0.5),
        ("meta:title", metadata.all("title", "dc.title", "headline")[:1], 0.45),
    ):
        for value in values:
            text = without_site(clean(str(value))[:_LONGEST], site)
            if text:
                yield Candidate(text, text, rule, "head", confidence)


def _site_names(document: Document, metadata: Metadata) -> set[str]:
    host = (urlsplit(document.page.url).hostname or "").removeprefix("www.")
    names = {
        alike_form(name)
        for name in metadata.all("og:site_name", "application-name", "twitter:site", "author")
    }
    for article in metadata.jsonld[:3]:
        names |= {alike_form(name) for name in words_of(article.get("publisher"))}
    return {name for name in (*names, alike_form(host), alike_form(host.split(".")[0])) if name}


def without_site(title: str, site: set[str]) -> str:
    """A title less the names of the site and section behind the last dividers."""
    parts = [(match.start(), match.end()) for match in _DIVIDERS.finditer(title)]
    for start, end in parts:
        tail = alike_form(title[end:])
        if tail and (tail in site or (any(name in tail.split() for name in site) and len(tail.split()) <= 4)):
            return title[:start].strip()
        if (
            any(len(name) > 4 and (tail.startswith(name) or tail.endswith(name)) for name in site)
            and len(tail) < 60
        ):
            return title[:start].strip()
    if parts and alike_form(title[: parts[0][0]]) in site:
        return title[parts[0][1] :].strip()
    return title


def _printed(elements: list[HtmlElement]) -> Iterator[tuple[str, HtmlElement]]:
    known: set[str] = set()
    for element in elements:
        hints = hint_of(element)
        if hints & Hint.HIDDEN:
            continue
        text = printed_text(element)
        if 2 <= len(text) <= _LONGEST and text not in known:
            known.add(text)
            yield text, element


def printed_text(element: HtmlElement) -> str:
    """What a reader sees of an element, in one line."""
    return clean(" ".join(piece.text for piece in Walk().over(element) if piece.text))


def _is_furniture(text: str, standing: set[str]) -> bool:
    """Whether a heading is the paper's or the section's name, or one that stands on every page."""
    return alike_form(text) in standing or is_one(text, "sharing")


def _most_alike(
    printed: list[tuple[str, HtmlElement]], said: list[Candidate[str]], least: float = _AKIN
) -> tuple[str, HtmlElement] | None:
    def standing(one: tuple[str, HtmlElement]) -> float:
        return max((likeness(one[0], other.value) for other in said), default=0.0) - _misplaced(one[1])

    best = max(printed, key=standing, default=None)
    return best if best is not None and standing(best) >= least else None


def _misplaced(element: HtmlElement) -> float:
    """Headings in side columns, lists of stories and sticky bars are copies."""
    malus = 0.0
    node: HtmlElement | None = element
    for _ in range(8):
        if node is None or node.tag == "body":
            break
        if node.tag in ("aside", "nav", "footer", "li") or hint_of(node) & Hint.NOISE:
            malus = 0.2
        node = node.getparent()
    return malus


def _standing_alone(printed: list[tuple[str, HtmlElement]]) -> tuple[str, HtmlElement] | None:
    """With nothing to compare, the only heading, or the first of several words."""
    headings = [one for one in printed if one[1].tag == "h1" and not _misplaced(one[1])]
    if len(headings) == 1 and len(headings[0][0].split()) > 1:
        return headings[0]
    return next((one for one in headings if len(one[0]) >= _LONG_HEADING), None)


def _candidate(text: str, element: HtmlElement, said: list[Candidate[str]]) -> Candidate[str]:
    agreed = max((likeness(text, other.value) for other in said), default=0.3)
    rule = (
        "css:h1"
        if element.tag == "h1"
        else "css:[itemprop=headline]"
        if element.get("itemprop")
        else "heading"
    )
    return Candidate(text, text, rule, where(element), 0.55 + 0.43 * agreed)


def _without_kicker(text: str, element: HtmlElement, said: list[Candidate[str]]) -> tuple[str, str | None]:
    """A heading that holds a smaller line of its own is that line and the headline; but where the page
    calls itself by both together, both are the headline, with the punctuation that it uses."""
    for child in element.iter():
        if child is element or not isinstance(child.tag, str) or child.tag in ("a", "br", "img", "svg"):
            continue
        inner = clean(str(child.text_content()))
        if not inner or len(inner) >= len(text) or not text.startswith(inner):
            continue
        rest = text[len(inner) :].strip(" :|•-–—")
        together = next((one.value for one in said if squeezed(one.value) == squeezed(text)), None)
        if together is not None:
            return together, None
        told = any(squeezed(rest) == squeezed(one.value) for one in said)
        if rest and (told or hint_of(child) & Hint.KICKER):
            return rest, inner
    return text, None
