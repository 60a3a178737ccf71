"""Portals, places and runs: records in, records out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.records import PlaceRecord, PortalRecord, RunRecord
from storage.tables import places, portals, runs
from storage.tables.upsert import insert_new, upsert


class Portals:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, portal: PortalRecord) -> None:
        """Remember the portal as its profile describes it now."""
        upsert(self.connection, portals, asdict(portal), ("slug",))

    def get(self, slug: str) -> PortalRecord | None:
        row = self.connection.execute(select(portals).where(portals.c.slug == slug)).first()
        return _portal(row) if row else None

    def all(self) -> list[PortalRecord]:
        return [_portal(row) for row in self.connection.execute(select(portals).order_by(portals.c.slug))]


def _portal(row: Row[Any]) -> PortalRecord:
    values = dict(row._mapping)
    return PortalRecord(
        **{**values, "languages": tuple(values["languages"]), "domains": tuple(values["domains"])}
    )


class Places:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def keep(self, known: Iterable[PlaceRecord]) -> None:
        rows = [{**asdict(place), "valid_from": place.valid_from or ""} for place in known]
        upsert(self.connection, places, rows, ("code", "valid_from"))

    def all(self) -> list[PlaceRecord]:
        rows = self.connection.execute(select(places).order_by(places.c.code, places.c.valid_from))
        return [
            PlaceRecord(
                **{**row._mapping, "valid_from": row.valid_from or None}
            )  # "" stands for no first day
            for row in rows
        ]


class Runs:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def start(self, run: RunRecord) -> None:
        """Remember the run; one that is known already (adopted from the WARC) stays as it is."""
        insert_new(self.connection, runs, asdict(run))

    def finish(self, run: str, finished: datetime, exit: int, report: dict[str, Any]) -> None:
        self.connection.execute(
            update(runs).where(runs.c.id == run).values(finished=finished, exit=exit, report=report)
        )

    def get(self, run: str) -> RunRecord | None:
        row = self.connection.execute(select(runs).where(runs.c.id == run)).first()
        return RunRecord(**row._mapping) if row else None

    def all(self) -> list[RunRecord]:
        """Newest first."""
        rows = self.connection.execute(select(runs).order_by(runs.c.started.desc(), runs.c.id.desc()))
        return [RunRecord(**row._mapping) for row in rows]
