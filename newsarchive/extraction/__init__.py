"""page, profile, hints, learnt → the story on it. Pure functions; nothing is fetched, kept or remembered."""

from newsarchive.extraction.extract import extract, extract_parts

__all__ = ["extract", "extract_parts"]
