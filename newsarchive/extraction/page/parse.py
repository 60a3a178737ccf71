"""A page's bytes → a tree that has lost no text, or the reason why there is none."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, fromstring

from newsarchive.extraction.page.document import Document
from newsarchive.extraction.page.tree import finder
from newsarchive.text import Decoded, decode
from storage.records import Page, Problem, Refusal

# One class for all elements is looked up in C; lxml.html's own lookup is a Python call for each.
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_SWALLOWERS = finder("//svg[.//p or .//div] | //math[.//p or .//div] | //object[.//p] | //select[.//p]")
_WORTH_MENDING = 200
LARGEST_BODY = 8 * 1024 * 1024
_LARGEST_FOR_REPAIR = 768 * 1024
_MOST_TAGS_FOR_REPAIR = 30_000
_MOST_ATTRIBUTES = 4_000
_LONG_TAG = 16_000
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"RIFF",
    b"\x00\x00\x01\x00",
    b"OggS",
    b"ID3",
    b"Rar!",
    b"7z\xbc\xaf",
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FIRST_CHARACTER = re.compile(r"\s*(\S)")
_FEED = re.compile(r"\s*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b")
_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|h[1-6]|table|br|span|meta|title|a|section|main|ul|ol|li|img|center|font|b|i|em|strong|td|tr|form)\b[^<>]*>",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNSEEN = re.compile(r"<(script|style|noscript|template|svg|head|title)\b|<!--", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_NESTING = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|center|big|small|section|a|ul|ol|li|table|tbody|tr|td|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(page: Page) -> Document | Refusal:
    """Decoded, checked for what would hang a parser, parsed, and mended where the parser gave up."""
    if len(page.body) > LARGEST_BODY:
        return Refusal("too_large", f"{len(page.body)} bytes")
    if page.body.startswith(_MAGIC):
        return Refusal("not_html", "the bytes are those of another kind of file")
    decoded = decode(page.body, page.content_type)
    if len(decoded.text) > LARGEST_BODY:
        return Refusal("too_large", f"{len(decoded.text)} characters")
    text, utf8 = decoded.text, decoded.utf8
    # Bytes are searched faster than text.
    has_nul = "\x00" in text if utf8 is None else b"\x00" in utf8
    refusal = _no_text(decoded, page, has_nul)
    if refusal:
        return refusal
    if has_nul or _DECLARATION.match(text):
        text, utf8 = _DECLARATION.sub("", text).replace("\x00", ""), None
    if any(problem.code == "truncated_gzip" for problem in decoded.problems):
        return Refusal("truncated", "its compressed bytes end too early")
    problems = (*page.problems, *decoded.problems)
    if not _TAG.search(text):
        return _bare(page, text, decoded.encoding, problems)
    crowded = crowded_tag(text)
    if crowded:
        return Refusal("too_large", f"one tag has about {crowded} attributes")
    tree, limited = _parse(text.encode("utf-8", "replace") if utf8 is None else utf8)
    if limited:
        tree, _ = _parse(_NESTING.sub("\n", text).encode("utf-8", "replace"))
        problems = (*problems, Problem("parse_limited", "", "nested too deeply; read without its nesting"))
    if tree is None:
        return Refusal("empty", "no element")
    return Document(page, tree, text, decoded.encoding, problems=problems)


def _no_text(decoded: Decoded, page: Page, has_nul: bool) -> Refusal | None:
    text = decoded.text
    first = _FIRST_CHARACTER.match(text)
    if first is None:
        return Refusal("empty", "no text")
    lost = len(_CONTROLS.findall(text)) if has_nul else 0
    if any(problem.code == "replacement_characters" for problem in decoded.problems):
        lost += text.count("\ufffd")
    if lost > 0.05 * len(text):
        return Refusal("undecodable", f"{lost} of {len(text)} characters cannot be read")
    if _FEED.match(_DECLARATION.sub("", text)):
        return Refusal("not_html", "a feed or sitemap")
    if first[1] in "{[" and text.rstrip()[-1:] in ("}", "]"):
        return Refusal("not_html", "JSON")
    kind = (page.content_type or "text/html").split(";")[0].strip().lower()
    if kind and not kind.endswith(("html", "xml")) and not _TAG.search(text):
        return Refusal("not_html", kind)
    return None


def _bare(page: Page, text: str, encoding: str, problems: tuple[Problem, ...]) -> Document | Refusal:
    """The bare text of a page; a server never sends one as HTML."""
    if page.content_type is not None:
        return Refusal("not_html", "no tag in it")
    empty = fromstring("<html><body></body></html>")
    return Document(page, empty, text, encoding, bare=True, problems=problems)


def crowded_tag(text: str) -> int:
    """The number of attributes of a tag that has thousands: parsers take minutes over one."""
    start = 0
    while start + _LONG_TAG <= len(text):
        near = text.rfind(">", start, start + _LONG_TAG)
        if near >= 0:
            start = near + 1
            continue
        end = text.find(">", start)
        names = _attributes(text[start : end if end >= 0 else len(text)])
        if names > _MOST_ATTRIBUTES:
            return names
        start = end + 1 if end >= 0 else len(text)
    return 0


def _attributes(part: str) -> int:
    """How many words stand in the tag that a text ends in."""
    start = part.rfind("<")
    if start < 0 or not part[start + 1 : start + 2].isalpha():
        return 0
    return len(_QUOTED.sub("", part[start:]).split())


def _parse(utf8: bytes) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether the parser stopped at a limit of its own."""
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8", collect_ids=False
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError:
        tree = None
    limited = any(
        error.type_name == "ERR_RESOURCE_LIMIT" or "depth" in (error.message or "")
        for error in parser.error_log
    )
    return tree, limited


