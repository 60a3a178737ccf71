"""Places of a page where a byline stands: beside the headline, and below the last paragraph → candidates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.html import HtmlElement

from newsarchive.extraction.bylines import of_names, parse
from newsarchive.extraction.document import Block, Story, where
from newsarchive.extraction.lexicon import signed_at_end, words, words_in
from newsarchive.extraction.spots import Layout, Spot, names
from newsarchive.extraction.tokens import lowered
from newsarchive.extraction.tree import attribute, tag, text_of
from storage.records import Byline

_AUTHOR_NAME = re.compile(
    r"(?:^|[\s_-])(?:\w*byline\w*|by|authors?\w*|\w*[_-]?author(?:name|s)?|pseudonym|tac-?gia\w*|writer\w*|reporter\w*|autor(?:en|es|in|ka)?\w*|auteurs?|"
    r"redakteur\w*|journalist\w*|signature|contributors?\w*|creator|credit-?(?:name|author)|nguoi-?dang|but-?danh|firma\w*|forfatter\w*|skribent\w*|author-?info|person-?name|"
    r"autore\w*|kirjoittaja|author_mail|vcard|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_AUTHOR = re.compile(
    r"(?:image|photo|picture|img|media|foto|caption|figure|bio\b|biography|desc|avatar|thumb|social|share|follow|comment|related|newsletter|tag|search|widget|box-title|count|position|role|job|title|email|location)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autore|tac-gia|redaktion|staff|contributors?|journalists?|writers?|reporters?)/[^/?#]+",
    re.IGNORECASE,
)
_LONGEST = 150
_RARELY_SIGNED = 0.5
_TAIL_BLOCKS = 4
_LONGEST_TAIL = 110
_LONGEST_SOURCE = 8
_CLOSE_BELOW, _CLOSE_ABOVE, _AFTER_BODY = 800, 350, 400
_ENDS = re.compile(r"[.!?…:]$")
_RIGHT = re.compile(r"text-align:\s*right", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A possible byline. Candidates of one `source` are one voice; `block` is set where a block was it."""

    byline: Byline
    rule: str
    where: str
    confidence: float
    source: str
    block: Block | None = None

    @property
    def is_printed(self) -> bool:
        """Whether readers see it, and not only machines."""
        return not self.rule.startswith(("jsonld:", "meta:"))


def beside_story(layout: Layout, languages: tuple[str, ...]) -> list[NameCandidate]:
    """Elements whose name, relation or words say that somebody wrote the story, near headline or body."""
    by_rule: dict[tuple[str, str], list[tuple[Spot, Byline]]] = {}
    taken: set[HtmlElement] = set()
    for spot in layout.spots:
        place = _place(spot, layout)
        if place is None:
            continue
        rule = _rule(spot.element, languages)
        if rule is None or any(one in taken for one in spot.element.iterancestors()):
            continue
        if layout.of_other_stories(spot.element, close=place in ("below_title", "in_body")):
            continue
        if any(tag(one) in ("figure", "figcaption") for one in spot.element.iterancestors()):
            continue
        byline = _read(spot.element, languages)
        if byline is None or not (byline.people or byline.agencies):
            continue
        taken.add(spot.element)
        by_rule.setdefault((rule, place), []).append((spot, byline))
    return [_joined(rule, place, found, languages) for (rule, place), found in by_rule.items()]


_NEVER = frozenset(
    ("script", "style", "img", "input", "form", "svg", "button", "figure", "figcaption", "meta", "link")
)
_CONFIDENCE = {"rel": 0.8, "itemprop": 0.82, "class": 0.76, "by": 0.74, "link": 0.7}
_BY_PLACE = {"below_title": 1.0, "above_title": 0.85, "below_body": 0.85, "in_body": 0.75}


def _joined(
    rule: str, place: str, found: list[tuple[Spot, Byline]], languages: tuple[str, ...]
) -> NameCandidate:
    """Elements of one kind at one place are one byline: each author has one of their own."""
    bylines = [byline for _, byline in found[:8]]
    whole = bylines[0]
    if len(bylines) > 1:
        whole = of_names(dict.fromkeys(byline.raw for byline in bylines), languages) or whole
    confidence = _CONFIDENCE[rule] * _BY_PLACE[place]
    return NameCandidate(whole, f"{place}:{rule}", where(found[0][0].element), confidence, f"{rule} {place}")


