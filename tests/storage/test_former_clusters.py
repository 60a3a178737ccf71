"""A cluster is found by each name that it or its articles ever had."""

from __future__ import annotations

import pytest

from newsarchive.errors import UsageError
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import Held, held
from storage.repositories import Unit

from .conftest import Newsroom


@pytest.fixture
def split(unit: Unit, newsroom: Newsroom) -> Unit:
    """What was one cluster is two now; another has a new name, and of one there is nothing left."""
    for key in "abcde":
        newsroom.publish(key)
    unit.clusters.assign(
        {f"tin-nui-{key}": name for key, name in zip("abcd", ("k2", "k2", "k3", "k3"), strict=True)}
    )
    unit.clusters.rename([("k1", "k2"), ("k1", "k3"), ("k0", "k2"), ("gone", "")])
    return unit


def asked(unit: Unit, **options: str) -> Held:
    return held(unit, Choice(**options).parsed())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "found", "note"),
    [
        ("k2", "ab", None),
        ("k0", "ab", "The cluster k0 is called k2 now."),
        ("k1", "abcd", "The cluster k1 became several: k2, k3."),
        ("tin-nui-d", "cd", "The article tin-nui-d is in the cluster k3."),
    ],
)
def test_former_names_and_articles_stand_for_the_clusters_of_today(
    split: Unit, name: str, found: str, note: str | None
) -> None:
    for meant in (asked(split, cluster=name), asked(split, query=f"cluster:{name}")):
        assert meant.notes == ((note,) if note else ())
        hits = split.search.run(meant.query).hits
        assert sorted(hit.article for hit in hits) == [f"tin-nui-{key}" for key in found]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone", "none of its articles has a copy any more"),
        ("k9", "no such cluster and no such article"),
        ("tin-nui-e", "no copy of this article"),
        (" ", "nothing is named"),
    ],
)
def test_a_name_without_a_cluster_is_answered(split: Unit, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        asked(split, cluster=name)