def fragment(markup: str) -> HtmlElement | None:
    """Markup of a part of a page as one element, ready to be put into a tree."""
    if crowded_tag(markup):
        return None
    tree, limited = _parse(f"<html><body><div>{markup}</div></body></html>".encode("utf-8", "replace"))
    body = tree.find("body") if tree is not None and not limited else None
    if body is None:
        return None
    body.tag = "div"
    return body


def _seen(text: str) -> str:
    """Source without the elements nobody reads; one never closed is looked for once, for that takes long."""
    pieces: list[str] = []
    at = 0
    endless: set[str] = set()
    for opening in _UNSEEN.finditer(text):
        name = (opening[1] or "--").lower()
        if opening.start() < at or name in endless:
            continue
        ending = "-->" if name == "--" else rf"</{name}\s*>"
        end = re.compile(ending, re.IGNORECASE).search(text, opening.end())
        if end is None:
            endless.add(name)
            continue
        pieces.append(text[at : opening.start()])
        at = end.end()
    return "".join((*pieces, text[at:]))


def mended(document: Document) -> Document | None:
    """The page read again as browsers read it, where the tree has lost prose, or hides it in a drawing that
    was never closed."""
    if document.bare or len(document.text) > _LARGEST_FOR_REPAIR:
        return None
    if document.text.count("<") > _MOST_TAGS_FOR_REPAIR:
        return None
    swallowed = sum(len("".join(str(one.text_content()).split())) for one in _SWALLOWERS(document.tree))
    here = len("".join(str(document.tree.text_content()).split()))
    there = len("".join(unescape(_ANY_TAG.sub("", _seen(document.text))).split()))
    if swallowed < _WORTH_MENDING and (there < _WORTH_MENDING or here > 0.7 * there):
        return None
    from bs4 import BeautifulSoup  # slow to import, and hardly a page needs it

    tree, limited = _parse(str(BeautifulSoup(document.text, "html5lib")).encode("utf-8", "replace"))
    if tree is None or limited:
        return None
    problem = Problem(
        "markup_mended", "", f"{max(swallowed, there - here)} characters were lost to broken markup"
    )
    return Document(
        document.page, tree, document.text, document.encoding, problems=(*document.problems, problem)
    )
