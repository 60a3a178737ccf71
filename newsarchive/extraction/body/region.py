"""Where on a page the story stands: pieces in, the element that holds its paragraphs out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from newsarchive.extraction.page.hints import Hint, hint_of, named
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.likeness import alike_form

_SHORTEST = 25
_LONGEST = 1_200
_NOISE_WORTH = 0.1
_ITEM_WORTH = 0.4
_ABOVE_TITLE_WORTH = 0.3
_DECAY = (1.0, 0.6, 0.3, 0.15, 0.08)
_WIDER = 1.25
_LONG_ENOUGH = 0.4
_MOST_IN_NOISE, _SOME_IN_NOISE = 0.45, 0.2
_TELLING, _MANY = 100, 4
_TOLD_IN_BOX = 2
_LEAST_PARAGRAPH = 80
_LONGEST_TEASER = 500
_SHORTEST_HEADING = 18
_SLUG = 3
_LITTLE = 600
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What holds many texts of one kind side by side: two of them are no pair of headline and text.
_ROWS = ("body", "html", "ul", "ol", "dl", "table", "tbody", "tr")
_NOT_STORY = Mark.HEADING | Mark.FIGCAPTION | Mark.IMAGE


def width(text: str) -> int:
    """Length as it is read: a character of a script without spaces says as much as two or three letters."""
    if text.isascii():
        return len(text)
    middle = text[len(text) // 2]
    return len(text) * 2 if unicodedata.east_asian_width(middle) in "WF" else len(text)


def worth(piece: Piece) -> float:
    """How much a piece looks like a paragraph of prose."""
    if piece.worth is None:
        piece.worth = _worth(piece)
    return piece.worth


def _worth(piece: Piece) -> float:
    setting = piece.setting
    if setting.marks & _NOT_STORY or setting.hints & Hint.CAPTION:
        return 0.0
    size = width(piece.text)
    if size < _SHORTEST or piece.link_share > 0.5:
        return 0.0
    value = min(size, _LONGEST) * (1 - piece.link_share)
    if setting.marks & Mark.ITEM:
        value *= _ITEM_WORTH
    return value


def story_root(
    pieces: list[Piece], title: HtmlElement | None, title_at: int, body: HtmlElement
) -> HtmlElement:
    """The element with most prose close below it, widened while its parent has clearly more."""
    values = [worth(piece) for piece in pieces]
    quiet = believed_noise(pieces, values)
    score: dict[HtmlElement, float] = {}
    telling: list[tuple[HtmlElement, float]] = []
    items: list[tuple[HtmlElement, float]] = []
    for at, (piece, value) in enumerate(zip(pieces, values, strict=True)):
        if not value:
            continue
        if any(element in quiet for element in piece.setting.noise):
            value *= _NOISE_WORTH
        if at < title_at:
            value *= _ABOVE_TITLE_WORTH
        holder = _holder(piece)
        _credit(holder, value, score)
        is_item = piece.setting.marks & Mark.ITEM
        if value >= _LEAST_PARAGRAPH * (_ITEM_WORTH if is_item else 1) and not is_teaser(pieces, at):
            (items if is_item else telling).append((holder, value))
    if not score:
        return body
    favoured = {element: value * _favour(element) for element, value in score.items()}
    best = _of_first_article(favoured)
    mass = _masses(telling, best)
    if mass.get(best, 0.0) < _LITTLE:
        mass = _masses(telling + items, best)
    return _widened(best, mass, Counter(holder for holder, _ in telling), title)


def _of_first_article(favoured: dict[HtmlElement, float]) -> HtmlElement:
    """The best element; where articles follow each other on one page, that of the first long one."""
    best = max(favoured, key=lambda element: favoured[element])
    article = _article_of(best)
    if article is None:
        return best
    # Elements were met in page order.
    for element, value in favoured.items():
        other = _article_of(element)
        if other is article:
            return best
        apart = (
            other is not None
            and article not in other.iterancestors()
            and other not in article.iterancestors()
        )
        if apart and value >= _LONG_ENOUGH * favoured[best]:
            inner = {one: worth for one, worth in favoured.items() if _article_of(one) is other}
            return max(inner, key=lambda one: inner[one])
    return best


def _article_of(element: HtmlElement) -> HtmlElement | None:
    return element if element.tag == "article" else next(element.iterancestors("article"), None)


def believed_noise(pieces: Sequence[Piece], values: Sequence[float]) -> set[HtmlElement]:
    """Elements whose names say noise and that hold little of the prose, or whose names are certain."""
    total = sum(values)
    held: dict[HtmlElement, float] = {}
    sections: set[HtmlElement] = set()
    paragraphs: dict[HtmlElement, int] = {}
    for at, (piece, value) in enumerate(zip(pieces, values, strict=True)):
        if not piece.setting.noise:
            continue
        telling = value >= _TELLING and piece.link_share < 0.2 and not is_teaser(pieces, at)
        for element in piece.setting.noise:
            if piece.setting.marks & Mark.HEADING and is_named_after(element, piece.text):
                sections.add(element)
            held[element] = held.get(element, 0.0) + value
            paragraphs[element] = paragraphs.get(element, 0) + telling

    def is_story(element: HtmlElement) -> bool:
        if (
            element.tag == "aside"
            and paragraphs[element] >= _TOLD_IN_BOX
            and not hint_of(element) & Hint.NOISE
        ):
            # A box of facts: what only leads elsewhere is linked, or named for it.
            return True
        share = held[element] / total if total else 0.0
        return share >= _MOST_IN_NOISE or (paragraphs[element] >= _MANY and share >= _SOME_IN_NOISE)

    return {
        element
        for element in held
        if element not in sections and (hint_of(element) & Hint.CERTAIN or not is_story(element))
    }


def is_named_after(element: HtmlElement, heading: str) -> bool:
    """Whether what an element hints at comes from an id that programs made of its heading."""
    identity, classes = element.get("id"), element.get("class")
    if not identity or named(classes or "") & Hint.NOISE:
        return False
    words = alike_form(identity.replace("_", " ")).split()
    if element.tag in _HEADINGS and words[:1] == ["toc"]:
        # A table of contents leads here.
        return True
    common = len(set(words).intersection(alike_form(heading).split()))
    return (len(words) >= _SLUG or element.tag in _HEADINGS) and 2 * common >= len(words)


def _holder(piece: Piece) -> HtmlElement:
    """The element whose paragraph a piece is."""
    parent = piece.element.getparent() if piece.element.tag == "p" else None
    return piece.element if parent is None else parent


def _credit(holder: HtmlElement, value: float, score: dict[HtmlElement, float]) -> None:
    element: HtmlElement | None = holder
    for share in _DECAY:
        if element is None:
            break
        score[element] = score.get(element, 0.0) + value * share
        element = element.getparent()


def _masses(telling: list[tuple[HtmlElement, float]], best: HtmlElement) -> dict[HtmlElement, float]:
    """The prose in each element, that of other articles on the page left out."""
    own = {best, *best.iterancestors()}
    mass: dict[HtmlElement, float] = {}
    for holder, value in telling:
        line = [holder, *holder.iterancestors()]
        article = next((node for node in line if node.tag == "article"), None)
        if article is not None and article not in own and best not in article.iterancestors():
            continue
        for node in line:
            mass[node] = mass.get(node, 0.0) + value
    return mass


def _favour(element: HtmlElement) -> float:
    hints = hint_of(element)
    favour = 1.0
    if hints & Hint.BODY or element.get("itemprop") == "articleBody":
        favour *= 1.2
    if element.tag in ("article", "main"):
        favour *= 1.1
    if hints & Hint.NOISE:
        favour *= 0.7
    return favour


def _widened(
    best: HtmlElement, mass: dict[HtmlElement, float], held: Counter[HtmlElement], title: HtmlElement | None
) -> HtmlElement:
    """The nearest element above with clearly more prose, or with paragraphs of its own beside the best.

    Never beyond the article that holds headline and story both: what follows is another story.
    """
    edge = next(best.iterancestors("article"), None) if best.tag != "article" else best
    if edge is not None and (title is None or edge not in title.iterancestors()):
        edge = None
    chosen, element = best, best.getparent()
    while element is not None and element.tag not in ("body", "html") and chosen is not edge:
        if held[element] > 1 or mass.get(element, 0.0) >= _WIDER * mass.get(chosen, 1.0):
            chosen = element
        if element is edge:
            break
        element = element.getparent()
    return chosen


def is_teaser(pieces: Sequence[Piece], at: int) -> bool:
    """A text below a linked heading, both alone in one box, tells of another story."""
    piece = pieces[at]
    if len(piece.text) > _LONGEST_TEASER or piece.link_share > 0.5:
        return False
    for before in range(at - 1, max(-1, at - 4), -1):
        other = pieces[before]
        if other.link_share > 0.8 and width(other.text) > _SHORTEST_HEADING:
            return _share_a_box(piece, other)
    return False


def _share_a_box(piece: Piece, other: Piece) -> bool:
    above = {*other.element.iterancestors()}
    box = next((node for node in piece.element.iterancestors() if node in above), None)
    if box is None or box.tag in _ROWS:
        return False
    return len("".join(str(box.text_content()).split())) < 1.7 * len(
        (piece.text + other.text).replace(" ", "")
    )


def within(pieces: Iterable[Piece], root: HtmlElement) -> list[bool]:
    """For each piece, whether it stands in the element."""
    inside: dict[HtmlElement, bool] = {root: True}
    return [_below(piece.element, inside) for piece in pieces]


def _below(element: HtmlElement, inside: dict[HtmlElement, bool]) -> bool:
    path = []
    node: HtmlElement | None = element
    while node is not None and node not in inside:
        path.append(node)
        node = node.getparent()
    answer = inside[node] if node is not None else False
    for one in path:
        inside[one] = answer
    return answer
