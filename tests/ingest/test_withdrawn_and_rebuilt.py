"""A database made anew honours what was withdrawn, out of WARC files alone and out of an older backup."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.archive import open_archive
from newsarchive.operations import safekeeping
from newsarchive.operations.rebuilding import Order, rebuild_database
from newsarchive.portals import Catalogue
from newsarchive.withdrawal import Request, audit_log, catch_up, lift, removal, withdraw
from storage.records import Hints

from ..end_to_end.conftest import VIEWS
from ..storage.conftest import BOTH, empty
from .conftest import PARAGRAPHS, PROFILE, Desk, desk_in, html, profile_in, wire
from .test_removal import in_database, traces
from .test_withdrawal import searched

MARK = "Quetzalcoatlus"
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
STORIES = ("open", "hidden", "exported", "removed", "redacted", "lifted")


def page(name: str, more: str = "") -> bytes:
    """Each story has words of its own."""
    words = MARK if name in ("removed", "redacted") else name.capitalize()
    own = [f"{words} {name} {at}: {' '.join(f'{name}{at}{word}' for word in one.split())}" for at, one in
           enumerate(PARAGRAPHS)]  # fmt: skip
    return wire(html(f"Chuyện {name} của ông {words} ở thôn Khe Lăng", [*own, *filter(None, [more])]))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "newsarchive.toml").write_text("workers = 1\n")
    desk = desk_in(tmp_path / "archive", profile_in(tmp_path / "portals", PROFILE))
    yield desk
    desk.archive.close()


def told(desk: Desk) -> dict[str, str]:
    """The stories, by name, as they are first read."""
    made = {}
    for at, name in enumerate(STORIES, 100):
        hints = Hints(title=f"Chuyện {name}")
        made[name] = str(desk.give(f"/{name}-{at}.html", page(name), hints=hints).article)
    return made


def edited(desk: Desk) -> None:
    for at, name in enumerate(STORIES, 100):
        words = MARK if name in ("removed", "redacted") else name.capitalize()
        assert desk.give(f"/{name}-{at}.html", page(name, f"{words} nói thêm điều này.")).outcome in (
            "changed", "refused",
        )  # fmt: skip


def withdrawn(desk: Desk, made: dict[str, str]) -> None:
    for asked in (
        Request(made["hidden"], "court order"),
        Request(made["exported"], "licence", scope="export"),
        Request(made["removed"], "court order", scope="content"),
        Request(made["redacted"], "a private name", scope="redaction", phrase=MARK),
        Request(made["lifted"], "a mistake"),
    ):
        withdraw(desk.archive, asked, NOW)
    lift(desk.archive, made["lifted"], "it was a mistake", None, NOW)
    for one in removal.pending(desk.archive):
        removal.finish(desk.archive, one, NOW)


@pytest.fixture(params=BOTH)
def anew(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A directory for another archive, and a database for it on either kind."""
    with empty(request.param, tmp_path) as url:
        folder = tmp_path / "anew"
        folder.mkdir()
        settings = "workers = 1\n"
        if request.param == "postgresql":
            settings += f'database_url = "{url}"\n'
        (folder / "newsarchive.toml").write_text(settings)
        yield folder


def rebuilt(desk: Desk, anew: Path, backup: Path | None = None) -> Desk:
    """From copies of what a person would have kept: WARC files and the audit log."""
    for name in ("warc", "audit.jsonl", "runs"):
        source = desk.archive.path / name
        if source.is_dir():
            shutil.copytree(source, anew / name)
        elif source.exists():
            shutil.copyfile(source, anew / name)
    catalogue = Catalogue([desk.archive.path.parent / "portals"])
    done = rebuild_database(anew, catalogue, Order(backup=backup), NOW)
    assert done.damaged == []
    return Desk(open_archive(anew), desk.profile)


