"""The demonstration as a person starts it: summary, archive left behind, what it will not replace."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo.run import MARK, place
from newsarchive.errors import UsageError


def _demo(*options: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newsarchive", "demo", *options],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=150,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """One demonstration for all tests here, in spite of settings that belong to another archive."""
    folder = tmp_path_factory.mktemp("demo")
    done = _demo(
        *("--keep", "kept", "--json"),
        cwd=folder,
        NEWSARCHIVE_DATABASE_URL="postgresql+psycopg://nowhere/none",
    )
    assert done.returncode == 0, done.stderr
    return folder / "kept", json.loads(done.stdout)


def test_the_summary_counts_what_the_papers_printed(kept: tuple[Path, dict[str, Any]]) -> None:
    _, summary = kept
    totals = summary["totals"]
    assert (totals["portals"], totals["articles"], totals["versions"]) == (4, 73, 74)
    assert totals["captions"] == 76 and totals["bylines"] == 73
    assert summary["refused_by"] == {"challenge": 1, "gone": 1, "soft_404": 1}
    assert sorted(len(group) for group in summary["copies"]) == [2, 3]
    assert [run["exit"] for run in summary["runs"]] == [0, 0]


def test_the_summary_names_what_changed_between_the_crawls(kept: tuple[Path, dict[str, Any]]) -> None:
    _, summary = kept
    (corrected,) = summary["changed"]
    assert (corrected["portal"], corrected["before"], corrected["after"]) == ("baosuoingan", "18,6", "16,8")
    assert [one["title"] for one in summary["gone"]] == [
        "Cháy rừng thông ở núi Voi Nằm được khống chế sau bốn giờ"
    ]
    assert len(summary["new"]) == 6
    assert "Wiosenna powódź nie przyszła. Zbiornik zdał pierwszy egzamin" in {
        one["title"] for one in summary["new"]
    }
    assert summary["unchanged"] > 50


def test_the_second_crawl_asked_again_and_got_304_for_most(kept: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = kept
    with sqlite3.connect(folder / "newsarchive.db") as database:
        ask = "SELECT count(*) FROM v_captures WHERE kind = 'article' AND status = ?"
        assert database.execute(ask, (304,)).fetchone()[0] > 40
        assert database.execute(ask, (410,)).fetchone()[0] == 1


def test_the_archive_needs_nothing_of_the_demonstration(kept: tuple[Path, dict[str, Any]]) -> None:
    folder, summary = kept
    found = subprocess.run(
        [sys.executable, "-m", "newsarchive", "--archive", str(folder), "search", "ho chua", "--json"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert json.loads(found.stdout)["total"] >= 3
    assert (folder / MARK).read_text().startswith("This archive was made by")
    assert len(summary["try"]) == 3 and all(str(summary["archive"]) in line for line in summary["try"])


def test_a_temporary_archive_is_gone_and_the_summary_says_so(tmp_path: Path) -> None:
    done = _demo(cwd=tmp_path, TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
    assert "The archive was temporary and is gone" in done.stdout
    assert "“18,6” → “16,8”" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("  ")


def test_an_earlier_demonstration_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with place(folder):
        (folder / "old").write_text("of the run before")
    with place(folder) as fresh:
        assert [file.name for file in fresh.iterdir()] == [MARK]


def test_an_empty_directory_is_used_and_a_missing_one_made(tmp_path: Path) -> None:
    for folder in (tmp_path / "deep" / "new", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        with place(folder) as made:
            assert made == folder and (folder / MARK).is_file()


def test_whatever_else_is_there_is_refused_and_left_alone(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "to-mother.txt").write_text("dear mother")
    link = tmp_path / "link"
    link.symlink_to(letters)
    for target in (letters, letters / "to-mother.txt", link):
        with pytest.raises(UsageError), place(target):
            pass
    assert (letters / "to-mother.txt").read_text() == "dear mother"


def test_a_damaged_demo_archive_is_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with place(folder):
        (folder / "newsarchive.db").write_bytes(b"minutes of a meeting\n" * 400)
    with pytest.raises(UsageError, match=r"remove .* yourself"), place(folder):
        pass
    assert (folder / "newsarchive.db").exists()


def test_a_demo_archive_that_others_crawled_into_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with place(folder), sqlite3.connect(folder / "newsarchive.db") as database:
        database.execute("CREATE VIEW v_portals AS SELECT 'baothat' AS slug")
    with pytest.raises(UsageError, match="baothat"), place(folder):
        pass
    assert (folder / "newsarchive.db").exists()
