"""Copies of one story across portals: found, grouped, never deleted."""

from newsarchive.dedup.clusters import refresh

__all__ = ["refresh"]
