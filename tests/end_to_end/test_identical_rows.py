"""The design's guard: an archive made by crawling and one made from its WARC files alone are the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.demo.run import PROFILES, Outcome
from newsarchive.demo.stories import papers
from newsarchive.ingest.replay import rebuild
from newsarchive.portals import Catalogue
from newsarchive.workers import WorkerPool

from .conftest import VIEWS, rows_of


@pytest.fixture(scope="session")
def rebuilt(demonstration: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rebuilt") / "archive"
    shutil.copytree(demonstration.archive / "warc", folder / "warc")
    catalogue = Catalogue([PROFILES])
    profiles = {paper.slug: catalogue.get(paper.slug) for paper in papers()}
    with open_archive(folder, create=True) as archive, WorkerPool() as pool:
        assert rebuild(archive, profiles, pool) > 100
    return folder


@pytest.mark.parametrize("view", VIEWS)
def test_rebuilt_from_the_warc_alone_every_row_is_the_same(
    demonstration: Outcome, rebuilt: Path, view: str
) -> None:
    assert rows_of(rebuilt, view) == rows_of(demonstration.archive, view)


def test_there_is_something_to_compare(demonstration: Outcome) -> None:
    empty = [view for view in VIEWS if not rows_of(demonstration.archive, view)]
    assert set(empty) <= {"v_problems"}
