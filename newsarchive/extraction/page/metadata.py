"""What a page says about itself outside its text: JSON-LD, meta elements, microdata, links."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from lxml.html import HtmlElement

from newsarchive.extraction.page.survey import Survey
from newsarchive.extraction.page.tree import attribute, tag, text_of

JsonObject = dict[str, Any]

_TYPES = re.compile(r"(?:Article|Posting|Report|NewsItem)$|^(?:Reportage|Liveblog)", re.IGNORECASE)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|(?://\s*|/\*\s*)?\]\]>(?:\s*\*/)?|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DEEPEST = 12
_LARGEST_SCRIPT = 2_000_000
_LONGEST_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Property:
    """One microdata property: its name, what it says, and the element that says it."""

    name: str
    value: str
    element: HtmlElement


@dataclass(frozen=True, slots=True)
class Metadata:
    """`jsonld` holds article-like objects, the page's own first, with references by @id filled in;
    `linked` all other JSON-LD objects. Names of `meta` are lower case and in page order. `headings` are
    the h1 elements, which the same pass over the page finds."""

    jsonld: tuple[JsonObject, ...] = ()
    linked: tuple[JsonObject, ...] = ()
    meta: tuple[tuple[str, str], ...] = ()
    microdata: tuple[Property, ...] = ()
    canonical: str | None = None
    language: str | None = None
    broken: int = 0
    headings: tuple[HtmlElement, ...] = ()
    _contents: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, content in self.meta:
            self._contents.setdefault(name, []).append(content)

    def all(self, *names: str) -> list[str]:
        """The contents of all meta elements of these names, by the order of the names."""
        return [content for name in names for content in self._contents.get(name, ())]

    def first(self, *names: str) -> str | None:
        return next(iter(self.all(*names)), None)

    def linked_values(self, key: str) -> list[Any]:
        """What the article objects say under a key; lists are flattened."""
        return [one for article in self.jsonld for one in _flat(article.get(key)) if one not in (None, "")]


def words_of(value: Any) -> list[str]:
    """The strings of a JSON-LD value: a string, a list, or objects with a name."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return words_of(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [word for one in value for word in words_of(one)]
    return []


def types_of(thing: JsonObject) -> tuple[str, ...]:
    found = thing.get("@type")
    return tuple(
        str(one).rsplit("/", 1)[-1] for one in (found if isinstance(found, list) else [found]) if one
    )


def read_metadata(survey: Survey, url: str) -> Metadata:
    """All of it, in one look at the page."""
    tree = survey.root
    meta = tuple(_meta(survey.listed.get("meta", ())))
    canonical = _canonical(survey.listed.get("link", ())) or next(
        (content for name, content in meta if name == "og:url"), None
    )
    articles, others, broken = _linked_data(survey.listed.get("script", ()), canonical or url)
    return Metadata(
        articles,
        others,
        meta,
        tuple(_microdata(survey.itemprops)),
        canonical,
        attribute(tree, "lang") or attribute(tree, "xml:lang") or None,
        broken,
        tuple(survey.listed.get("h1", ())),
    )


def _meta(metas: Iterable[HtmlElement]) -> Iterator[tuple[str, str]]:
    for element in metas:
        content = _unescaped(element.get("content") or "").strip()
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(key)
            if name and (name := name.strip().lower()):
                yield name, content


def _canonical(links: Iterable[HtmlElement]) -> str | None:
    for link in links:
        if "canonical" in attribute(link, "rel").lower().split() and link.get("href") is not None:
            return attribute(link, "href").strip() or None
    return None


def _microdata(elements: Iterable[HtmlElement]) -> Iterator[Property]:
    for element in elements:
        value = attribute(element, "content") or attribute(element, "datetime")
        if not value and tag(element) in ("link", "img"):
            value = attribute(element, "href") or attribute(element, "src")
        value = value or text_of(element, _LONGEST_VALUE)
        for name in attribute(element, "itemprop").split():
            if value:
                yield Property(name, _unescaped(value).strip(), element)


def _linked_data(
    scripts: Iterable[HtmlElement], url: str
) -> tuple[tuple[JsonObject, ...], tuple[JsonObject, ...], int]:
    found: list[JsonObject] = []
    broken = 0
    for script in scripts:
        if "ld+json" not in attribute(script, "type").lower():
            continue
        text = (script.text or "")[:_LARGEST_SCRIPT]
        values = read_json(text)
        broken += not values and bool(text.strip())
        found.extend(thing for value in values for thing in _things(value))
    by_id = {thing["@id"]: thing for thing in found if isinstance(thing.get("@id"), str) and len(thing) > 2}
    articles = [_resolved(thing, by_id) for thing in found if _is_article(thing)]
    articles.sort(key=lambda thing: not _speaks_of(thing, url))
    return tuple(articles), tuple(thing for thing in found if not _is_article(thing)), broken


def read_json(text: str) -> list[Any]:
    """JSON as found on pages: with comments, raw line ends, trailing commas, several values in a row."""
    try:
        return [_clean(orjson.loads(text))]
    except orjson.JSONDecodeError:
        pass
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        values = _values_in_a_row(attempt)
        if values:
            return [_clean(value) for value in values]
    return []


def _values_in_a_row(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    if "\\ud" in text or "\\uD" in text:
        values = _without_halves(values)
    return [value for value in values if isinstance(value, (dict, list))]


def _without_halves(values: list[Any]) -> list[Any]:
    """Halves of characters can be written in JSON, and nowhere else."""
    told = json.dumps(values, ensure_ascii=False)
    whole: list[Any] = json.loads(told.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return whole


def _clean(value: Any, depth: int = 0) -> Any:
    """The same value with entities undone, cut below a depth no honest page reaches."""
    if isinstance(value, str):
        return _unescaped(value)
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {
            key: one if type(one) is str and "&" not in one else _clean(one, depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [one if type(one) is str and "&" not in one else _clean(one, depth + 1) for one in value]
    return value


def _unescaped(text: str) -> str:
    """Entities undone twice: many systems escape what they escaped before."""
    return html.unescape(html.unescape(text)) if "&" in text else text


def _things(value: Any, depth: int = 0) -> Iterator[JsonObject]:
    """The objects of a JSON-LD document: the outer ones, those of @graph, and main entities."""
    if depth > 4:
        return
    if isinstance(value, list):
        for one in value:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (dict, list)):
                yield from _things(value[key], depth + 1)


def _is_article(thing: JsonObject) -> bool:
    return any(_TYPES.search(name) for name in types_of(thing))


def _resolved(thing: JsonObject, by_id: dict[str, JsonObject]) -> JsonObject:
    return {key: _referred(value, by_id) for key, value in thing.items()}


def _referred(value: Any, by_id: dict[str, JsonObject]) -> Any:
    if isinstance(value, list):
        return [_referred(one, by_id) for one in value]
    if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _speaks_of(thing: JsonObject, url: str) -> bool:
    """Whether an article object names this page's address."""
    page = thing.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = page.get("@id") or page.get("url")
    return any(_same_address(str(one), url) for one in (thing.get("url"), page, thing.get("@id")) if one)


def _same_address(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url.split("#")[0].split("?")[0]).rstrip("/")


def _flat(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else (value,)
