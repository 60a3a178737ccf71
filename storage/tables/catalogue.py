"""Portals, places, and the runs that looked at them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Named, Table, TypedColumns

from storage.tables.columns import Json, Utc, Words, metadata


class PortalColumns(TypedColumns):
    slug = Column(Words, primary_key=True)
    name = Column(Words, nullable=False)
    homepage = Column(Words, nullable=False)
    place: Named[str | None] = Column(Words)
    status = Column(Words, nullable=False)
    platform: Named[str | None] = Column(Words)
    languages: Named[Any] = Column(Json, nullable=False)
    timezone = Column(Words, nullable=False)
    domains: Named[Any] = Column(Json, nullable=False)
    verified = Column(Boolean, nullable=False)
    profile_digest = Column(Words, nullable=False)


portals = Table("portals", metadata, PortalColumns)


class PlaceColumns(TypedColumns):
    """A code may mean another place at another time, so the first day it held is part of its identity."""

    code = Column(Words, primary_key=True)
    valid_from = Column(Words, primary_key=True, default="")
    name = Column(Words, nullable=False)
    kind = Column(Words, nullable=False)
    country = Column(Words, nullable=False)
    valid_to: Named[str | None] = Column(Words)
    successor: Named[str | None] = Column(Words)


places = Table("places", metadata, PlaceColumns)


class RunColumns(TypedColumns):
    id = Column(Words, primary_key=True)
    started = Column(Utc, nullable=False)
    command = Column(Words, nullable=False)
    software = Column(Words, nullable=False)
    finished: Named[datetime | None] = Column(Utc)
    exit: Named[int | None] = Column(Integer)
    report: Named[Any] = Column(Json, nullable=True)


runs = Table("runs", metadata, RunColumns)
