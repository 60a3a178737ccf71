"""Copies of one story, over all portals and within one: found, grouped, never deleted."""

from newsarchive.dedup.clusters import refresh

__all__ = ["refresh"]
