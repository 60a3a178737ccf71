"""Who signs: names of bylines, listed as their language lists names, never taken for each other."""

from newsarchive.people.listing import Line, Listing, Sort, listing, near

__all__ = ["Line", "Listing", "Sort", "listing", "near"]
