"""Every profile of the catalogue is in order, and the catalogue finds the one that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.errors import ProfileError, UsageError
from newsarchive.portals import Catalogue
from newsarchive.portals.checking import problems_of
from newsarchive.profile import Profile
from storage.records import PlaceRecord

CATALOGUE = Catalogue()
PLACES = {place.code: place for place in CATALOGUE.places()}


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_every_profile_is_in_order(slug: str) -> None:
    profile = CATALOGUE.get(slug)
    assert problems_of(profile, PLACES) == []
    assert profile.discovery.examples
    assert profile.discovery.counter_examples
    assert Profile.from_json(profile.to_json()).digest == profile.digest


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_a_storys_url_finds_its_portal_alone(slug: str) -> None:
    profile = CATALOGUE.get(slug)
    for host in profile.hosts:
        found = CATALOGUE.for_url(f"https://{host}{profile.discovery.examples[0]}")
        assert found is not None
        assert found.slug == slug


@pytest.mark.parametrize("platform", CATALOGUE.platforms())
def test_every_platform_can_be_inherited(platform: str, tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    file.write_text(f'name = "Some"\nhomepage = "https://some.example/"\nplatform = "{platform}"\n')
    profile = CATALOGUE.read(file)
    assert profile.layout_at(None) is not None


def test_profiles_without_evidence_of_their_own_say_so() -> None:
    summaries = {portal.slug: portal for portal in CATALOGUE.summaries()}
    assert set(summaries) == set(CATALOGUE.slugs())
    assert summaries["baolaocai"].verified
    assert not summaries["baolangson"].verified
    for slug, portal in summaries.items():
        profile = CATALOGUE.get(slug)
        assert (portal.domains, portal.status, portal.verified, portal.place) == (
            profile.hosts,
            profile.status,
            profile.verified,
            profile.place,
        )


def test_unproven_feeds_are_candidates_only() -> None:
    assert not [slug for slug in CATALOGUE.slugs() if CATALOGUE.get(slug).discovery.feeds]


def test_lang_son_has_three_eras() -> None:
    layouts = CATALOGUE.get("baolangson").layouts
    assert len(layouts) == 3
    assert [str(rule) for rule in layouts["until_2019"].published] == ["css:p.post-date"]
    assert layouts["until_2022"].page_clock


def test_an_unknown_portal_brings_the_nearest_names() -> None:
    with pytest.raises(UsageError, match="baolangson"):
        CATALOGUE.get("baolangsom")


def test_a_url_of_nobody_has_no_portal() -> None:
    assert CATALOGUE.for_url("https://nobody.example/a") is None
    assert CATALOGUE.for_url("mailto:a@b.example") is None


def test_profiles_from_outside_stand_beside_ours_and_before_them(tmp_path: Path) -> None:
    (tmp_path / "pl").mkdir()
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "mine.toml").write_text('languages = ["pl"]')
    (tmp_path / "pl" / "gazeta.toml").write_text(
        'name = "Gazeta"\nhomepage = "https://gazeta.example/"\nplatform = "mine"'
    )
    (tmp_path / "vnexpress.toml").write_text('name = "Ours"\nhomepage = "https://ours.example/"')
    catalogue = Catalogue([tmp_path])
    assert catalogue.get("gazeta").languages == ("pl",)
    assert catalogue.get("vnexpress").name == "Ours"
    assert catalogue.for_url("https://gazeta.example/x").slug == "gazeta"  # type: ignore[union-attr]
    assert set(CATALOGUE.slugs()) < set(catalogue.slugs())


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no directory of profiles"):
        Catalogue([tmp_path / "none"])


def test_a_file_that_is_no_toml_says_where_and_breaks_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('name = "Broken"\nhomepage =')
    catalogue = Catalogue([tmp_path])
    with pytest.raises(ProfileError, match="not TOML"):
        catalogue.get("broken")
    assert catalogue.get("baolaocai").name == "Báo Lào Cai"


def test_shared_hosts_are_told_apart_by_whose_story_it_is(tmp_path: Path) -> None:
    for slug, pattern in (("city", "^/city/"), ("coast", "^/coast/")):
        (tmp_path / f"{slug}.toml").write_text(
            f"name = '{slug}'\nhomepage = 'https://twin.example/'\n[discovery]\narticle_url = '{pattern}'\n"
        )
    catalogue = Catalogue([tmp_path])
    assert catalogue.for_url("https://twin.example/coast/1").slug == "coast"  # type: ignore[union-attr]


def test_the_provinces_of_before_and_after_the_merger() -> None:
    assert len(PLACES) == 63 + 23
    before = [place for place in PLACES.values() if place.valid_from is None]
    after = [place for place in PLACES.values() if place.valid_to is None]
    assert (len(before), len(after)) == (63, 34)
    assert PLACES["VN-09"] == PlaceRecord("VN-09", "Lạng Sơn", "province", "VN")
    for place in PLACES.values():
        assert (place.successor is None) == (place.valid_to is None)
        if place.successor:
            assert place.valid_to == "2025-06-30"
            assert PLACES[place.successor].valid_from == "2025-07-01"


def test_reused_statistical_codes_are_no_place_codes() -> None:
    yen_bai = next(place for place in PLACES.values() if place.name == "Yên Bái")
    assert PLACES[str(yen_bai.successor)].name == "Lào Cai"
    assert "15" not in PLACES
