"""The schema that migrations make is the one the code describes; an upgrade is whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.types import TypeEngine

from storage import migrations, views
from storage.database import StorageError
from storage.repositories import Database
from storage.tables import metadata

INDEXES = ("search_index", "search_vectors", "alembic_version")
"""Tables that only one of the databases has, and Alembic's own."""


def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    table = getattr(getattr(thing, "table", None), "name", None) or name or ""
    return not table.startswith(INDEXES)


def differs(
    context: MigrationContext, column: object, other: object, found: TypeEngine[Any], told: TypeEngine[Any]
) -> bool:
    """As DDL: Alembic's own comparison does not look into the types that we derive."""
    return found.compile(context.dialect) != told.compile(context.dialect)


def test_an_upgraded_database_is_what_the_tables_say(database: Database) -> None:
    options = {"include_object": ours, "compare_type": differs, "compare_server_default": False}
    with database.reading() as unit:
        context = MigrationContext.configure(unit.connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_constraints_have_the_names_that_the_tables_give_them(database: Database) -> None:
    with database.reading() as unit:
        found = inspect(unit.connection)
        for table in metadata.sorted_tables:
            assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
            named = {key["name"] for key in found.get_foreign_keys(table.name)}
            assert named == {str(key.name) for key in table.foreign_key_constraints}


def test_the_known_head_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_current_head() == migrations.HEAD


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    with database.writing() as unit:
        unit.connection.execute(text("CREATE TABLE witness (id integer)"))
    database.upgrade()
    assert database.revision() == migrations.HEAD
    with database.reading() as unit:
        assert inspect(unit.connection).has_table("witness")


def test_an_upgrade_that_fails_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(url)

    def fail(_: object) -> None:
        raise RuntimeError("halfway")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="halfway"):
        patch.setattr(views, "create", fail)
        database.upgrade()
    with database.reading() as unit:
        assert inspect(unit.connection).get_table_names() == []
    database.upgrade()
    database.check()
    database.close()


def test_views_can_be_dropped_and_made_anew(database: Database) -> None:
    with database.writing() as unit:
        views.drop(unit.connection)
        assert inspect(unit.connection).get_view_names() == []
        views.create(unit.connection)
    with database.reading() as unit:
        assert set(inspect(unit.connection).get_view_names()) == set(views.VIEWS)


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.writing() as unit:
        unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (database.check, database.upgrade):
        with pytest.raises(
            StorageError, match=r"newer version of newsarchive \(schema 9999.*upgrade newsarchive"
        ):
            use()
    assert database.revision() == "9999"


def test_an_empty_database_asks_for_an_upgrade(url: str) -> None:
    database = Database(url)
    with pytest.raises(StorageError, match="makes one"):
        database.check()
    database.close()
