"""A page whose story a script would put in → the same page with the story in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from newsarchive.extraction.body.region import width
from newsarchive.extraction.draft import Draft
from newsarchive.extraction.page.document import Document
from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.parse import fragment
from newsarchive.extraction.page.tree import finder
from newsarchive.extraction.scripts.strings import Told, blocks_in, markup_in
from newsarchive.extraction.words.likeness import alike_form
from newsarchive.extraction.words.phrases import holds
from storage.records import Problem

SCANT = 300
_MOST_LINKED = 0.3
_OPENING = 40
_SCRIPTS = finder("//script[not(@src)][string-length(.) > 300]")
_COPIES = finder("//*[self::noscript or self::template or self::textarea][string-length(.) > 300]")


def with_script_story(document: Document, draft: Draft) -> Document | None:
    """None where the page prints its story, or no script holds it. The tree itself is changed."""
    printed = sum(width(one.text) for one in draft.story.blocks if one.kind in ("paragraph", "quote", "item"))
    if document.recovered is not None or printed >= SCANT:
        return None
    best, most = None, 2 * printed + SCANT
    told = _known_words(draft)
    for one in _told_by(document, draft):
        element = fragment(one.markup)
        if element is None:
            continue
        prose = " ".join(str(element.text_content()).split())
        if _is_other(element, prose):
            continue
        worth = width(prose)
        if told and any(words in alike_form(prose) for words in told):
            worth *= 3
        elif one.target is None and not _speaks_of_story(draft):
            continue
        if worth > most:
            best, most = (one, element), worth
    if best is None:
        return None
    _put(document, draft, best[0].target, best[1])
    detail = f"{width(str(best[1].text_content()))} characters; the page prints {printed}"
    problem = Problem("body_from_script", "body", detail)
    return replace(document, recovered=best[1], problems=(*document.problems, problem))


def _told_by(document: Document, draft: Draft) -> Iterator[Told]:
    for value in draft.metadata.linked_values("articleBody"):
        if isinstance(value, str) and "<" in value:
            yield Told(value)
    for copy in _COPIES(document.tree):
        markup = (
            copy.text or ""
            if copy.tag == "textarea"
            else str(etree.tostring(copy, encoding="unicode", with_tail=False))
        )
        yield Told(re.sub(r"^<(?:noscript|template)[^>]*>|</(?:noscript|template)>\s*$", "", markup))
    for script in _SCRIPTS(document.tree):
        text = script.text or ""
        if "ld+json" in str(script.get("type") or ""):
            continue
        yield from markup_in(text)
        yield from blocks_in(text)


def _known_words(draft: Draft) -> list[str]:
    """How the page's description begins, and what it prints of the story."""
    said = [draft.metadata.first(name) or "" for name in ("og:description", "description")]
    said += [one.text for one in draft.story.blocks if one.kind == "paragraph"]
    return [form[:_OPENING] for one in said if len(form := alike_form(one)) >= _OPENING]


def _speaks_of_story(draft: Draft) -> bool:
    """Whether the page says that it is a story: a list has scripts with texts of others too."""
    og_type = (draft.metadata.first("og:type") or "").lower()
    return (
        bool(draft.metadata.jsonld)
        or og_type == "article"
        or bool(draft.metadata.first("article:published_time"))
    )


def _is_other(element: HtmlElement, prose: str) -> bool:
    """Lists of links, and requests to the reader."""
    linked = sum(len(" ".join(str(link.text_content()).split())) for link in element.iter("a"))
    return (
        not prose
        or linked > _MOST_LINKED * len(prose)
        or (width(prose) < 3 * SCANT and holds(prose, "prompt"))
    )


def _put(document: Document, draft: Draft, target: str | None, element: HtmlElement) -> None:
    """Into the element the script names, an empty one named as a body, or below the headline."""
    place = _place(document.tree, target)
    title = draft.story.title_element
    if place is not None:
        place.append(element)
    elif title is not None and title.getparent() is not None and title.tag in ("h1", "h2", "h3"):
        title.addnext(element)
    else:
        body = document.tree.find("body")
        (document.tree if body is None else body).append(element)


def _place(tree: HtmlElement, target: str | None) -> HtmlElement | None:
    if target:
        return next((one for one in tree.iter() if one.get("id") == target), None)
    for one in tree.iter("div", "section", "article"):
        named = hint_of(one) & Hint.BODY and not hint_of(one) & Hint.NOISE
        if (named or one.get("itemprop") == "articleBody") and not len(
            "".join(str(one.text_content()).split())
        ):
            return one
    return None
