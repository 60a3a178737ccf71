"""A rule changes: the stored pages are read again, and nothing of it looks like an edit of the publisher."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from newsarchive.archive import open_archive
from newsarchive.demo.run import PROFILES
from newsarchive.demo.server import DemoServer

from .conftest import Shell, rows_of


def test_new_rules_add_readings_and_no_versions(tmp_path: Path, papers: DemoServer) -> None:
    shell = Shell(tmp_path / "archive", papers)
    slug = "baobienlang"
    assert shell.crawl(slug).returncode == 0
    versions = rows_of(shell.archive, "v_versions")
    shell = replace(shell, profiles=_other_rules(tmp_path / "portals", slug))

    told = shell.json("reextract", "--dry-run")
    assert told["pages"] >= len(versions)
    assert told["fields"]["title"] == {"same": 0, "changed": len(versions), "gained": 0, "lost": 0}
    assert told["fields"]["body"]["same"] == len(versions)
    assert rows_of(shell.archive, "v_versions") == versions

    assert shell.run("reextract").returncode == 0
    after = rows_of(shell.archive, "v_versions")
    assert [row[:5] for row in after] == [row[:5] for row in versions]
    assert all(title.endswith("Báo Biển Lặng") for title in _titles(shell.archive))
    with open_archive(shell.archive) as archive, archive.database.reading() as unit:
        for version, *_ in after:
            earlier, today = unit.articles.extractions(version)
            assert earlier[0].profile != today[0].profile
            assert earlier[1].title and not earlier[1].title.endswith("Báo Biển Lặng")

    assert shell.crawl(slug).returncode == 0
    assert [row[0] for row in rows_of(shell.archive, "v_versions")] == [row[0] for row in versions]


def _titles(folder: Path) -> list[str]:
    with open_archive(folder) as archive:
        return [story.version.extraction.title or "" for story in archive.articles]


def _other_rules(folder: Path, slug: str) -> Path:
    """The same portal, its headlines taken from the window title, which ends in the paper's name."""
    shutil.copytree(PROFILES, folder)
    file = folder / f"{slug}.toml"
    text = file.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("title =")]
    at = next(number for number, line in enumerate(lines) if line.startswith("[layouts."))
    lines.insert(at + 1, 'title = ["css:title"]')
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
