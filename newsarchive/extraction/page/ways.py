"""An element's name, and the names of its attributes → what becomes of it when a page is surveyed."""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.extraction.page.date_attributes import ATTRIBUTES
from newsarchive.extraction.page.walk import Mark

# How an element's text is read: not at all; for its place only; as part of the line around; as a block.
UNSEEN, PASSED, INLINE, BLOCK = 0, 1, 2, 3
# Elements that are none of these, by what they do instead.
BREAK, IMAGE, BUTTON, PLAIN = 4, 5, 6, 7
HINTED = (BLOCK, INLINE, BUTTON)
LINK, BOLD, SLANTED = 1, 2, 4

_BOXES = ("div", "ul", "ol", "nav", "p", "section")
_LISTED = ("meta", "link", "script", "base", "h1", "title")


class Way(NamedTuple):
    """What becomes of an element, by its name."""

    kind: int = BLOCK
    mark: int = Mark.NONE
    style: int = 0
    noisy: bool = False
    listed: bool = False
    names_box: bool = False


def _ways() -> dict[str, Way]:
    found: dict[str, Way] = {}
    for kind, names in (
        (UNSEEN, "script style noscript template svg option select textarea iframe head title"),
        (
            PASSED,
            "math object canvas input link meta dialog audio video map datalist area param progress meter",
        ),
        (PASSED, "base frame frameset applet nav menu"),
        (INLINE, "abbr acronym bdi bdo big cite code data del dfn em font ins kbd label mark nobr o:p q rp"),
        (INLINE, "rt ruby s samp small span strike sub sup tt u var"),
        # The parser puts what follows the last five, void elements, into them.
        (PLAIN, "a b strong i time source track wbr embed keygen"),
        (BREAK, "br"),
        (IMAGE, "img"),
        (BUTTON, "button"),
        (BLOCK, "h1 h2 h3 h4 h5 h6 li dd dt blockquote td th caption figcaption figure p pre address"),
        (BLOCK, "html body div section article main aside header footer ul ol dl table tbody thead tr form"),
    ):
        found |= {name: Way(kind) for name in names.split()}
    for mark, names in (
        (Mark.HEADING, "h1 h2 h3 h4 h5 h6"),
        (Mark.ITEM, "li dd dt"),
        (Mark.QUOTE, "blockquote"),
        (Mark.CELL, "td th caption"),
        (Mark.FIGCAPTION | Mark.FIGURE, "figcaption"),
        (Mark.FIGURE, "figure"),
        (Mark.PARAGRAPH, "p"),
        (Mark.PREFORMATTED, "pre"),
        (Mark.ADDRESS, "address"),
    ):
        found |= {name: found[name]._replace(mark=mark) for name in names.split()}
    for style, names in ((LINK, "a"), (BOLD, "b strong"), (SLANTED, "i em")):
        found |= {name: found[name]._replace(style=style) for name in names.split()}
    found |= {name: found[name]._replace(noisy=True) for name in ("aside", "footer")}
    found |= {name: found[name]._replace(names_box=True) for name in _BOXES}
    return found | {name: found[name]._replace(listed=True) for name in _LISTED}


WAYS = _ways()
OTHER = Way()
NO_TAG = Way(UNSEEN)

# What an element has attributes for: bits of one number.
CLASSED, KNOWN, STYLED, ITEMPROP, DATED = 1, 2, 4, 8, 16
NAMED = CLASSED | KNOWN | STYLED


SIGNS: dict[tuple[str, ...], int] = {}
_MOST_SIGNS = 5_000


def signs_of(keys: tuple[str, ...]) -> int:
    if len(SIGNS) > _MOST_SIGNS:
        SIGNS.clear()
    found = 0
    for bit, names in (
        (CLASSED, {"class"}),
        (KNOWN, {"id"}),
        (STYLED, {"style", "align", "hidden"}),
        (ITEMPROP, {"itemprop"}),
        (DATED, set(ATTRIBUTES)),
    ):
        if not names.isdisjoint(keys):
            found |= bit
    SIGNS[keys] = found
    return found