def every_row(desk: Desk) -> dict[str, list[str]]:
    rows = {
        view: sorted(str(tuple(map(_plain, row))) for row in desk.rows(f"select * from {view}"))
        for view in VIEWS
        if view not in ("v_portals", "v_coverage")  # What is removed is not counted any more.
    }
    # A page is measured anew with the mark in it: how sure a reader is may differ a little.
    rows["v_evidence"] = [row for row in rows["v_evidence"] if "redacted" not in row]
    return rows


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def same(desk: Desk, again: Desk) -> None:
    with desk.archive.database.reading() as unit, again.archive.database.reading() as other:
        assert other.withdrawals.all() == unit.withdrawals.all()
        for words in ("Hidden", MARK, "hidden0Sáng", "Khe Lăng", "exported0Sáng", "thêm điều này"):
            assert sorted(searched(other, words)) == sorted(searched(unit, words)), words
        assert searched(other, "Hidden") == searched(other, MARK) == []
        assert [story.article.id for story in other.articles.stream()] == [
            story.article.id for story in unit.articles.stream()
        ]
    if desk.archive.database.engine.dialect.name == again.archive.database.engine.dialect.name:
        before, after = every_row(desk), every_row(again)
        for view in before:
            assert after[view] == before[view], view
    titles = str(again.rows("select title from v_articles")) + str(
        again.rows("select id, title from v_versions")
    )
    assert "Hidden" not in titles and MARK not in titles and "open" in titles
    assert len(again.rows("select 1 from v_articles")) == 4
    assert traces(again.archive.path, MARK) == [] and in_database(again) == []


def test_out_of_warc_files_alone(desk: Desk, anew: Path) -> None:
    made = told(desk)
    edited(desk)
    withdrawn(desk, made)
    again = rebuilt(desk, anew)
    try:
        same(desk, again)
        again.at = desk.at
        assert again.give("/removed-103.html", page("removed")).reason == "withdrawn"
        assert again.give("/hidden-101.html", page("hidden")).reason == "withdrawn"
    finally:
        again.archive.close()


def test_out_of_a_backup_that_is_older_than_the_withdrawals(desk: Desk, anew: Path, tmp_path: Path) -> None:
    made = told(desk)
    safekeeping.back_up(desk.archive.path, tmp_path / "backup.db", NOW, "newsarchive 0")
    # A copy that nobody knows of.
    shutil.copyfile(tmp_path / "backup.db", tmp_path / "elsewhere.db")
    edited(desk)
    withdrawn(desk, made)
    with sqlite3.connect(tmp_path / "elsewhere.db") as connection:
        assert connection.execute("select count(*) from v_articles").fetchone() == (6,)
    again = rebuilt(desk, anew, tmp_path / "elsewhere.db")
    try:
        same(desk, again)
    finally:
        again.archive.close()


def test_the_database_that_was_replaced_and_older_backups_are_reached_too(desk: Desk, tmp_path: Path) -> None:
    made = told(desk)
    safekeeping.back_up(desk.archive.path, tmp_path / "backup.db", NOW, "newsarchive 0")
    desk.archive.close()
    catalogue = Catalogue([tmp_path / "portals"])
    done = rebuild_database(desk.archive.path, catalogue, Order(force=True), NOW)
    assert done.kept and traces(desk.archive.path, MARK) and traces(tmp_path, "Hidden")
    with open_archive(desk.archive.path) as archive:
        again = Desk(archive, desk.profile)
        withdrawn(again, made)
        remains = [
            entry.detail["remains"] for entry in audit_log(archive).entries() if entry.kind == "removed"
        ]
        assert remains == [[], []]
    assert traces(tmp_path, MARK) == []


def test_an_older_backup_put_in_place_by_hand_follows_at_the_next_start(desk: Desk, tmp_path: Path) -> None:
    made = told(desk)
    safekeeping.back_up(desk.archive.path, tmp_path / "backup.db", NOW, "newsarchive 0")
    shutil.copyfile(tmp_path / "backup.db", tmp_path / "elsewhere.db")
    withdrawn(desk, made)
    titles = sorted(desk.rows("select title, withheld from v_articles"))
    desk.archive.close()
    for file in desk.archive.path.glob("newsarchive.db*"):
        file.unlink()
    shutil.copyfile(tmp_path / "elsewhere.db", desk.archive.path / "newsarchive.db")
    with open_archive(desk.archive.path) as archive:
        again = Desk(archive, desk.profile)
        assert len(again.rows("select 1 from v_articles")) == 6
        catch_up(archive, NOW)
        assert sorted(again.rows("select title, withheld from v_articles")) == titles
        assert removal.pending(archive) == []
        assert traces(archive.path, MARK) == [] and in_database(again) == []
