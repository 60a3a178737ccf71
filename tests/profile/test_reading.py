"""TOML files → profiles: inheritance, defaults, and errors that say where and what instead."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.errors import Exit, ProfileError
from newsarchive.profile import Profile, profile_from

Writer = Callable[..., Profile]

PLATFORMS: dict[str, dict[str, Any]] = {
    "press": {
        "timezone": "Europe/Warsaw",
        "discovery": {"article_url": r"-(?P<id>\d+)\.html$", "sections": ["/"]},
        "layouts": {
            "current": {"title": ["css:h1"], "body": ["css:.text"], "drop": [".ad"], "since": "2020-01-01"}
        },
    },
    "press-lite": {"platform": "press", "layouts": {"current": {"body": ["css:.lite"]}}},
    "ring": {"platform": "ring"},
}


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    def written(text: str, name: str = "gazeta") -> Profile:
        file = tmp_path / f"{name}.toml"
        head = "" if "homepage" in text else 'name = "Gazeta"\nhomepage = "https://gazeta.example/"\n'
        file.write_text(head + text, encoding="utf-8")
        return profile_from(file, tomllib.loads(head + text), lambda platform: PLATFORMS[platform])

    return written


def test_name_and_homepage_suffice(write: Writer) -> None:
    profile = write("")
    assert (profile.slug, profile.hosts, profile.status, profile.verified) == (
        "gazeta",
        ("gazeta.example",),
        "active",
        True,
    )
    assert profile.politeness.seconds_between_requests == 2.0
    assert profile.network.verify_tls
    assert profile.layout_at(None) is None


def test_a_homepage_on_a_port_of_its_own_is_in_scope_with_that_port_only(write: Writer) -> None:
    profile = write('name = "G"\nhomepage = "http://127.0.0.1:8080/"')
    assert profile.hosts == ("127.0.0.1:8080",)
    assert profile.allows("http://127.0.0.1:8080/a")
    assert not profile.allows("http://127.0.0.1/a")
    assert not profile.allows("http://127.0.0.1:8081/a")


def test_a_platform_is_overridden_leaf_by_leaf(write: Writer) -> None:
    profile = write('platform = "press"\n[layouts.current]\nbody = "css:.story"')
    layout = profile.layouts["current"]
    assert [str(rule) for rule in layout.title] == ["css:h1"]
    assert [str(rule) for rule in layout.body] == ["css:.story"]
    assert layout.drop == (".ad",)
    assert profile.timezone == "Europe/Warsaw"


def test_a_platform_may_rest_on_another(write: Writer) -> None:
    layout = write('platform = "press-lite"').layouts["current"]
    assert [str(rule) for rule in (*layout.title, *layout.body)] == ["css:h1", "css:.lite"]


def test_a_layout_takes_over_all_but_the_era_of_the_one_it_is_based_on(write: Writer) -> None:
    profile = write(
        """
[layouts.new]
since = 2024-01-01
title = "css:h1.new"
[layouts.old]
until = 2023-12-31
based_on = "new"
body = "css:.old"
[layouts.oldest]
until = 2019-12-31
since = 2010-01-01
based_on = "press/current"
"""
    )
    assert [str(rule) for rule in profile.layouts["old"].title] == ["css:h1.new"]
    assert profile.layouts["old"].since is None
    assert [str(rule) for rule in profile.layouts["oldest"].body] == ["css:.text"]


def test_json_gives_the_same_profile_and_digest_back(write: Writer) -> None:
    profile = write('platform = "press"\n[expectations]\nfilled = { title = 1.0 }')
    again = Profile.from_json(profile.to_json())
    assert again == profile
    assert again.digest == profile.digest
    assert profile.digest.startswith("sha256:")


def test_the_digest_follows_the_platform(write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = write('platform = "press"').digest
    monkeypatch.setitem(PLATFORMS["press"], "timezone", "Europe/Berlin")
    assert write('platform = "press"').digest != before


@pytest.mark.parametrize(
    ("text", "key", "line", "why"),
    [
        ('titel = "x"', "titel", 3, "did you mean 'name'|valid here: "),
        ("[discovery]\nfeed = []", "discovery.feed", 4, "did you mean 'feeds'"),
        ('[layouts.x]\ntitel = "css:h1"', "layouts.x.titel", 4, "did you mean 'title'"),
        ("[politeness]\nseconds = 3", "politeness.seconds", 4, "unknown key"),
        ('[layouts.x]\ntitle = "h1"', "layouts.x.title", 4, "begins with none of css:"),
        ('[layouts.x]\ndrop = [".a["]', "layouts.x.drop", 4, "not CSS"),
        ("[discovery]\narticle_url = '('", "discovery.article_url", 4, "not a regular expression"),
        ('[discovery]\nnext_page = "more"', "discovery.next_page", 4, "neither a css: or xpath: rule"),
        ("[expectations]\nfilled = { titel = 1.0 }", "expectations.filled.titel", 4, "did you mean 'title'"),
        ("[expectations]\nfilled = { title = 2 }", "expectations.filled.title", 4, "less than or equal to 1"),
        ('timezone = "Mars/Base"', "timezone", 3, "no time zone"),
        ('status = "dead"', "status", 3, "should be 'active'"),
        ('hosts = ["https://a.example/"]', "hosts", 3, "not a bare host name"),
        ('[network]\nallow_private = ["8.8.8.0/24"]', "network.allow_private", 4, "not a private network"),
        ('platform = "pres"', "platform", None, "no platform is called 'pres'"),
        ('platform = "ring"', "platform", None, "in a circle"),
        (
            '[layouts.a]\nbased_on = "b"\n[layouts.b]\nbased_on = "a"',
            "layouts.a.based_on",
            None,
            "in a circle",
        ),
        ('[layouts.new]\nbased_on = "nwe"', "layouts.new.based_on", None, "did you mean 'new'"),
        ("[layouts.a]\n[layouts.b]", "", None, "begin on the same day"),
        ("[layouts.a]\nsince = 2024-02-01\nuntil = 2024-01-01", "layouts.a", 3, "before it begins"),
        ('slug = "other"', "slug", None, "the file's name is the slug"),
        ('name = "only"\nx = "homepage"', "homepage", None, "must be there"),
    ],
)
def test_errors_name_file_key_line_and_cure(
    write: Writer, text: str, key: str, line: int | None, why: str
) -> None:
    with pytest.raises(ProfileError, match=why) as caught:
        write(text)
    assert caught.value.key == key
    assert "gazeta.toml" in str(caught.value)
    assert caught.value.exit == Exit.USAGE
    if line is not None:
        assert f"line {line}: " in str(caught.value)


def test_a_file_name_that_is_no_slug_is_refused(write: Writer) -> None:
    with pytest.raises(ProfileError, match="slug"):
        write("", "Gazeta Nowa")
