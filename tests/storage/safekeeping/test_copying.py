"""From SQLite to PostgreSQL and back: the same rows in every table and view; whole, or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from newsarchive.search import parse
from storage import views
from storage.database import StorageError, reading
from storage.repositories import Database
from storage.safekeeping import copy, copying, rows
from storage.search.query import Bounds
from storage.tables import metadata

from ..conftest import BOTH, Newsroom, empty
from .filled import ROWS, fill

DERIVED = ("search_index", "search_vectors", "alembic_version")
"""What is made anew from the other tables."""


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Database]:
    database = Database(str(tmp_path / "filled.db"))
    database.upgrade()
    with database.writing() as unit:
        fill(unit.connection)
    yield database
    database.close()


@pytest.fixture(params=BOTH)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "target").mkdir()
    with empty(request.param, tmp_path / "target") as url:
        yield url


def said(value: Any) -> Any:
    """A value as both databases mean it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.dumps(json.loads(value), sort_keys=True)
    return float(value) if isinstance(value, Decimal) else value


def seen(connection: Connection) -> dict[str, list[Any]]:
    """All rows of all views."""
    found = {}
    for view in views.VIEWS:
        answer = connection.exec_driver_sql(f"SELECT * FROM {view}")
        found[view] = sorted(([said(value) for value in row] for row in answer), key=repr)
    return found


def raw(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        return {
            table.name: sorted(connection.execute(f'SELECT * FROM "{table.name}"').fetchall(), key=repr)
            for table in rows.tables()
        }


def test_every_table_is_known_or_made_from_those_that_are(database: Database) -> None:
    with database.reading() as unit:
        found = set(inspect(unit.connection).get_table_names())
    assert {name for name in found if not name.startswith(DERIVED)} == set(metadata.tables)


@pytest.mark.postgresql
def test_there_and_back_every_row_is_the_same(filled: Database, tmp_path: Path) -> None:
    with empty("postgresql", tmp_path) as url:
        there = copy(filled.engine, url)
        database = Database(url)
        back = copy(database.engine, str(tmp_path / "back.db"))
        with reading(filled.engine) as here, reading(database.engine) as other:
            assert seen(other) == seen(here)
        database.close()
    assert there.tables == back.tables and set(there.tables) == set(metadata.tables)
    assert there.rows == ROWS * len(metadata.tables)
    assert raw(tmp_path / "back.db") == raw(tmp_path / "filled.db")


def test_the_copy_can_be_searched_and_written_to(database: Database, target: str, tmp_path: Path) -> None:
    with database.writing() as unit:
        Newsroom(unit).publish("post1")
    copy(database.engine, target)
    other = Database(target)
    with other.writing() as unit:
        newsroom = Newsroom(unit, offset=100_000)
        newsroom.publish("post2", newsroom.story("Nắng ấm ở vùng cao"))
    with other.reading() as unit:
        for words, wanted in (("vung cao", 2), ('"Mưa lớn"', 1), ("nang am", 1), ("la vang", 0)):
            assert unit.search.run(parse(words, exact=False, bounds=Bounds())).total == wanted
        assert len(unit.articles.get("tin-nui-post1").versions) == 1  # type: ignore[union-attr]
    other.close()


def test_a_copy_that_fails_half_way_leaves_nothing(
    filled: Database, target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: Connection) -> None:
        raise RuntimeError("halfway")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(copying, "rebuild", fail)
        copy(filled.engine, target)
    assert list((tmp_path / "target").iterdir()) == []
    other = Database(target)
    with other.reading() as unit:
        assert inspect(unit.connection).get_table_names() == []
    other.close()
    for left in (tmp_path / "target").iterdir():
        left.unlink()
    assert copy(filled.engine, target).rows


def test_a_row_that_comes_out_different_is_noticed(
    filled: Database, target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def careless(connection: Connection, _: Any = rows.write) -> None:
        connection.exec_driver_sql("UPDATE runs SET command = 'another' WHERE substr(id, 1, 3) = '003'")

    monkeypatch.setattr(copying, "rebuild", careless)
    with pytest.raises(StorageError, match="runs came out different"):
        copy(filled.engine, target)
    assert list((tmp_path / "target").iterdir()) == []


def test_nothing_is_copied_over_an_archive(filled: Database, target: str, tmp_path: Path) -> None:
    copy(filled.engine, target)
    with pytest.raises(StorageError, match=r"holds an archive already|is there already"):
        copy(filled.engine, target)
    with pytest.raises(StorageError, match="same database"):
        copy(filled.engine, str(tmp_path / "filled.db"))


def test_what_is_no_archive_of_today_is_not_copied(tmp_path: Path, target: str) -> None:
    database = Database(str(tmp_path / "old.db"))
    with pytest.raises(StorageError, match="nothing to copy"):
        copy(database.engine, target)
    database.upgrade()
    for revision, words in (("0002", "db upgrade"), ("9999", "newer version")):
        with database.writing() as unit:
            unit.connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        with pytest.raises(StorageError, match=words):
            copy(database.engine, target)
    database.close()
