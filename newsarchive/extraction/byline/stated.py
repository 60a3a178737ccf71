"""What metadata say of who wrote a story, and what the paper itself is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from newsarchive.extraction.byline.bylines import of_names, once_each, parse
from newsarchive.extraction.byline.collectives import could_be_collective, is_collective, is_paper
from newsarchive.extraction.byline.names import same_name
from newsarchive.extraction.byline.voices import NameCandidate
from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.page.metadata import Metadata, types_of, words_of
from newsarchive.extraction.words.lexicon import every, signed_at_end
from newsarchive.extraction.words.tokens import lowered
from storage.records import Byline, Person

_META = {
    "author": 0.68, "article:author": 0.68, "article:author_name": 0.75, "byl": 0.85, "byline": 0.85,
    "authors": 0.75, "dc.creator": 0.75, "dcterms.creator": 0.75, "dc.contributor": 0.5,
    "sailthru.author": 0.8, "parsely-author": 0.8, "cxenseparse:author": 0.8, "citation_author": 0.75,
    "og:author": 0.7, "og:article:author": 0.7, "rnews:author": 0.75, "article.author": 0.75,
    "bt:author": 0.75, "author-name": 0.75, "article_author": 0.75, "dc:creator": 0.75,
    "mediator_author": 0.75, "creator": 0.65, "auth": 0.65, "dcsext.author": 0.75,
    "article-author": 0.75, "articleauthor": 0.7, "article:author:name": 0.75, "mrf:authors": 0.75,
    "dable:author": 0.75, "twitter:data": 0.68,
}  # fmt: skip
_MOST_AUTHORS = 12
_META_COLLECTIVE, _META_KNOWN_COLLECTIVE = 0.4, 0.6
_PAPER_META = frozenset((
    "og:site_name", "application-name", "apple-mobile-web-app-title", "copyright", "publisher",
    "dc.publisher", "dc.rights", "article:publisher", "twitter:site", "generator", "owner",
))  # fmt: skip
_HANDLE = re.compile(
    r"^\s*(?:@|https?:|www\.|//)|^\S+\.(?:com|net|org|vn|de|pl|info|\w{2,3})\b\S*$|^[\w.+-]+@"
)
_FAMILY_FIRST = re.compile(
    r"([^\W\d_][^\W\d_’'-]*[^\W\d_A-Z]), ([^\W\d_][^\W\d_’'-]*[^\W\d_A-Z](?: [A-Z]\.)?)$"
)
_BETWEEN_TITLES = re.compile(r"\s+[-–—|:·]\s+|:\s+")
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)?\.\w{2,4}$")
_LOGIN = re.compile(
    r"^(?:admin\w*|webmaster|root|editor\d*|user\d*|superuser|administrator|guest|wp-?admin|\w*team|cms\w*|undefined|null|none|unknown|default|anonym\w*)$",
    re.IGNORECASE,
)
_GENERIC = ("bao", "www", "com", "net", "org", "vn", "news", "online", "m", "amp", "en", "co")


def stated_names(metadata: Metadata, languages: tuple[str, ...]) -> Iterator[NameCandidate]:
    for at, article in enumerate(metadata.jsonld[:4]):
        byline, is_known = _byline_of(article, languages)
        if byline and _is_told_by(byline, languages):
            confidence = (0.84 if is_known else 0.55) * (1.0 if at == 0 else 0.7)
            yield NameCandidate(byline, "jsonld:author", "/".join(types_of(article)), confidence, "jsonld")
    stated: dict[str, list[str]] = {"twitter:data": _labelled(metadata)}
    for name, content in metadata.meta:
        if name in _META:
            stated.setdefault(name, []).append(content)
    for name, contents in stated.items():
        told = [_first_name_first(one) for one in _names(contents)]
        byline = of_names(told, languages, pen_names=True) if 0 < len(told) < _MOST_AUTHORS else None
        sure = _META[name]
        if byline is None and len(told) == 1 and could_be_collective(told[0]):
            byline, sure = Byline(told[0], (), (told[0],)), _META_COLLECTIVE
        if byline and _is_told_by(byline, languages):
            sure = sure if byline.people else min(sure, _META_KNOWN_COLLECTIVE)
            yield NameCandidate(byline, f"meta:{name}", "meta", sure, "meta")


def _is_told_by(byline: Byline, languages: tuple[str, ...]) -> bool:
    """Where stories are signed below, metadata give the paper many names: only known collectives count."""
    if byline.people or not signed_at_end(languages):
        return bool(byline.people or byline.agencies)
    return all(is_collective(one) and not is_paper(one) for one in byline.agencies)


def _labelled(metadata: Metadata) -> list[str]:
    """What `twitter:data1` says where `twitter:label1` is "Written by"."""
    labels = every("by")
    return [
        content
        for at in ("1", "2")
        if lowered(metadata.first(f"twitter:label{at}") or "").strip(" :") in labels
        for content in metadata.all(f"twitter:data{at}")
    ]


def _byline_of(article: dict[str, Any], languages: tuple[str, ...]) -> tuple[Byline | None, bool]:
    """An object's authors, and whether any is known for a person or an agency by type and name.

    Who is neither is a collective, whole as it is called."""
    value = article.get("author") or article.get("creator") or []
    people: list[Person] = []
    others: list[str] = []
    printed: list[str] = []
    is_known = False
    for one in value if isinstance(value, list) else [value]:
        for name in _called(one):
            is_host = bool(_HOST.match(name))
            if not is_host and not _is_name(name):
                continue
            byline = None if is_host or _is_organisation(one) else _person(name, languages)
            if byline:
                is_known = True
                people += byline.people
                others += byline.agencies
            elif could_be_collective(name):
                others.append(name)
            else:
                continue
            printed.append(byline.raw if byline else name)
    if not printed:
        return None, False
    return Byline(", ".join(printed), once_each(people), tuple(dict.fromkeys(others))), is_known


def _called(author: Any) -> list[str]:
    """The names of one author."""
    found = words_of(author)
    if not found and isinstance(author, dict):
        found = [" ".join(words_of([author.get("givenName"), author.get("familyName")]))]
    return list(dict.fromkeys(" ".join(one.split()) for one in found))


def _person(name: str, languages: tuple[str, ...]) -> Byline | None:
    byline = parse(_first_name_first(name), languages, pen_names=True)
    return byline if byline and (byline.people or byline.agencies) else None


def _first_name_first(text: str) -> str:
    """ "Doe, Jane" as libraries write it."""
    match = _FAMILY_FIRST.match(text)
    if not match or is_collective(match.group(1)) or is_collective(match.group(2)):
        return text
    return f"{match.group(2)} {match.group(1)}"


def _is_organisation(value: Any) -> bool:
    types = types_of(value) if isinstance(value, dict) else ()
    return any("Organization" in one for one in types) and "Person" not in types


def _names(found: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(" ".join(one.split()) for one in found) if _is_name(name)]


def _is_name(text: str) -> bool:
    text = text.strip()
    return (
        bool(text)
        and not _HANDLE.search(text)
        and not _LOGIN.match(text)
        and any(one.isalpha() for one in text)
    )


def paper_names(metadata: Metadata, url: str) -> frozenset[str]:
    """Names of the paper, squeezed: from its metadata, its publisher, and its host name."""
    found = [content for name, content in metadata.meta if name in _PAPER_META]
    found = [one for one in found if " " in one or not one.startswith("@")]
    for thing in (*metadata.jsonld, *metadata.linked):
        found += words_of(thing.get("publisher"))
        if {"Organization", "NewsMediaOrganization", "WebSite"}.intersection(types_of(thing)):
            found += words_of(thing.get("name"))
    found += [part for one in found for part in _BETWEEN_TITLES.split(one)]
    squeezed = {same_name(one).replace(" ", "") for one in found}
    host = (urlsplit(url).hostname or "").lower()
    parts = [one for one in host.split(".") if one not in _GENERIC]
    squeezed.update(part.replace("-", "") for part in parts if len(part) > 3)
    squeezed.add(host.removeprefix("www.").replace(".", "").replace("-", ""))
    squeezed.update(
        {"bao" + one for one in list(squeezed)} | {one.removeprefix("bao") for one in list(squeezed)}
    )
    initials = {f"initials of {part}" for part in parts if 1 < len(part) < 5}
    return frozenset(one for one in squeezed if len(one) > 1) | initials