def _rule(element: HtmlElement, languages: tuple[str, ...]) -> str | None:
    name = tag(element)
    if name in _NEVER:
        return None
    keys = element.keys()
    if "rel" in keys and "author" in attribute(element, "rel").lower().split():
        return "rel"
    if "itemprop" in keys and attribute(element, "itemprop") in ("author", "creator"):
        return "itemprop"
    if ("class" in keys or "id" in keys) and _names_author(names(element)):
        return "class"
    if name == "a" and _AUTHOR_LINK.search(attribute(element, "href")) and _stands_alone(element):
        return "link"
    own = (element.text or "").strip()
    if 0 < len(own) <= _LONGEST and _opens_with_by(own, languages):
        return "by"
    return None


@lru_cache(maxsize=20_000)
def _names_author(called: str) -> bool:
    called = _CAMEL.sub("-", called).replace("__", "-")
    return bool(_AUTHOR_NAME.search(called)) and not _NOT_AUTHOR.search(called)


def _stands_alone(link: HtmlElement) -> bool:
    """Whether a link is more than a word in a sentence."""
    parent = link.getparent()
    return parent is None or len(text_of(parent, 400)) <= 90


def _opens_with_by(text: str, languages: tuple[str, ...]) -> bool:
    match = _by_words(languages[:1]).match(lowered(text))
    if not match:
        return False
    rest = text[match.end() :].strip()
    return not rest or rest[0].isupper() or not rest[0].isalpha()


@lru_cache(maxsize=64)
def _by_words(languages: tuple[str, ...]) -> re.Pattern[str]:
    own = {word for one in (*languages, "en") for word in words_in("by", one) if word != "from"}
    loose = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
    strict = "|".join(map(re.escape, sorted(words("by", languages), key=len, reverse=True)))
    return re.compile(rf"\W{{0,3}}(?:(?:{loose})(?:\s*[:：]|(?=\s|$))|(?:{strict})\s*[:：])")


def _place(spot: Spot, layout: Layout) -> str | None:
    body = layout.body or (layout.end, layout.end)
    title = layout.title
    if (
        title
        and title[0] <= spot.start <= max(body[0], title[1]) + 20
        and spot.start - title[1] <= _CLOSE_BELOW
    ):
        return "below_title"
    if (
        title
        and spot.start < title[0]
        and title[0] - spot.end <= _CLOSE_ABOVE
        and layout.beside_title(spot.element, 4)
    ):
        return "above_title"
    if not title and spot.start <= body[0] and body[0] - spot.start <= _CLOSE_ABOVE:
        return "below_title"
    if body[0] <= spot.start < body[1]:
        return "in_body"
    if 0 <= spot.start - body[1] <= _AFTER_BODY:
        return "below_body"
    return None


def _read(element: HtmlElement, languages: tuple[str, ...]) -> Byline | None:
    """The byline in an element; where it holds more (post, date, biography), the links to its authors."""
    text = text_of(element, 400)
    named = [
        one
        for one in element.iter()
        if attribute(one, "itemprop") == "name" or "fn" in attribute(one, "class").split()
    ]
    links = [
        one
        for one in element.iter("a")
        if "author" in attribute(one, "rel") or _AUTHOR_LINK.search(attribute(one, "href"))
    ]
    for group in (named, links):
        found = of_names(dict.fromkeys(text_of(one, 100) for one in group), languages) if group else None
        if found and found.people:
            return _as_printed(found, text, languages)
    return parse(text, languages) if len(text) <= _LONGEST else None


def _as_printed(found: Byline, text: str, languages: tuple[str, ...]) -> Byline:
    """The line as it is printed, where it names the same people."""
    line = parse(text, languages) if len(text) <= _LONGEST else None
    if line and {person.name for person in line.people} == {person.name for person in found.people}:
        return line
    return found


