"""`newsarchive db`: what it says, what it refuses, what cron reads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsarchive.archive import open_archive

from .conftest import Newsarchive


@pytest.fixture
def own(stored: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Newsarchive:
    """An archive that the test may change."""
    shutil.copytree(stored, tmp_path / "archive")
    return Newsarchive(tmp_path / "archive", capsys)


def test_status_says_how_the_database_is(newsarchive: Newsarchive) -> None:
    done = newsarchive("db", "status", "--json")
    assert done.code == 0
    found = done.json
    assert found["revision"] == found["newest"] and found["pending"] == [] and found["integrity"] == "ok"
    assert found["counts"]["articles"] == 2 and found["bytes"] > 0
    assert found["last_backup"] is None and "db backup" in found["to_do"]
    assert "the newest" in newsarchive("db", "status", "--thorough").out


def test_a_backup_is_told_of_and_remembered(own: Newsarchive, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    file = tmp_path / "kept" / "newsarchive.db"
    done = own("db", "backup", str(file), "--json")
    assert done.code == 0 and done.json["path"] == str(file)
    assert own("db", "status", "--json").json["last_backup"] == done.json
    with open_archive(tmp_path / "kept") as archive:
        assert {story.article.id for story in archive.articles} == {"bao-mot-1", "bao-hai-2"}
    again = own("db", "backup", str(file))
    assert again.code == 2 and "--force" in again.err
    replaced = own("db", "backup", str(file), "--force")
    assert replaced.code == 0 and "found whole" in replaced.out and "warc" in replaced.err
    assert own("db", "backup", str(tmp_path)).code == 2
    assert own("db", "backup", str(tmp_path / "nowhere" / "x.db")).code == 6


def test_a_backup_of_the_archive_onto_itself_is_refused(own: Newsarchive) -> None:
    before = (own.folder / "newsarchive.db").read_bytes()
    done = own("db", "backup", str(own.folder / "newsarchive.db"), "--force")
    assert done.code == 2 and "own database" in done.err
    assert (own.folder / "newsarchive.db").read_bytes() == before


def test_an_upgrade_says_from_where_to_where(own: Newsarchive) -> None:
    done = own("db", "upgrade", "--json")
    assert done.code == 0 and done.json["from"] == done.json["to"] and done.json["steps"] == []
    assert "is up to date" in own("db", "upgrade").out


@pytest.mark.parametrize("words", [("search", "lua"), ("db", "copy", "./copy.db"), ("db", "upgrade")])
def test_a_database_of_a_newer_version_is_left_alone(own: Newsarchive, words: tuple[str, ...]) -> None:
    _set_revision(own, "9999")
    done = own(*words)
    assert done.code == 6 and "made by a newer version" in done.err and "upgrade newsarchive" in done.err
    assert "newer" in own("db", "status").out


def test_a_copy_has_every_row(own: Newsarchive, tmp_path: Path) -> None:
    done = own("db", "copy", str(tmp_path / "copy.db"), "--json")
    assert done.code == 0 and done.json["tables"]["articles"]["rows"] == 2
    back = own("db", "copy", "--from", str(tmp_path / "copy.db"), str(tmp_path / "back.db"), "--json")
    assert back.json["tables"] == done.json["tables"]
    assert own("db", "copy", str(tmp_path / "copy.db")).code == 6


def test_no_copy_is_made_under_a_crawl(own: Newsarchive, tmp_path: Path) -> None:
    with open_archive(own.folder) as archive, archive.lock("bao-hai"):
        done = own("db", "copy", str(tmp_path / "copy.db"))
    assert done.code == 4 and not (tmp_path / "copy.db").exists()


def test_what_names_no_database_is_refused_and_makes_no_file(
    own: Newsarchive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert own("db", "copy", "bogus").code == 2
    assert own("db", "copy", "--from", "bogus.db", "x.db").code == 2
    assert own("db", "copy", "mysql://someone@127.0.0.1/x").code == 6
    assert own("db", "copy", "postgresql://someone:secret@127.0.0.1:port/x").code == 6
    monkeypatch.setenv("NEWSARCHIVE_DATABASE_URL", "bogus")
    for words in (("db", "status"), ("search", "lua"), ("db", "copy", "x.db")):
        done = own(*words)
        assert done.code == 2 and "not a database's URL" in done.err
    assert sorted(tmp_path.iterdir()) == before


def test_where_there_is_no_archive_none_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = Newsarchive(tmp_path / "none", capsys)
    for command in ("status", "upgrade"):
        assert nothing("db", command).code == 2
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_database_is_said_to_be_none(own: Newsarchive) -> None:
    (own.folder / "newsarchive.db").write_bytes(b"minutes of a meeting\n" * 400)
    for words in (("status",), ("upgrade",), ("backup", "x.db"), ("copy", "./x.db")):
        done = own("db", *words)
        assert done.code == 6 and "not a database" in done.err


def _set_revision(own: Newsarchive, revision: str) -> None:
    with open_archive(own.folder) as archive, archive.database.writing() as unit:
        unit.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
