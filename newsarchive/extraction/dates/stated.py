"""What metadata, address, image paths and lead state about a story's dates → candidates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal
from urllib.parse import unquote

from newsarchive.extraction.dates.moments import Order, ParsedMoment, parse
from newsarchive.extraction.page.addresses import urlsplit
from newsarchive.extraction.page.metadata import JsonObject, Metadata, types_of, words_of
from storage.records import Hints

About = Literal["published", "modified"]


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A moment somebody gave for the story, and how far that is to be believed. `source` is who said it:
    two candidates of one source are one voice."""

    moment: ParsedMoment
    text: str
    rule: str
    where: str
    confidence: float
    about: About
    source: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How strings of this page are to be read."""

    zone: tzinfo | None
    languages: tuple[str, ...]
    order: Order
    now: datetime | None

    def parse(self, text: str) -> ParsedMoment | None:
        return parse(text, self.zone, self.languages, self.order, self.now)


_META: dict[About, dict[str, float]] = {
    "published": {
        "article:published_time": 0.92, "og:article:published_time": 0.9, "article:published": 0.9,
        "og:published_time": 0.9, "datepublished": 0.85, "date_published": 0.85, "published_time": 0.85,
        "article.published": 0.85, "published": 0.85, "published_date": 0.85, "published_at": 0.85,
        "published-date": 0.85, "article:post_time": 0.85, "article:publish_date": 0.85,
        "rnews:datepublished": 0.85, "shareaholic:article_published_time": 0.85, "publishdate": 0.85,
        "publish-date": 0.85, "publish_date": 0.85, "publication-date": 0.85, "publication_date": 0.85,
        "pub_date": 0.85, "pubdate": 0.85, "og:pubdate": 0.8, "sailthru.date": 0.85,
        "parsely-pub-date": 0.85, "cxenseparse:recs:publishtime": 0.85, "cxenseparse:publishtime": 0.85,
        "originalpublicationdate": 0.85, "article_date_original": 0.85, "dcterms.issued": 0.85,
        "dc.date.issued": 0.85, "dc:date": 0.8, "dc.date": 0.8, "dcterms.date": 0.8,
        "dcterms.created": 0.75, "dc.date.created": 0.75, "dc.created": 0.75, "bt:pubdate": 0.8,
        "citation_publication_date": 0.8, "citation_online_date": 0.8, "citation_date": 0.8,
        "displaydate": 0.8, "dcsext.articlefirstpublished": 0.7, "analyticsattributes.articledate": 0.8,
        "gentime": 0.75, "date": 0.75, "publishdatetime": 0.85, "dc.date.publication": 0.8,
        "article:create_at": 0.6, "uploaddate": 0.6, "article:created_time": 0.6, "datecreated": 0.5,
        "created": 0.6, "doc_date": 0.7, "content_create_date": 0.6, "article-date": 0.8,
        "blogdate": 0.8, "story_date": 0.8, "dateline": 0.6, "timestamp": 0.5, "time": 0.5,
        "vr:published_time": 0.85, "iso-8601-publish-date": 0.9, "ptime": 0.8, "og:regdate": 0.8,
        "article:post_date": 0.85, "article:published_date": 0.88, "article:publicationdate": 0.85,
        "article.created": 0.6, "dateposted": 0.8, "date_created": 0.6, "dc:created": 0.75,
        "dc:date:issued": 0.85, "dc.issued": 0.85, "dcterms.available": 0.75, "dc.date.available": 0.75,
        "dcterms:date": 0.8, "dcterms:created": 0.75, "dcterms:issued": 0.85, "dcterms.published": 0.8,
        "og:datepublished": 0.85, "og:publish_date": 0.85, "og:article:published": 0.88,
        "og:question:published_time": 0.85, "og:published": 0.85, "og:published_at": 0.85,
        "mediator_published_time": 0.85, "pdate": 0.75, "publish_time": 0.85, "publish-time": 0.85,
        "publisheddate": 0.85, "publishedtime": 0.85, "publicationdate": 0.85, "rbpubdate": 0.8,
        "twt-published-at": 0.85, "field-name-post-date": 0.8, "article_publish_date": 0.85,
        "article-publish-date": 0.85, "article:publicationtime": 0.85, "article:date_published": 0.85,
        "first_published": 0.85, "first-published": 0.85, "firstpublished": 0.85, "post_date": 0.8,
        "post-date": 0.8, "posted": 0.7, "issued": 0.7, "parsely-pubdate": 0.85,
        "prism.publicationdate": 0.85, "prism.publication_date": 0.85, "eprints.date": 0.75,
        "citation_cover_date": 0.7, "bepress_citation_date": 0.75, "weibo:article:create_at": 0.7,
        "weibo: article:create_at": 0.7, "video:release_date": 0.75, "og:video:release_date": 0.7,
        "music:release_date": 0.6, "release_date": 0.6, "sailthru.pubdate": 0.85, "pubtime": 0.8,
        "publish_at": 0.85, "news_date": 0.8, "newsdate": 0.8, "story-date": 0.8, "page.published": 0.85,
        "wp-published": 0.8, "dcterms.dateaccepted": 0.5, "content-date": 0.7, "contentdate": 0.7,
    },
    "modified": {
        "article:modified_time": 0.9, "og:article:modified_time": 0.88, "article:modified": 0.88,
        "datemodified": 0.85, "og:updated_time": 0.7, "og:modified_time": 0.85, "dcterms.modified": 0.8,
        "dc.date.modified": 0.8, "dc.modified": 0.8, "lastmod": 0.8, "lastmodified": 0.7,
        "last-modified": 0.5, "last_modified": 0.7, "modified": 0.7, "updated": 0.7,
        "article.updated": 0.8, "article:updated_time": 0.85, "revised": 0.6, "dateupdated": 0.7,
        "cxenseparse:recs:modifiedtime": 0.8, "last-updated": 0.7, "parsely-modified-date": 0.8,
        "utime": 0.7, "date_modified": 0.8, "iso-8601-modified-date": 0.85,
        "article:modified_date": 0.85, "article:post_modified": 0.85, "bt:moddate": 0.8, "moddate": 0.7,
        "modified_time": 0.8, "modificationdate": 0.8, "revision_date": 0.6, "updated_time": 0.7,
        "lastdate": 0.6, "dcterms:modified": 0.8, "dc:date:modified": 0.8, "article:updated": 0.8,
        "og:modified": 0.8, "weibo:article:update_at": 0.7, "weibo: article:update_at": 0.7,
        "citation_lastmodified_date": 0.7, "dateupdate": 0.7, "og:article:updated_time": 0.8,
    },
}  # fmt: skip
_SURE = 0.85
_LINKED: tuple[tuple[About, str, float], ...] = (
    ("published", "datePublished", 0.92),
    ("published", "dateCreated", 0.6),
    ("published", "uploadDate", 0.6),
    ("modified", "dateModified", 0.88),
)
_AS_ASKED = re.compile(r"\s*(?:\d{4}-?\d\d|\d{9,})")
_FOR_READERS = 0.9
"""Of a value that is not in the form the protocol asks for: a template's, that of when the page was made."""
_PAGE_TYPES = frozenset(
    ("WebPage", "ItemPage", "VideoObject", "AboutPage", "Product", "Recipe", "CreativeWork", "PodcastEpisode")
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_Y, _M, _D = r"(?P<y>(?:19[89]|20[0-4])\d)", r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01]|[1-9])"
_DAY_IN_PATH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_Y}([/_-]){_M}\2{_D}(?!\d)",
        rf"(?<!\d){_Y}/(?P<name>{'|'.join(_MONTHS)})[a-z]*/{_D}(?!\d)",
        rf"/{_Y}/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=/)",
        r"(?<!\d)(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)(?P<d>0[1-9]|[12]\d|3[01])[-_](?P<m>0[1-9]|1[0-2])[-_](?P<y>20[0-4]\d)(?!\d)",
    )
)
_LOOSE_DAY = re.compile(
    r"(?<!\d)(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d\d{2,7}(?!\d))"
)
_MONTH_IN_PATH = re.compile(
    r"/(?P<y>20[0-4]\d)[/_-]?(?P<m>0?[1-9]|1[0-2])(?=/)|/(?P<m2>[1-9]|1[0-2])_(?P<y2>20[0-4]\d)/"
)


