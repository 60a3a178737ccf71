"""page, profile, hints, learnt → the story on it. Pure functions; nothing is fetched, kept or remembered."""

from newsarchive.extraction.extract import extract

__all__ = ["extract"]
