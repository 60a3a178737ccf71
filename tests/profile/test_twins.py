"""Addresses of one story, however spelt, have one key; addresses of two stories never do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.profile import Profile
from newsarchive.urls import canonical


def profile(pattern: str | None = None, **keys: Any) -> Profile:
    told = {"slug": "portal", "name": "Portal", "homepage": "https://portal.example/"}
    hosts = ["portal.example", "www.portal.example", "m.portal.example", "amp.portal.example"]
    discovery = {"article_url": pattern} if pattern else {}
    return Profile.model_validate({**told, "hosts": hosts, "discovery": discovery, **keys})


NUMBERED = profile(r"-(?P<id>\d+)\.html$")
NAMED = profile()

OF_NUMBER = [
    "https://portal.example/lu-ve-101.html",
    "http://www.portal.example:80/lu-ve-101.html",
    "https://m.portal.example/lu-ve-101.html",
    "https://amp.portal.example/lu-ve-101.html",
    "https://portal.example/amp/lu-ve-101.html",
    "https://portal.example/lu-ve-101.html/amp",
    "https://portal.example/lu-ve-101.html/amp/",
    "https://portal.example/lu-ve-101.amp.html",
    "https://portal.example/lu-ve-101.amp",
    "https://portal.example/lu-ve-101-amp.html",
    "https://portal.example/lu-ve-101.html?amp=1",
    "https://portal.example/lu-ve-101.html?amp",
    "https://portal.example/lu-ve-101.html?outputType=amp",
    "https://portal.example/lu-ve-101.html?m=1&utm_source=zalo",
    "https://portal.example/print/lu-ve-101.html",
    "https://portal.example/lu-ve-101.html?print=1",
    "https://portal.example/lu-ve-101.html?page=2",
    "https://portal.example/lu-ve-101-p2.html",
    "https://portal.example/thoi-su//Lu-Ve-101.html;jsessionid=AB12",
    "https://portal.example/l%C5%A9-v%e1%bb%81-101.html#top",
]
OF_NAME = [
    "https://portal.example/news/a-long-enough-name",
    "https://portal.example/news/a-long-enough-name/",
    "https://portal.example/news/a-long-enough-name/index.html",
    "https://portal.example/news/a-long-enough-name/amp/",
    "https://portal.example/amp/news/a-long-enough-name/",
    "https://portal.example/news/a-long-enough-name/?amp=1&fbclid=3",
    "https://portal.example/news/a-long-enough-name/print",
    "https://portal.example/news/a-long-enough-name/2/",
    "https://portal.example/news/a-long-enough-name/page/3",
    "https://m.portal.example//news/a-long-enough-name",
]


@pytest.mark.parametrize("url", OF_NUMBER)
def test_every_edition_of_a_numbered_story_has_its_key(url: str) -> None:
    assert NUMBERED.key(url) == "101"
    assert NUMBERED.is_article(url)


@pytest.mark.parametrize("url", OF_NAME)
def test_every_edition_of_a_named_story_has_its_key(url: str) -> None:
    assert NAMED.key(url) == "/news/a-long-enough-name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/doi-amp-101.html", "/doi-amp-102.html"),
        ("/news/the-new-guitar-amp", "/news/the-new-guitar"),
        ("/news/a-long-enough-name-2", "/news/a-long-enough-name"),
        ("/news/a-long-enough-name/21/", "/news/a-long-enough-name/"),
        ("/2024-01-02/5", "/2024-01-02/6"),
    ],
)
def test_two_stories_have_two_keys(one: str, other: str) -> None:
    base = "https://portal.example"
    assert NAMED.key(base + one) != NAMED.key(base + other)


def test_a_parameter_that_names_the_story_is_no_page_number() -> None:
    portal = profile(r"^/viewer\.aspx\?page=\d+&id=(?P<id>\d+)$")
    assert portal.key("https://portal.example/viewer.aspx?page=39&id=222823") == "222823"
    portal = profile(r"^/story\?.*\bid=\d+")
    base = "https://portal.example/story"
    assert portal.key(f"{base}?id=5&cat=2") == portal.key(f"{base}?cat=2&id=5") == "/story?cat=2&id=5"
    assert portal.key(f"{base}?id=5") != portal.key(f"{base}?id=6")


def test_twins_are_told_from_the_story_itself() -> None:
    plain = {OF_NUMBER[0], OF_NUMBER[1], OF_NUMBER[-2], OF_NUMBER[-1]}
    assert {url for url in OF_NUMBER if not NUMBERED.is_twin(url)} == plain
    assert not any(NAMED.is_twin(url) for url in OF_NAME[:3])
    assert all(NAMED.is_twin(url) for url in OF_NAME[3:])


def test_a_former_host_is_the_portals_but_is_asked_no_more() -> None:
    portal = profile(r"-(?P<id>\d+)\.html$", former_hosts=["old.example"])
    old = "http://old.example/lu-ve-101.html"
    assert portal.owns(old) and portal.tells_of_article(old)
    assert not portal.allows(old) and not portal.is_article(old)
    assert portal.key(old) == "101"
    assert not portal.owns("https://elsewhere.example/lu-ve-101.html")


def test_former_hosts_change_no_digest_but_that_of_the_portal_that_has_them() -> None:
    assert "former_hosts" not in profile().to_json()
    told = profile(former_hosts=["old.example"])
    assert told.digest != profile().digest
    assert Profile.from_json(told.to_json()) == told


SLUGS = st.from_regex(r"[a-z]{2,6}(?:-[a-z]{2,6}){3,5}", fullmatch=True)
NOISE = st.lists(
    st.sampled_from(["amp=1", "m=1", "print=1", "outputType=amp", "utm_source=x", "fbclid=2", "page=2"]),
    max_size=3,
)


@given(SLUGS, st.integers(10_000, 99_999), NOISE, st.sampled_from(["", "m.", "www.", "amp."]), st.booleans())
def test_noise_changes_no_key_and_the_id_always_does(
    slug: str, number: int, noise: list[str], host: str, secure: bool
) -> None:
    scheme = "https" if secure else "http"
    path = f"{scheme}://{host}portal.example/{slug}-{number}.html?{'&'.join(noise)}#x"
    assert NUMBERED.key(path) == str(number)
    assert NUMBERED.key(canonical(path)) == NUMBERED.key(path)
    assert NUMBERED.key(path.replace(str(number), str(number + 1))) != NUMBERED.key(path)


@given(SLUGS, SLUGS, NOISE)
def test_named_stories_are_told_apart_by_their_names(one: str, other: str, noise: list[str]) -> None:
    def key(slug: str) -> str:
        return NAMED.key(f"https://portal.example/{slug}/?{'&'.join(noise)}")

    assert (key(one) == key(other)) == (one == other)
