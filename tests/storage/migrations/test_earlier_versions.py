"""Databases of every earlier version, with what they held: brought up to date whole, or left as they were."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.runtime.migration import HeadMaintainer
from sqlalchemy import MetaData, inspect, select, text

from newsarchive.dedup import refresh
from newsarchive.search import parse
from storage import migrations
from storage.database import reading
from storage.repositories import Database
from storage.search.query import Bounds

from ..conftest import BOTH
from .earlier import REVISIONS, Earlier, earlier, rows_of, tables_of

REMADE = {"search_texts", "article_signatures", "signature_bands", "dirty_articles", "cluster_pairs"}
"""Made from other tables, and made anew where a better way was found."""

RENAMED = {"versions": {"change"}, "articles": {"cluster"}}
"""What a newer version may say better of an old row."""

PUBLIC = {
    "v_articles": "id, portal, place, url, title, lead, body, byline, published_at, published_date, "
    "published_precision, modified_at, section, language, captions, versions, status, first_seen, last_seen",
    "v_versions": "id, article, first_seen, last_seen, title, lead, body, byline, published_date",
    "v_captions": "article, version, position, text, credit, image_url",
    "v_bylines": "article, version, name, printed, role, kind",
    "v_evidence": "article, version, field, value, rule, confidence, candidates",
    "v_captures": 'url, article, fetched_at, status, warc, "offset", length, digest',
    "v_runs": "id, started, finished, command, software, exit, report",
    "v_coverage": "portal, date, discovered, fetched, stored, changed, unchanged, refused, refused_by, "
    "failed",
    "v_problems": "article, version, field, code, detail",
    "v_refusals": "url, portal, fetched_at, reason, detail",
    "v_portals": "slug, name, homepage, place, status, articles",
    "v_places": "code, name, kind, country, valid_from, valid_to, successor",
}
BEFORE = [step.revision for step in migrations.steps("0001")]


@pytest.fixture(scope="module", params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=REVISIONS)
def old(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[Earlier]:
    with earlier(request.param, kind, tmp_path) as archive:
        yield archive


@pytest.fixture(scope="module", params=REVISIONS)
def upgraded(
    request: pytest.FixtureRequest, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Earlier, Database]]:
    """For looking only."""
    with earlier(request.param, kind, tmp_path_factory.mktemp("upgraded")) as old:
        database = Database(old.url)
        assert database.revision() == old.revision
        database.upgrade()
        database.check()
        yield old, database
        database.close()


def said(value: Any) -> Any:
    """A value as both databases mean it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.dumps(json.loads(value), sort_keys=True)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return float(value) if isinstance(value, Decimal) else value


def everything(database: Database) -> dict[str, list[Any]]:
    """Schema and rows of all tables."""
    with reading(database.engine) as connection:
        found = MetaData()
        found.reflect(connection)
        rows = {name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for name, table in found.tables.items()}  # fmt: skip
        names = inspect(connection).get_view_names()
        shape = [(column.table.name, column.name, repr(column.type)) for table in found.tables.values()
                 for column in table.columns]  # fmt: skip
        indexes = [index.name for table in found.tables.values() for index in table.indexes]
        connection.rollback()
    return {**rows, "views": sorted(names), "columns": sorted(shape), "indexes": sorted(map(str, indexes))}


def test_no_row_is_lost(upgraded: tuple[Earlier, Database]) -> None:
    old, database = upgraded
    with reading(database.engine) as connection:
        found = MetaData()
        found.reflect(connection)
        for name in set(tables_of(old.file)) - REMADE:
            table = found.tables[name]
            now = [{key: said(value) for key, value in row._mapping.items()}
                   for row in connection.execute(select(table))]  # fmt: skip
            for row in rows_of(old.file, f'SELECT * FROM "{name}"'):
                kept = {key: said(value) for key, value in row.items() if key in table.columns
                        and key not in RENAMED.get(name, set())}  # fmt: skip
                assert any(kept.items() <= one.items() for one in now if one), (name, kept)


