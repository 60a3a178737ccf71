"""The path of a twin (AMP, mobile, print, a later page of the story) → how the story itself may be spelt.

The forms are those that news systems document: "/amp/" behind or before the path, "?amp=1" and a host of its
own (the WordPress plugin's paired URLs), ".amp.html" (AEM), "?outputType=amp" (Arc), "?m=1" (Blogger),
"print" before or behind the path or in the query. Which spelling counts is for the portal's pattern to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TWIN_HOSTS = ("amp.", "m.", "mobile.", "wap.", "print.")

_LOOKS = frozenset({"amp", "mobile", "print", "printer", "pdf"})
_SWITCHES = frozenset({"amp", "m", "mobile", "print", "isprint", "printable", "printview", "print_view"})
_CHOICES = frozenset({"outputtype", "output", "view", "format", "display", "mode", "layout"})
_PAGES = frozenset({"page", "trang", "paged", "pagenum", "pageno", "pagina", "strona", "seite"})

_BEFORE = re.compile(r"^/(?:amp|m|mobile|print)(?=/.)", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=.)/(?:amp|print|mobile)(?P<slash>/?)$", re.IGNORECASE)
_FILE = re.compile(r"(?P<file>\.(?:html?|php|aspx?|jsp))/$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:amp|print|mobile)(?P<kept>\.[a-z]{3,5})$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_DOUBTFUL = re.compile(r"(?:[-_.](?:amp|print))(?P<kept>\.[a-z]{3,5}|/?)$", re.IGNORECASE)
_SLUG = r"(?P<slug>/(?=[^/]*[a-z]{2})[^/]*(?:-[^/]*){2,}?)"
_WORD = r"(?:page|trang|seite|pagina|strona)"
_NUMBER = r"(?:[2-9]|1\d|20)"
_LATER_PAGE = re.compile(rf"{_SLUG}/(?:{_WORD}[-/]?)?{_NUMBER}(?P<kept>/?)$", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"{_SLUG}(?:[-_](?:{_WORD}|p)[-_]?|/){_NUMBER}(?P<kept>\.[a-z]{{3,5}}|/?)$", re.IGNORECASE
)
_SUSPECT = re.compile(
    rf"\?|//|amp|print|mobile|^/m/|/index\.|/default\.|(?:/|[-_](?:{_WORD}|p)[-_]?){_NUMBER}(?:\.[a-z]+|/?)$",
    re.IGNORECASE,
)
"""Nearly no address has anything of it, and most are asked about."""


def spellings(local: str) -> Iterator[str]:
    """Path and query in the order in which a portal's pattern is tried on them: without what marks a twin, as
    they are, and with marks left out that may as well be words of the story's name. None comes twice."""
    if not _SUSPECT.search(local):
        yield local
        return
    plain = _unmarked(local)
    yield plain
    if plain != local:
        yield local
    path, mark, query = plain.partition("?")
    for doubtful in (_DOUBTFUL, _NUMBERED):
        if match := doubtful.search(path):
            slug = match["slug"] if doubtful is _NUMBERED else ""
            for kept in dict.fromkeys((match["kept"], ".html")):
                yield path[: match.start()] + slug + kept + mark + query


def is_marked(local: str) -> bool:
    """Whether path and query say by themselves that this is a twin."""
    return _SUSPECT.search(local) is not None and _unmarked(local) != _tidy(local)


def ordered(local: str) -> str:
    """Path and query, the query's parameters in one order."""
    path, mark, query = local.partition("?")
    return path + mark + "&".join(sorted(query.split("&")))


def _tidy(local: str) -> str:
    """Without empty steps and without the name of a folder's own page."""
    path, mark, query = local.partition("?")
    return _INDEX.sub("/", re.sub("//+", "/", path)) + mark + "&".join(filter(None, query.split("&")))


def _unmarked(local: str) -> str:
    path, _, query = _tidy(local).partition("?")
    before = None
    while path != before:
        before = path
        path = _BEFORE.sub("", path)
        path = _BEHIND.sub(lambda match: match["slash"], path)
        path = _FILE.sub(lambda match: match["file"], path)
        path = _EXTENSION.sub(lambda match: match["kept"], path)
        path = _LATER_PAGE.sub(lambda match: match["slug"] + match["kept"], path)
        path = _INDEX.sub("/", path)
    pairs = [pair for pair in query.split("&") if pair and not _marks(pair)]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _marks(pair: str) -> bool:
    name, _, value = pair.lower().partition("=")
    if name in _SWITCHES:
        return value in ("", "1", "true", "yes", "on", *_LOOKS)
    if name in _CHOICES:
        return value in _LOOKS
    return name in _PAGES and value.isascii() and value.isdigit() and len(value) <= 3
