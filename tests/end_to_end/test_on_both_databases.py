"""The same archive on PostgreSQL: crawled, searched, shown, exported, read again, moved; and archives that
earlier versions made, on either database."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import open_archive
from newsarchive.demo.run import PROFILES, Outcome
from newsarchive.demo.server import DemoServer
from newsarchive.demo.stories import papers as all_papers
from newsarchive.ingest.replay import rebuild
from newsarchive.portals import Catalogue
from newsarchive.workers import WorkerPool

from ..storage.conftest import BOTH, empty
from ..storage.migrations.earlier import REVISIONS, Earlier, earlier
from ..storage.migrations.earlier import rows_of as rows_before
from .conftest import VIEWS, Shell, rows_of

PAPER = "baosuoingan"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with empty("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
def on_postgresql(shell: Shell, server: str) -> Shell:
    """The command line over an archive whose database is on a server."""
    shell.archive.mkdir()
    (shell.archive / "newsarchive.toml").write_text(f'database_url = "{server}"\n', encoding="utf-8")
    return shell


def said(value: Any) -> Any:
    """A value as both databases mean it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.dumps(json.loads(value), sort_keys=True)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return float(value) if isinstance(value, Decimal) else value


def seen(folder: Path, view: str) -> list[list[Any]]:
    return sorted(([said(value) for value in row] for row in rows_of(folder, view)), key=repr)


@pytest.mark.postgresql
def test_a_round_of_all_commands(on_postgresql: Shell, papers: DemoServer, tmp_path: Path) -> None:
    shell = on_postgresql
    assert shell.crawl(PAPER).returncode == 0
    papers.turn("after")
    second = shell.crawl(PAPER)
    assert second.returncode == 0
    (counts,) = json.loads(second.stdout)["portals"]
    assert counts["stored"] and counts["changed"] == 1 and counts["unchanged"]
    assert not (shell.archive / "newsarchive.db").exists()

    found = shell.json("search", "ho chua")
    assert found["total"] and all(hit["portal"] == PAPER for hit in found["results"])
    (changed,) = {row[1] for row in rows_of(shell.archive, "v_versions") if row[10] == 2}
    assert len(shell.json("show", changed)["versions"]) == 2
    assert "18,6" in shell.run("show", changed, "--diff", "1", "2").stdout
    (days,) = {row["portal"] for row in shell.json("coverage")}
    assert days == PAPER
    exported = tmp_path / "stories.jsonl"
    assert shell.run("export", "jsonl", str(exported)).returncode == 0
    assert len(exported.read_text("utf-8").splitlines()) == len(rows_of(shell.archive, "v_articles"))
    told = shell.json("reextract", "--dry-run")
    assert told["pages"] and not told["fields"]["title"]["changed"]
    assert shell.run("reextract").returncode == 0
    assert shell.json("db", "status")["kind"] == "postgresql"


@pytest.mark.postgresql
def test_two_crawls_at_once_do_not_get_into_each_others_way(on_postgresql: Shell) -> None:
    """Their papers print the same agency's stories, so both write to the same clusters."""
    slugs = ("baosuoingan", "baonuixanh", "baobienlang")
    running = [
        subprocess.Popen(on_postgresql.crawl_command(slug), stdout=subprocess.PIPE, text=True)
        for slug in slugs
    ]
    reports = [json.loads(crawl.communicate(timeout=180)[0]) for crawl in running]
    assert [crawl.returncode for crawl in running] == [0, 0, 0]
    stored = sum(report["portals"][0]["stored"] for report in reports)
    assert stored == len(rows_of(on_postgresql.archive, "v_articles"))
    assert {row[2] for row in rows_of(on_postgresql.archive, "v_clusters")} == set(slugs)


@pytest.mark.postgresql
def test_rebuilt_on_the_other_database_every_row_is_the_same(
    demonstration: Outcome, server: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rebuilt"
    shutil.copytree(demonstration.archive / "warc", folder / "warc")
    (folder / "newsarchive.toml").write_text(f'database_url = "{server}"\n', encoding="utf-8")
    catalogue = Catalogue([PROFILES])
    profiles = {paper.slug: catalogue.get(paper.slug) for paper in all_papers()}
    with open_archive(folder, create=True) as archive, WorkerPool() as pool:
        assert rebuild(archive, profiles, pool) > 100
    for view in VIEWS:
        assert seen(folder, view) == seen(demonstration.archive, view), view


@pytest.mark.postgresql
def test_moved_to_postgresql_and_crawled_on(shell: Shell, papers: DemoServer, server: str) -> None:
    assert shell.crawl(PAPER).returncode == 0
    before = {view: seen(shell.archive, view) for view in VIEWS}
    assert shell.run("db", "copy", server).returncode == 0
    (shell.archive / "newsarchive.db").unlink()
    (shell.archive / "newsarchive.toml").write_text(f'database_url = "{server}"\n', encoding="utf-8")
    assert {view: seen(shell.archive, view) for view in VIEWS} == before
    papers.turn("after")
    again = shell.crawl(PAPER)
    assert again.returncode == 0
    (counts,) = json.loads(again.stdout)["portals"]
    assert counts["changed"] == 1 and counts["unchanged"] > 10


def test_a_restored_backup_is_crawled_on(shell: Shell, papers: DemoServer, tmp_path: Path) -> None:
    assert shell.crawl(PAPER).returncode == 0
    (tmp_path / "restored").mkdir()
    assert shell.run("db", "backup", str(tmp_path / "restored" / "newsarchive.db")).returncode == 0
    shutil.copytree(shell.archive / "warc", tmp_path / "restored" / "warc")
    restored = replace(shell, archive=tmp_path / "restored")
    for view in VIEWS:
        assert seen(restored.archive, view) == seen(shell.archive, view), view
    papers.turn("after")
    (counts,) = json.loads(restored.crawl(PAPER).stdout)["portals"]
    assert counts["changed"] == 1 and counts["unchanged"] > 10


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(kind: str, tmp_path: Path) -> Iterator[Earlier]:
    (tmp_path / "old").mkdir()
    with earlier(next(iter(REVISIONS)), kind, tmp_path / "old") as archive:
        yield archive


def test_an_archive_of_an_earlier_version_says_what_to_do_and_is_crawled_on(
    old: Earlier, papers: DemoServer
) -> None:
    papers.turn("after")
    shell = Shell(old.folder, papers)
    for words in (("search", "lua"), ("coverage",), ("show", "x"), ("export", "jsonl", "-")):
        asked = shell.run(*words)
        assert asked.returncode == 6 and "newsarchive db upgrade" in asked.stderr, words
    (status,) = [shell.json("db", "status")]
    assert status["revision"] == old.revision and status["to_do"] == "newsarchive db upgrade"

    again = shell.crawl(PAPER)
    assert again.returncode == 0, again.stderr
    (counts,) = json.loads(again.stdout)["portals"]
    assert counts["failed"] == 0 and counts["changed"] == 0 and counts["unchanged"] > 10
    ids = {row["id"] for row in rows_before(old.file, "SELECT id FROM versions")}
    assert {row[0] for row in rows_of(old.folder, "v_versions")} >= ids
    assert shell.json("search", "ho chua")["total"]
    assert shell.json("db", "status")["pending"] == []
