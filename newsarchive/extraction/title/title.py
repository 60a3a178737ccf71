"""The headline as printed, found by what the page says of itself and by the headings a reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsarchive.extraction.page.document import Candidate, Document, where
from newsarchive.extraction.page.metadata import Metadata
from newsarchive.extraction.page.tree import finder
from newsarchive.extraction.page.walk import Piece, seen
from newsarchive.extraction.title.headings import LONGEST, Printed, links_home, printed
from newsarchive.extraction.title.kickers import kicker_above, kicker_apart
from newsarchive.extraction.title.site_names import beginnings, parts_of, site_names
from newsarchive.extraction.title.stated import beside, stated_titles, window_title
from newsarchive.extraction.words.likeness import alike_form, likeness, squeezed
from newsarchive.extraction.words.phrases import is_one
from newsarchive.text import clean
from storage.records import Problem

_LESSER = finder(
    "//h2 | //h3 | //*[contains(@class, 'title') or contains(@class, 'headline') or contains(@id, 'title')]"
)
_BELOW = finder("following::h2")
_SPOKESMEN = ("jsonld:headline", "meta:og:title")
_CUT = ("…", "...")
_MOST_BELOW = 5
_MOST_LESSER = 200
_LONG_HEADING = 15
_ALIKE = 0.75
_AKIN = 0.4
_A_COPY = 0.2
# How sure a heading is, measured on pages whose headlines are known: by how many descriptions agree
# to the letter, else by how alike the nearest is.
_AGREED = (0.85, 0.92, 0.96)
_PRINTED, _OTHER_WORDS, _NO_WORDS = 0.8, 0.75, 0.6
_LESS_SURE = 0.05
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Heading:
    """A headline with the element it is printed in, if it is, and the kicker printed with it."""

    text: str | None
    element: HtmlElement | None
    kicker: str | None
    candidates: tuple[Candidate[str], ...]
    chosen: Candidate[str] | None
    problems: tuple[Problem, ...] = ()


def find_title(document: Document, metadata: Metadata, pieces: Sequence[Piece] = ()) -> Heading:
    """The printed heading that the page's own description speaks of; failing that, a line in the
    description's very words; failing that, the description."""
    headings = list(printed(_headings(metadata)))
    site = site_names(document.page.url, metadata)
    site |= {alike_form(one.text) for one in headings if links_home(one.element)}
    said = list(stated_titles(document, metadata, site))
    standing = site | {alike_form(one) for one in metadata.all("article:section")}
    headings = [one for one in headings if not _is_furniture(one, standing)]
    best = _best(document, headings, said) or _line_of(pieces, said, window_title(document))
    candidates = [_candidate(one.text, one, said) for one in headings[:_MOST_NAMED]]
    problems = _conflict(best, headings, said)
    if best is None:
        chosen = _surest(said)
        return Heading(chosen.value if chosen else None, None, None, (*candidates, *said), chosen, problems)
    text, kicker = kicker_apart(best, [one.value for one in said])
    won = _candidate(text, best, said)
    said = [beside(one, won) for one in said]
    return Heading(
        text, best.element, kicker or kicker_above(best.element), (won, *candidates, *said), won, problems
    )


def _surest(said: list[Candidate[str]]) -> Candidate[str] | None:
    """The description most agreed on; where it was cut short, the one that goes on."""
    surest = max(said, key=lambda one: one.confidence, default=None)
    if surest is None or not surest.value.endswith(_CUT):
        return surest
    start = surest.value.rstrip("….").rstrip()
    return next((one for one in said if one.value.startswith(start) and not one.value.endswith(_CUT)), surest)


def _headings(metadata: Metadata) -> Iterator[HtmlElement]:
    yield from metadata.headings
    for one in metadata.microdata:
        if one.name == "headline" and one.element.tag not in ("meta", "h1"):
            yield one.element


