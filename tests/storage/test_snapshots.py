"""One current snapshot a portal; those that readings name stay."""

from __future__ import annotations

from dataclasses import replace

from storage.records import Snapshot

from .conftest import Newsroom

FIRST = Snapshot("tin-nui", "sha256:1", '{"version":1}', 20)


def test_the_last_one_kept_is_current_and_the_others_stay(newsroom: Newsroom) -> None:
    newsroom.portal()
    snapshots = newsroom.unit.snapshots
    assert snapshots.current("tin-nui") is None
    second = replace(FIRST, digest="sha256:2", captures=40)
    snapshots.keep(FIRST)
    snapshots.keep(second)
    assert snapshots.current("tin-nui") == second
    assert snapshots.get("tin-nui", "sha256:1") == FIRST


def test_an_earlier_one_may_become_current_again(newsroom: Newsroom) -> None:
    newsroom.portal()
    snapshots = newsroom.unit.snapshots
    snapshots.keep(FIRST)
    snapshots.keep(replace(FIRST, digest="sha256:2"))
    snapshots.keep(replace(FIRST, captures=60))
    assert snapshots.current("tin-nui") == replace(FIRST, captures=60)


def test_portals_learn_apart(newsroom: Newsroom) -> None:
    for slug in ("tin-nui", "tin-bien"):
        newsroom.portal(slug)
        newsroom.unit.snapshots.keep(replace(FIRST, portal=slug))
    assert newsroom.unit.snapshots.get("tin-bien", "sha256:1") == replace(FIRST, portal="tin-bien")


def test_pages_to_learn_from_are_the_newest_of_articles(newsroom: Newsroom) -> None:
    for key in ("a", "b", "c"):
        newsroom.publish(key)
        newsroom.later(hours=1)
    refused = newsroom.capture("https://tin-nui.example/list")
    newsroom.unit.captures.add(refused, None, "refused")
    again = newsroom.capture("https://tin-nui.example/a", revisit=True)
    newsroom.unit.captures.add(again, "tin-nui-a", "unchanged")
    newest = newsroom.unit.captures.newest("tin-nui", 2)
    assert [article for _, article in newest] == ["tin-nui-c", "tin-nui-b"]
    assert newsroom.unit.captures.count("tin-nui") == 3
