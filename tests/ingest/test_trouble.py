"""When disk, WARC or our own code fails: nothing acknowledged is lost, and the next start puts it right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.errors import StorageTrouble
from newsarchive.ingest.replay import adopt
from storage.repositories import Unit

from .conftest import PARAGRAPHS, PROFILE, Desk, InlinePool, html, profile_in, wire

STORY = wire(html("Thôn Khe Lăng nhận giống lúa mới", PARAGRAPHS))


def test_records_without_rows_are_adopted_by_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("newsarchive.ingest.conveyor.keep", full)
        with pytest.raises(StorageTrouble, match="No space left"):
            desk.give("/a-100.html", STORY)
    assert desk.rows("select count(*) from v_articles") == [(0,)]
    assert adopt(desk.archive, desk.profile, InlinePool()).records == 1
    assert desk.rows("select title, versions from v_articles") == [("Thôn Khe Lăng nhận giống lúa mới", 1)]
    assert not list(desk.archive.warc_root.glob("*/*/*.open"))


def test_a_fault_of_ours_in_the_writer_ends_the_run_and_hangs_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr("storage.warc.WarcWriter.append", faulty)
    with pytest.raises(StorageTrouble, match="a fault"):
        desk.give("/a-100.html", STORY)


def test_a_fault_in_keeping_one_page_costs_that_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise ValueError("a fault")

    with monkeypatch.context() as patch:
        patch.setattr("newsarchive.ingest.article.Answer.kept", faulty)
        done = desk.give("/a-100.html", STORY)
    assert (done.outcome, done.reason) == ("failed", "internal")
    assert desk.give("/b-200.html", STORY).outcome == "stored"


def test_an_emptied_warc_file_fails_only_the_page_that_needs_it(desk: Desk) -> None:
    """A changed rule makes the earlier capture be read again, and its file holds nothing any more."""
    desk.give("/a-100.html", STORY)
    for file in desk.archive.warc_root.glob("*/*/*"):
        file.write_bytes(b"")
    desk.profile = profile_in(
        desk.archive.path.parent / "other", PROFILE.replace('"css:h1"', '"css:article h1"')
    )
    with pytest.raises(StorageTrouble, match="restore the file"):
        desk.give("/a-100.html", STORY)
    assert desk.rows("select failed from v_coverage") == [(1,)]
    assert desk.give("/b-200.html", wire(html("Chuyện khác", PARAGRAPHS[::-1]))).outcome == "stored"


def test_two_desks_do_not_share_locks(make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    one, two = make_desk("one"), make_desk("two")
    with one.archive.lock("thu"), two.archive.lock("thu"):
        assert (tmp_path / "one" / "locks" / "thu.lock").exists()


def test_the_units_of_a_failed_group_leave_nothing_half_kept(desk: Desk) -> None:
    def fail(unit: Unit) -> None:
        unit.articles.open("thu-0000000000000000", "thu", "x", "https://thu.example/x", desk.at)
        raise RuntimeError

    with pytest.raises(RuntimeError), desk.archive.database.writing() as unit:
        fail(unit)
    assert desk.rows("select count(*) from v_articles") == [(0,)]
