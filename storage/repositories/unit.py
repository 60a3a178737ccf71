"""A database as the rest of the project sees it: units of work, each a transaction with all repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import random
from time import sleep
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import NestedTransaction

from storage import migrations
from storage.database import InterruptedWorkError, StorageError, open_engine, place, reading, writing
from storage.repositories.arrivals import Arrivals
from storage.repositories.articles import Articles
from storage.repositories.backups import Backups
from storage.repositories.captures import Captures
from storage.repositories.catalogue import Places, Portals, Runs
from storage.repositories.changes import Changes
from storage.repositories.clusters import Clusters
from storage.repositories.frontier import Frontier
from storage.repositories.ledger import Ledger
from storage.repositories.origins import Origins
from storage.repositories.people import People
from storage.repositories.snapshots import Snapshots
from storage.repositories.withdrawals import Withdrawals
from storage.search.index import Search

T = TypeVar("T")

TRIES = 5
PAUSE = 0.05
"""Seconds, about, before an undone unit is tried again; longer each time."""


class Unit:
    """All repositories over one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.portals = Portals(connection)
        self.places = Places(connection)
        self.runs = Runs(connection)
        self.frontier = Frontier(connection)
        self.captures = Captures(connection)
        self.arrivals = Arrivals(connection)
        self.origins = Origins(connection)
        self.articles = Articles(connection)
        self.changes = Changes(connection)
        self.ledger = Ledger(connection)
        self.people = People(connection)
        self.clusters = Clusters(connection)
        self.search = Search(connection)
        self.snapshots = Snapshots(connection)
        self.withdrawals = Withdrawals(connection)
        self.backups = Backups(connection)

    def savepoint(self) -> AbstractContextManager[NestedTransaction]:
        """Within it an error undoes only what was done within it."""
        return self.connection.begin_nested()


class Database:
    """The database at a SQLAlchemy URL or at the path of a SQLite file."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.closed = False

    def upgrade(self) -> None:
        """Make the database, or bring it up to date; whole or not at all.

        Raises StorageError for one made by a newer version, and for what is no database of ours.
        """
        migrations.upgrade(self.engine)

    def check(self) -> None:
        """Raise StorageError unless the database is up to date."""
        revision = self.revision()
        if revision == migrations.HEAD:
            return
        if revision is None:
            raise StorageError(
                f"{place(self.engine.url)}: no archive in it yet; "
                "a crawl or `newsarchive db upgrade` makes one"
            )
        if revision in migrations.known():
            raise StorageError(
                f"{place(self.engine.url)}: made by an older version (schema {revision}, this one needs "
                f"{migrations.HEAD}); bring it up to date with `newsarchive db upgrade`; a crawl does so too"
            )
        raise migrations.newer(self.engine.url, revision)

    def revision(self) -> str | None:
        """What the database was last upgraded to; None for an empty one."""
        return migrations.revision(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        self._refuse_if_closed()
        with writing(self.engine) as connection:
            unit = Unit(connection)
            yield unit
            unit.search.flush()

    def write(self, work: Callable[[Unit], T]) -> T:
        """What `work` makes of a unit of its own, committed.

        It is done again where the database undid it through no fault of its own (a deadlock with another
        program, a server started anew), so it must do the same when it is run twice.
        """
        for left in reversed(range(TRIES)):
            undone = True
            try:
                with self.writing() as unit:
                    result = work(unit)
                    # A connection lost while committing leaves open whether it was kept.
                    undone = False
                return result
            except InterruptedWorkError:
                if not undone or not left:
                    raise
                sleep(random() * PAUSE * 2 ** (TRIES - left))  # noqa: S311 (no secret)
        raise AssertionError("unreachable")

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        self._refuse_if_closed()
        with reading(self.engine) as connection:
            yield Unit(connection)

    def close(self, *, for_good: bool = False) -> None:
        """Let go of its connections; `for_good`: whoever asks again is told that it was closed."""
        self.closed = for_good
        self.engine.dispose()

    def _refuse_if_closed(self) -> None:
        if self.closed:
            raise StorageError(f"{place(self.engine.url)}: was closed by this program; open it again")