def says_when_published(meta: Sequence[tuple[str, str]]) -> bool:
    """Whether meta elements tell of a publication, as those of stories do and those of other pages do not."""
    names = _META["published"]
    return any(names.get(name, 0.0) >= _SURE for name, _ in meta)


def stated(metadata: Metadata, hints: Hints, url: str, reading: Reading) -> list[DateCandidate]:
    return [*_linked(metadata, reading), *_meta(metadata, reading), *_address(url), *_hinted(hints, reading)]


def _linked(metadata: Metadata, reading: Reading) -> Iterator[DateCandidate]:
    for at, article in enumerate(metadata.jsonld):
        yield from _of_object(article, reading, 1.0 if at == 0 else 0.7)
    for thing in metadata.linked:
        if _PAGE_TYPES.intersection(types_of(thing)):
            yield from _of_object(thing, reading, 0.85)


def _of_object(thing: JsonObject, reading: Reading, weight: float) -> Iterator[DateCandidate]:
    for about, key, confidence in _LINKED:
        for text in words_of(thing.get(key)):
            moment = reading.parse(text)
            if moment:
                where = "/".join(types_of(thing)) or "JSON-LD"
                yield DateCandidate(
                    moment, text, f"jsonld:{key}", where, confidence * weight, about, "jsonld"
                )