@pytest.mark.parametrize("view", PUBLIC)
def test_the_views_say_what_they_said(upgraded: tuple[Earlier, Database], view: str) -> None:
    old, database = upgraded
    query = f"SELECT {PUBLIC[view]} FROM {view}"
    before = sorted((list(map(said, row.values())) for row in rows_of(old.file, query)), key=repr)
    with reading(database.engine) as connection:
        now = sorted((list(map(said, row)) for row in connection.exec_driver_sql(query)), key=repr)
    assert before and now == before


def test_old_stories_are_found_and_resolve(upgraded: tuple[Earlier, Database]) -> None:
    old, database = upgraded
    stories = rows_of(old.file, "SELECT id, title FROM v_articles")
    aliases = rows_of(old.file, "SELECT id, article FROM article_aliases")
    assert stories and aliases
    with database.reading() as unit:
        for story in stories:
            words = " ".join(word for word in story["title"].split() if word.isalpha())
            found = unit.search.run(parse(words, exact=False, bounds=Bounds()))
            assert story["id"] in {hit.article for hit in found.hits}, words
        assert unit.search.run(parse("khongcochu", exact=False, bounds=Bounds())).total == 0
        for alias in aliases:
            assert unit.articles.resolve(alias["id"]) == alias["article"]


def test_copies_are_looked_for_anew_and_an_old_clusters_name_is_not_forgotten(old: Earlier) -> None:
    """The two stories that an earlier version held for copies are none."""
    copies = rows_of(old.file, "SELECT id, cluster FROM articles WHERE cluster IS NOT NULL")
    assert len(copies) == 2 and rows_of(old.file, "SELECT a, b FROM cluster_pairs")
    articles = rows_of(old.file, "SELECT article FROM article_signatures")
    database = Database(old.url)
    database.upgrade()
    name = copies[0]["cluster"]
    with database.writing() as unit:
        assert unit.clusters.present(name) == [name]
        assert refresh(unit) == len(articles)
        assert unit.clusters.clusters_of(row["id"] for row in copies) == {row["id"]: None for row in copies}
        assert unit.clusters.present(name) == [] and unit.clusters.was_cluster(name)
        assert unit.clusters.waiting() == 0
    database.close()


@pytest.mark.parametrize("step", BEFORE)
def test_a_step_that_fails_leaves_the_old_version_whole(
    kind: str, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = HeadMaintainer.update_to_step

    def fail(self: HeadMaintainer, at: Any) -> None:
        if step in at.to_revisions_no_deps:
            raise RuntimeError("halfway")
        done(self, at)

    with earlier("0.1", kind, tmp_path) as old:
        database = Database(old.url)
        before = everything(database)
        with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="halfway"):
            patch.setattr(HeadMaintainer, "update_to_step", fail)
            database.upgrade()
        assert everything(database) == before
        assert database.revision() == old.revision
        if kind == "sqlite":
            with reading(database.engine) as connection:
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                found = connection.execute(text("SELECT count(*) FROM v_articles")).scalar()
            assert found == len(rows_of(old.file, "SELECT id FROM v_articles"))
        database.close()


KILLED = """
import os, signal, sys
from alembic.runtime.migration import HeadMaintainer
from storage.repositories import Database

done = HeadMaintainer.update_to_step

def kill(self, step):
    if sys.argv[2] in step.to_revisions_no_deps:
        os.kill(os.getpid(), signal.SIGKILL)
    done(self, step)

HeadMaintainer.update_to_step = kill
Database(sys.argv[1]).upgrade()
"""


def test_an_upgrade_that_is_killed_can_be_run_again(old: Earlier) -> None:
    database = Database(old.url)
    before = everything(database)
    database.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, old.url, migrations.HEAD], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert everything(database) == before
    database.upgrade()
    database.check()
    database.close()
