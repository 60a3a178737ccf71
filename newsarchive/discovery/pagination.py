"""A list page → the address of the next one: what the profile says, what the page says, what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from cssselect import HTMLTranslator
from lxml.html import HtmlElement

from newsarchive.discovery.links import absolute
from newsarchive.profile import Profile, Rule
from newsarchive.urls import canonical

LAST_PAGE = 100_000

SAYS_NEXT = "//link[@rel='next']/@href | //a[contains(concat(' ', @rel, ' '), ' next ')]/@href"

_SUFFIX = re.compile(r"(?:/|\.html?)$")
_NUMBER = re.compile(r"(?<!\d)\d{1,6}(?!\d)")


def next_page(tree: HtmlElement, base: str, url: str, profile: Profile) -> str | None:
    """An absolute URL in the portal's scope, never the page's own; None on the last page."""
    here = canonical(url)
    discovery = profile.discovery
    if discovery.next_page_rule is not None:
        found: Iterator[str | None] = iter(_by_rule(tree, base, discovery.next_page_rule))
    elif discovery.next_page_template is not None:
        found = iter([_by_template(here, discovery.next_page_template)])
    else:
        found = _shown(tree, base, here)
    return next((link for link in found if link and link != here and profile.allows(link)), None)


def _by_rule(tree: HtmlElement, base: str, rule: Rule) -> list[str | None]:
    path = rule.expression if rule.kind == "xpath" else HTMLTranslator().css_to_xpath(rule.expression)
    results = tree.xpath(path)
    if not isinstance(results, list):
        return []
    printed = [r.get(rule.attribute or "href") if isinstance(r, HtmlElement) else str(r) for r in results]
    return [absolute(link, base) for link in printed if link]


def _by_template(here: str, template: str) -> str | None:
    """{page} is the number, {section} the list's first page without query, .html or final slash."""
    before, after = template.split("{page}", 1)
    pattern = re.escape(before).replace(re.escape("{section}"), "(?P<section>.*)") + r"(?P<page>\d{1,6})"
    match = re.search(f"{pattern}{re.escape(after)}$", here)
    page = int(match["page"]) + 1 if match else 2
    section = match.groupdict().get("section") if match else None
    if section is None:
        section = _SUFFIX.sub("", here.partition("?")[0])
    if page > LAST_PAGE:
        return None
    filled = template.replace("{section}", section).replace("{page}", str(page))
    return canonical(urljoin(here, filled))


def _shown(tree: HtmlElement, base: str, here: str) -> Iterator[str | None]:
    for printed in tree.xpath(SAYS_NEXT):
        yield absolute(str(printed), base)
    numbered = list(_numbered(tree, base))
    for number, link in numbered:
        if _differs_by_number(here, link, number - 1, number):
            yield link
    if not any(_is_page_of(link, number, here) for number, link in numbered):
        start = _SUFFIX.sub("", here.partition("?")[0])
        for number, link in numbered:
            if number == 2 and link.startswith(start) and "2" in _NUMBER.findall(link[len(start) :]):
                yield link


def _numbered(tree: HtmlElement, base: str) -> Iterator[tuple[int, str]]:
    """Links whose text is a number that stands in their address too: the pages of a list."""
    for element in tree.xpath("//a[@href][string-length(normalize-space(.)) <= 6]"):
        text = " ".join(element.itertext()).strip()
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LAST_PAGE:
            continue
        link = absolute(element.get("href", ""), base)
        if link and str(int(text)) in _NUMBER.findall(_tail(link)):
            yield int(text), link


def _tail(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def _differs_by_number(here: str, there: str, old: int, new: int) -> bool:
    """Whether one address becomes the other when one number in it is put up."""
    return any(
        match[0] == str(old) and here[: match.start()] + str(new) + here[match.end() :] == there
        for match in _NUMBER.finditer(here)
    )


def _is_page_of(link: str, number: int, here: str) -> bool:
    """Whether `here` is a page of the list that `link` is page `number` of."""
    return any(
        match[0] == str(number)
        and re.fullmatch(re.escape(link[: match.start()]) + r"\d+" + re.escape(link[match.end() :]), here)
        for match in _NUMBER.finditer(link)
    )
