"""The schema's history, run from code: an old or empty database → one that today's code understands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, inspect, text

from storage import views
from storage.database import APPLICATION_ID, StorageError, place, reading, writing

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0010"
"""The newest revision; known here so that an up-to-date database opens without loading Alembic."""


@dataclass(frozen=True, slots=True)
class Step:
    """A revision, and what it brings."""

    revision: str
    brings: str


def revision(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return revision_in(connection)


def known() -> set[str]:
    """Every revision this code can upgrade from."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}


def steps(since: str | None) -> list[Step]:
    """What an upgrade from a revision this code knows would do, in order."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config())
    found = [Step(one.revision, (one.doc or "").rstrip(".")) for one in scripts.walk_revisions()]
    return [step for step in reversed(found) if since is None or step.revision > since]


def newer(url: URL, found: str) -> StorageError:
    return StorageError(
        f"{place(url)}: made by a newer version of newsarchive (schema {found}, "
        f"this one knows {HEAD}); upgrade newsarchive"
    )


def upgrade(engine: Engine) -> None:
    """To HEAD in one transaction, views made anew: the database is old or new, never between."""
    if revision(engine) == HEAD:
        return
    with writing(engine, foreign_keys=False) as connection:
        upgrade_within(connection)


def upgrade_within(connection: Connection) -> None:
    """The same within a transaction that may write and, on SQLite, does not enforce foreign keys."""
    from alembic import command

    found, url = revision_in(connection), connection.engine.url
    if found == HEAD:
        return
    if found is not None and found not in known():
        raise newer(url, found)
    # A table rebuild fails while a view names the table.
    views.drop(connection)
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
    views.create(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StorageError(f"{place(url)}: rows would lose what they refer to; nothing was changed")


def config() -> Config:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def revision_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None