def below_story(story: Story, languages: tuple[str, ...]) -> list[NameCandidate]:
    """The last blocks of the story that are short and name somebody, and all known as bylines."""
    found: list[NameCandidate] = []
    blocks = [one for one in story.blocks if one.kind not in ("caption", "other")]
    for at, block in enumerate(blocks):
        left = len(blocks) - 1 - at
        if left >= _TAIL_BLOCKS and block.kind != "byline":
            continue
        candidate = _of_block(block, left, at == 0, languages)
        if candidate:
            found.append(candidate)
    return found


def _of_block(block: Block, left: int, is_first: bool, languages: tuple[str, ...]) -> NameCandidate | None:
    text = block.text.strip()
    if not text or len(text) > _LONGEST_TAIL:
        return None
    labelled = bool(_tail_label(languages).match(lowered(text)))
    if not labelled and block.kind == "subhead":
        return None
    byline = parse(text, languages)
    if byline is None:
        return None
    place = where(block.element) if block.element is not None else f"{left} from the end"
    base = NameCandidate(byline, "end of story", place, 0.0, "end of story", block)
    if byline.sources and not byline.people and not byline.agencies:
        if _ENDS.search(text) and len(text.split()) > _LONGEST_SOURCE:
            return None
        return replace(base, rule="end of story:source", confidence=0.7) if left <= 1 else None
    if labelled:
        roles = {person.role for person in byline.people}
        sure = 0.5 if roles == {"photographer"} and not signed_at_end(languages) else 0.9
        return replace(base, rule="end of story:label", confidence=sure if left <= 2 else 0.6)
    if _ENDS.search(text) and not re.search(r"\b\w{1,2}\.$", text):
        return None
    sureness = _unlabelled_sureness(block, byline, left, is_first)
    if block.kind != "byline" and not signed_at_end(languages):
        sureness *= _RARELY_SIGNED
    return replace(base, confidence=sureness) if sureness else None


def _unlabelled_sureness(block: Block, byline: Byline, left: int, is_first: bool) -> float:
    """How sure a short last line without a label is a name: by where and how it is printed."""
    letters = [one for one in block.text if one.isalpha()]
    if block.kind == "byline":
        return (
            0.86 if any(person.role != "photographer" for person in byline.people) or byline.agencies else 0.3
        )
    if is_first or left > 1 or not letters:
        return 0.0
    words_there = len(block.text.split())
    if words_there > 4 * max(1, len(byline.people) + len(byline.agencies)) + 2:
        return 0.0
    sureness = 0.62 if left == 0 else 0.5
    if all(one.isupper() for one in letters):
        sureness += 0.2
    if block.element is not None and _stands_right(block.element):
        sureness += 0.2
    if block.element is not None and _is_bold(block.element, block.text):
        sureness += 0.1
    return min(sureness, 0.88)


def _stands_right(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    for _ in range(2):
        if node is None:
            return False
        if (
            _RIGHT.search(attribute(node, "style"))
            or attribute(node, "align") == "right"
            or re.search(r"right|author|tac-?gia", names(node), re.IGNORECASE)
        ):
            return True
        node = node.getparent()
    return False


def _is_bold(element: HtmlElement, text: str) -> bool:
    bold = element.iter("strong", "b")
    return any(text_of(one, 200) == text for one in bold) or tag(element) in ("strong", "b")


@lru_cache(maxsize=64)
def _tail_label(languages: tuple[str, ...]) -> re.Pattern[str]:
    found = {word for name in ("writing", "by", "source") for word in words(name, languages)}
    photo = set(words("photo", languages[:1]))
    one = "|".join(re.escape(word) for word in sorted(found | photo, key=len, reverse=True))
    sources = (
        "|".join(re.escape(word) for language in languages[:1] for word in words_in("source", language))
        or "(?!)"
    )
    return re.compile(
        rf"\W{{0,2}}(?:(?:{one})(?:\s*(?:,|/|&|-|và|and|und|i|et)\s*(?:{one}))*\s*[:：]|(?:{sources})\s)"
    )