def _meta(metadata: Metadata, reading: Reading) -> Iterator[DateCandidate]:
    seen: set[str] = set()
    for name, content in metadata.meta:
        for about, names in _META.items():
            if name not in names or len(content) > 60:
                continue
            moment = reading.parse(content)
            if moment:
                weight = 0.6 if name in seen else 1.0
                if name.endswith("_time") and not _AS_ASKED.match(content):
                    weight *= _FOR_READERS
                yield DateCandidate(
                    moment, content, f"meta:{name}", "meta", names[name] * weight, about, f"meta:{name}"
                )
            seen.add(name)


def _address(url: str) -> Iterator[DateCandidate]:
    """The day or month an address carries."""
    path = unquote(urlsplit(url).path)
    found = day_in_path(path)
    if found:
        yield _from_path(found.isoformat(), "day", path, 0.82)
        return
    loose = _LOOSE_DAY.search(path)
    day = _day(loose.groupdict()) if loose else None
    if day:
        yield _from_path(day.isoformat(), "day", path, 0.5)
        return
    month = month_in_path(path + "/")
    if month:
        yield _from_path(month, "month", path, 0.45)


def _from_path(found: str, precision: Literal["day", "month"], path: str, confidence: float) -> DateCandidate:
    moment = ParsedMoment(found, precision, "path", (0, len(path)))
    return DateCandidate(moment, path, "url", "address", confidence, "published", "url")


def _hinted(hints: Hints, reading: Reading) -> Iterator[DateCandidate]:
    about: About
    for about, text, confidence in (("published", hints.published, 0.75), ("modified", hints.modified, 0.6)):
        moment = reading.parse(text) if text else None
        if text and moment:
            yield DateCandidate(moment, text, "lead", f"lead's {about} date", confidence, about, "lead")


def day_in_path(path: str) -> date | None:
    path = path.lower()
    for pattern in _DAY_IN_PATH:
        for match in pattern.finditer(path):
            day = _day(match.groupdict())
            if day:
                return day
    return None


def month_in_path(path: str) -> str | None:
    match = _MONTH_IN_PATH.search(path)
    if not match:
        return None
    year, month = match["y"] or match["y2"], match["m"] or match["m2"]
    return f"{year}-{int(month):02}"


def _day(parts: dict[str, str | None]) -> date | None:
    month = _MONTHS.index(str(parts["name"])) + 1 if parts.get("name") else int(parts["m"] or 0)
    try:
        return date(int(parts["y"] or 0), month, int(parts["d"] or 0))
    except ValueError:
        return None


def image_months(addresses: Iterable[str]) -> list[str]:
    """The months, or days, under which a story's images were filed, the most frequent first."""
    found: dict[str, int] = {}
    for address in addresses:
        path = urlsplit(address).path if "//" in address[:8] else address.split("?")[0]
        day = day_in_path(path)
        filed = day.isoformat() if day else month_in_path(path)
        if filed:
            found[filed] = found.get(filed, 0) + 1
    return sorted(found, key=lambda one: -found[one])