def _best(document: Document, headings: list[Printed], said: list[Candidate[str]]) -> Printed | None:
    values = [one.value for one in said]
    trails = [one for one in headings if one.trail]
    headings = [one for one in headings if not one.trail]
    main = [one for one in headings if one.element.tag == "h1"]
    best = _most_alike(main, values, least=_ALIKE) or _most_alike(headings, values)
    if best is None and trails and not _is_agreed(trails[0], said):
        below = printed(_BELOW(trails[0].element)[:_MOST_BELOW])
        best = _most_alike([one for one in below if not one.misplaced], [*values, trails[0].text])
    best = best or _most_alike(trails, values)
    if best is None and values:
        best = _most_alike(_lesser(document), values, least=_ALIKE)
    elif best is not None and _stands_behind(best, document, said):
        first = parts_of(window_title(document))[0]
        others = (*headings, *_lesser(document))
        best = next((one for one in others if alike_form(one.text) == first), best)
    return best or _standing_alone(headings)


def _line_of(pieces: Sequence[Piece], said: list[Candidate[str]], window: str) -> Printed | None:
    """The first line of a page that is, word for word, what the page calls itself, or the window's title up
    to one of its dividers."""
    wanted = {squeezed(one.value) for one in said} | {squeezed(text) for text in beginnings(window)}
    for piece in pieces:
        text = piece.text
        if _LONG_HEADING <= len(text) <= LONGEST and piece.link_share < 0.5 and squeezed(text) in wanted:
            return Printed(clean(text), _innermost(piece), trail=False, misplaced=False)
    return None


def _innermost(piece: Piece) -> HtmlElement:
    """The smallest element that holds a piece's text and no more."""
    element = piece.element
    for inner in islice(element.iterdescendants(), _MOST_LESSER):
        if seen(str(inner.text_content())) == piece.text:
            element = inner
    return element


def _lesser(document: Document) -> list[Printed]:
    """What else looks like a heading, outside trails."""
    return [one for one in printed(_LESSER(document.tree)[:_MOST_LESSER]) if not one.trail]


def _stands_behind(heading: Printed, document: Document, said: list[Candidate[str]]) -> bool:
    """Whether the window's title has a heading's words behind its first divider, where sites put their own
    name, and nothing else calls the page by them."""
    form = squeezed(heading.text)
    if any(squeezed(one.value) == form for one in said if one.rule != "css:title"):
        return False
    parts = [squeezed(part) for part in parts_of(window_title(document))]
    return form in parts[1:] and form != parts[0]


def _conflict(
    best: Printed | None, headings: list[Printed], said: list[Candidate[str]]
) -> tuple[Problem, ...]:
    """Headline and description with hardly a word in common: one of them is of something else."""
    rivals = [one for one in headings if not one.trail and not one.misplaced and one.element.tag == "h1"]
    heading = best or next(iter(rivals), None)
    if heading is None or not said or any(likeness(heading.text, one.value) >= _AKIN for one in said):
        return ()
    return (Problem("title_conflict", "title", f"{heading.text} / {said[0].value}"),)


def _is_furniture(heading: Printed, standing: set[str]) -> bool:
    """Whether a heading is the paper's or the section's name, or one that stands on every page."""
    return (
        alike_form(heading.text) in standing or is_one(heading.text, "sharing") or links_home(heading.element)
    )


def _is_agreed(heading: Printed, said: list[Candidate[str]]) -> bool:
    """Whether those that speak to machines and those that speak to readers all use a heading's words."""
    words = squeezed(heading.text)
    speaking = {one.rule for one in said if one.rule in _SPOKESMEN}
    return bool(speaking) and speaking <= {one.rule for one in said if squeezed(one.value) == words}


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
    """A heading is the surer the more descriptions use its words, and the more of them."""
    element = heading.element
    form = squeezed(text)
    agreeing = len({one.rule for one in said if squeezed(one.value) == form})
    alike = 1.0 if agreeing else max((likeness(text, one.value) for one in said), default=_ALIKE)
    if agreeing:
        confidence = _AGREED[min(agreeing, len(_AGREED)) - 1]
    else:
        confidence = _PRINTED if alike >= _ALIKE else _OTHER_WORDS if alike >= _AKIN else _NO_WORDS
    if heading.trail:
        rule = "breadcrumb"
    elif element.tag in ("h1", "h2", "h3", "h4"):
        rule = f"css:{element.tag}"
    else:
        rule = "css:[itemprop=headline]" if element.get("itemprop") else "heading"
    if rule != "css:h1":
        confidence -= _LESS_SURE
    return Candidate(text, text, rule, where(element), confidence - _A_COPY * heading.misplaced)
