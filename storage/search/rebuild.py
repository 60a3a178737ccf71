"""The words kept in an archive → the index of whichever database holds them now."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.search.keeping import Keeper
from storage.search.upkeep import reindex


def rebuild(connection: Connection) -> None:
    """Index every kept text anew, as after its rows came out of another database."""
    reindex(Keeper(connection))
